/**
 * `npm run bits -- --against DIR [--engines reference,simd,…] [--updates 10] [--links TEXT]`: whether this checkout trains every golden
 * link and every preset to the same bits as another one, of the commit before for example: losses, gradient norms and clipped norms of
 * each update, the untrained held-out loss, weights and optimizer slots at the end. Links are cut to short sequences and small batches. The
 * links are those of the other checkout, so that what is out in the world is what is compared; links whose gates are held and freed in
 * mid-run are this one's (`bits-held.ts`). It needs its dependencies (`npm ci` there).
 *
 * Engines: TensorFlow.js on the processor, SIMD (relaxed, plain, over threads) in Node, fused WebGL in Chromium (in software; E2E_GPU=1 takes
 * the machine's). Exit code 1 on a difference, or if nothing was compared.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { difference } from "./bits-compare.ts";
import { heldLinks } from "./bits-held.ts";
import type { BitsLink } from "./bits-run.ts";
import type { BitsAnswer, BitsEngine } from "./bits-side.ts";

const engines: readonly BitsEngine[] = ["reference", "simd", "simd-plain", "simd-crew", "webgl"];
const { values } = parseArgs({
  options: {
    against: { type: "string" },
    engines: { type: "string", default: engines.join() },
    updates: { type: "string", default: "10" },
    /** Only links whose name or hash has this text. */
    links: { type: "string", default: "" },
  },
});
const own = join(import.meta.dirname, "..");
const other = resolve(values.against ?? "");
if (values.against === undefined || !existsSync(join(other, "src", "engine")))
  throw new Error("--against names no checkout: there is no src/engine in it");
const wanted = values.engines.split(",");
const unknown = wanted.filter((name) => !engines.some((engine) => engine === name));
if (unknown.length > 0) throw new Error(`--engines: ${unknown.join()} is none of ${engines.join()}`);

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Runs one side to its end and gives what it printed. */
function side<T>(folder: string, args: readonly string[], input: string): Promise<readonly T[]> {
  const file = join("scripts", "bits-side.ts");
  const script = join(existsSync(join(folder, file)) ? folder : own, file);
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["--import", tsx, script, folder, ...args], {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (piece) => {
      text += piece;
    });
    child.on("error", fail);
    child.on("close", (code) => {
      // What tfjs prints is no answer.
      const lines = text.split("\n").filter((line) => line.startsWith("{"));
      if (code === 0) done(lines.map((line) => JSON.parse(line) as T));
      else fail(new Error(`${script} for ${folder} ended with code ${code}`));
    });
    child.stdin.end(input);
  });
}

const all = await side<BitsLink>(other, ["links"], "");
const links = [...all, ...heldLinks()].filter(({ name, hash }) => `${name} ${hash}`.includes(values.links));
const input = links.map((link) => JSON.stringify(link)).join("\n");
const counts = { equal: 0, refused: 0, different: 0 };
console.log(`${links.length} links, ${values.updates} updates, against ${other}`);
for (const engine of wanted) {
  const args = ["run", values.updates, engine];
  const [mine, theirs] = [
    await side<BitsAnswer>(own, args, input),
    await side<BitsAnswer>(other, args, input),
  ];
  links.forEach(({ name }, n) => {
    const [a, b] = [mine[n], theirs[n]];
    const found = a && b ? difference(a.bits, b.bits) : "one side gave no answer";
    const refused = found === null && a?.bits.error ? a.bits.error : null;
    counts[found !== null ? "different" : refused !== null ? "refused" : "equal"]++;
    const said = found ?? (refused === null ? "equal" : `both refuse: ${refused}`);
    console.log(`${engine.padEnd(11)} ${name.padEnd(36)} ${said}`);
  });
}
const { equal, refused, different } = counts;
console.log(`\n${equal} equal, ${refused} refused by both, ${different} different`);
process.exitCode = different > 0 || equal === 0 ? 1 : 0;
