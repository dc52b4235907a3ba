/** What Vite is started with by `npm start`. Node built-ins only: the bootstrap imports it. */

/**
 * Serves this machine alone, unless `--host` among the given arguments asks for all networks or for one address.
 * @param {number} port
 * @param {readonly string[]} given what stands after `npm start --`
 * @returns {string[]}
 */
export function viteArgs(port, given) {
  const host = given.some((arg) => arg === "--host" || arg.startsWith("--host="))
    ? []
    : ["--host", "127.0.0.1"];
  // Vite prints the addresses once it serves. `open` is off: nothing opens a browser by itself, BROWSER=none or not.
  return [
    ...host,
    "--port",
    String(port),
    "--strictPort",
    "--open",
    "false",
    "--clearScreen",
    "false",
    ...given,
  ];
}
