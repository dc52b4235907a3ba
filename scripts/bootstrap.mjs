/**
 * What `npm start`, `npm test`, `npm run golden`, `bench`, `bits`, `train`, `lab`, `kinds`, `soak` and `screenshot` run first. Node built-ins only, so that a bare
 * clone can run it: checks the Node version, installs what the lock file names, and finds a Chromium where one is needed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [mode = "", ...rest] = process.argv.slice(2);

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** Runs a program to its end and resolves with its exit code. Signals reach the child through the terminal's group. */
function run(command, args, { env = {}, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
      shell,
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}

/** npm and npx are shell scripts on Windows. */
const npm = (args) => run("npm", args, { shell: process.platform === "win32" });
const npx = (args) => run("npx", args, { shell: process.platform === "win32" });

/** Runs a TypeScript script of ours. */
const script = (name, args, env) =>
  run(process.execPath, ["--import", "tsx", join(root, "scripts", name), ...args], { env });

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!fits) {
    fail(
      `Unrolled needs Node 20.19 or later in the 20 line, or 22.12 or later; this is ${process.versions.node}. ` +
        "Install a newer one, for example with `nvm install`.",
    );
  }
}

async function install() {
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".unrolled-lock-hash");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Installing dependencies (npm ci) …");
  const code = await npm(["ci", "--no-audit", "--no-fund"]);
  if (code !== 0) fail("`npm ci` failed. See the messages above.");
  writeFileSync(stamp, hash);
}

async function chromium() {
  const { findChromium } = await import("./chromium.mjs");
  const found = await findChromium();
  if (found) return found;
  console.log("No Chromium found; asking Playwright for one …");
  await npx(["playwright", "install", "chromium"]);
  const installed = await findChromium();
  if (installed) return installed;
  return fail(
    "The end-to-end tests need a browser and found none: install Chromium, Chrome or Edge " +
      "(Debian: apt-get install chromium), or set E2E_CHROMIUM to the path of one.",
  );
}

/** The first free port from `port` on. */
async function freePort(port) {
  for (let candidate = port; candidate < port + 50; candidate++) {
    const free = await new Promise((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(candidate, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return candidate;
  }
  return fail(`No free port between ${port} and ${port + 49}; set PORT to another one.`);
}

const modes = {
  async start() {
    const port = await freePort(Number(process.env.PORT ?? 5173));
    const vite = join(root, "node_modules", "vite", "bin", "vite.js");
    const { viteArgs } = await import("./start-args.mjs");
    return run(process.execPath, [vite, ...viteArgs(port, rest)]);
  },
  async test() {
    return script("run-tests.ts", rest, { E2E_CHROMIUM: await chromium() });
  },
  async golden() {
    // The oracle needs no browser; golden.ts says what it could not run without one.
    const { findChromium } = await import("./chromium.mjs");
    return script("golden.ts", rest, { E2E_CHROMIUM: (await findChromium()) ?? "" });
  },
  async bench() {
    return script("bench.ts", rest, { E2E_CHROMIUM: await chromium() });
  },
  async bits() {
    return script("equal-bits.ts", rest, { E2E_CHROMIUM: await chromium() });
  },
  async lab() {
    return script("lab.ts", rest);
  },
  async train() {
    return script("train.ts", rest);
  },
  async kinds() {
    return script("try-kinds.ts", rest);
  },
  async soak() {
    return script("soak.ts", rest, { E2E_CHROMIUM: await chromium() });
  },
  async screenshot() {
    return script("screenshot.ts", rest, { E2E_CHROMIUM: await chromium() });
  },
};

const chosen = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
if (!chosen) fail(`Unknown mode "${mode}"; available modes: ${Object.keys(modes).join(", ")}.`);
checkNode();
await install();
process.exit(await chosen());
