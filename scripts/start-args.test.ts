import { expect, test } from "vitest";
import { viteArgs } from "./start-args.mjs";

const hosts = (args: readonly string[]) => args.flatMap((arg, n) => (arg === "--host" ? [args[n + 1]] : []));

test("npm start serves this machine alone, unless it is asked for a host", () => {
  expect(hosts(viteArgs(5173, []))).toEqual(["127.0.0.1"]);
  expect(hosts(viteArgs(5173, ["--", "--cors"]))).toEqual(["127.0.0.1"]);
  expect(viteArgs(5173, ["--host"]).filter((arg) => arg.startsWith("--host"))).toEqual(["--host"]);
  expect(hosts(viteArgs(5173, ["--host", "192.168.0.7"]))).toEqual(["192.168.0.7"]);
  expect(viteArgs(5173, ["--host=192.168.0.7"]).filter((arg) => arg.startsWith("--host"))).toEqual([
    "--host=192.168.0.7",
  ]);
});
