/** A browser or its driver as a child process, with a folder of its own that goes when it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Child {
  /** Profile and home of the process. */
  readonly folder: string;
  /** Lines of stdout and stderr so far. */
  readonly lines: readonly string[];
  /** Rejects once the process has ended, with what it said last. */
  readonly ended: Promise<never>;
  close(): Promise<void>;
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("no port was given"));
      });
    });
  });
}

/** The whole group: a browser is several processes, and xvfb-run is a shell script around two more. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Ended already.
  }
}

export function startChild(
  program: string,
  argsFor: (folder: string) => readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child {
  const folder = mkdtempSync(join(tmpdir(), "unrolled-browser-"));
  const child = spawn(program, argsFor(folder), {
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
    });
  }
  const exit = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const onExit = () => killGroup(child, "SIGKILL");
  process.once("exit", onExit);
  const ended = exit.then((how) => {
    throw new Error(`${program} ended (${how}): ${lines.slice(-5).join(" | ")}`);
  });
  ended.catch(() => undefined);
  return {
    folder,
    lines,
    ended,
    close: async () => {
      killGroup(child, "SIGTERM");
      const killing = setTimeout(() => killGroup(child, "SIGKILL"), 3_000);
      await exit;
      clearTimeout(killing);
      killGroup(child, "SIGKILL");
      process.off("exit", onExit);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Asks until there is an answer. @param limit in milliseconds */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  what: string,
  limit: number,
) {
  const end = performance.now() + limit;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: nothing within ${limit / 1000} s`);
}
