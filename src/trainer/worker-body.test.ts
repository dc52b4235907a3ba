import { afterAll, expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import { inEnglish, phrase } from "../lib/phrase.ts";
import type { Command, Commands, Event } from "./protocol.ts";

const said: Event[] = [];
let heard: () => void = () => undefined;
const scope: { postMessage(event: Event): void } = {
  postMessage: (event) => {
    said.push(structuredClone(event));
    heard();
  },
};
vi.stubGlobal("self", scope);
let receive: (command: Command) => void = () => undefined;
afterAll(() => vi.unstubAllGlobals());

const tell = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) =>
  receive({ type, run, ...command } as Command);
/** The phase that a run comes to rest in, or its failure. */
async function rest(run: number): Promise<string> {
  for (;;) {
    const last = said.filter(
      (event) => event.run === run && (event.type === "phase" || event.type === "failed"),
    );
    const event = last.at(-1);
    if (event?.type === "failed") return `${event.code}: ${inEnglish(event.message)}`;
    if (event?.type === "phase" && event.phase !== "preparing" && event.phase !== "training")
      return `${event.phase} at ${event.update}`;
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
  }
}
const specOf = (units: number) =>
  decode(`#1/task.kind=hello&models=simple&models.*.units=${units}&training.engine=reference`).spec;

test("Undo goes back through as many runs as are kept, each as it was left; one without weights begins anew", async () => {
  ({ receive } = await import("./worker-body.ts"));
  const configure = (run: number) =>
    tell("configure", run, {
      ...{ spec: specOf(run), assetBase: "", backend: "cpu", from: null, before: null, proven: [] },
    });
  for (const run of [1, 2, 3, 4, 5]) {
    configure(run);
    expect(await rest(run)).toBe("ready at 0");
    for (let update = 1; update <= run; update++) {
      tell("oneUpdate", run, {});
      await vi.waitFor(async () => expect(await rest(run)).toBe(`paused at ${update}`), { timeout: 30_000 });
    }
  }
  for (const run of [4, 3, 2, 1]) {
    said.length = 0;
    tell("resume", run, { to: run, spec: specOf(run), from: null, before: null });
    expect(await rest(run)).toBe(`paused at ${run}`);
  }
  said.length = 0;
  tell("resume", 9, { to: 9, spec: specOf(9), from: null, before: null });
  expect(await rest(9)).toBe("ready at 0");
}, 60_000);

const simdSpec = (units: number) =>
  decode(`#1/task.kind=hello&models=simple&models.*.units=${units}&training.updates=40`).spec;
const begin = (run: number, units: number, changes: Partial<Commands["configure"]> = {}) =>
  tell("configure", run, {
    ...{ spec: simdSpec(units), assetBase: "", backend: "auto", from: null, before: null, proven: [] },
    ...changes,
  });

test("a run begins on SIMD, is shown untrained, and trains on it once it has proven itself", async () => {
  // A worker of its own: engines are opened once.
  vi.resetModules();
  ({ receive } = await import("./worker-body.ts"));
  said.length = 0;
  begin(21, 5);
  tell("pullTrace", 21, {});
  tell("train", 21, {});
  await vi.waitFor(async () => expect(await rest(21)).toBe("finished at 40"), { timeout: 30_000 });
  const types = said.filter(({ run }) => run === 21).map(({ type }) => type);
  const first = said.find(({ type }) => type === "engine");
  expect(first).toMatchObject({ engine: "wasm", note: null, options: [{ kind: "wasm" }] });
  expect(types.indexOf("trace")).toBeLessThan(types.indexOf("proven"));
  expect(types.indexOf("proven")).toBeLessThan(types.indexOf("metrics"));
  // Nothing else was timed while it trained; what else there is was looked for.
  await vi.waitFor(
    () => {
      const engines = said.filter((event) => event.type === "engine" && event.run === 21);
      expect(engines.at(-1)).toMatchObject({
        options: [
          { kind: "wasm", reason: null },
          { kind: "reference", backend: "cpu", reason: null },
          { kind: "webgl", reason: phrase`This browser has no WebGL in workers.` },
        ],
      });
    },
    { timeout: 30_000 },
  );
}, 60_000);

test("at rest SIMD is timed, and a known proof is not repeated", async () => {
  said.length = 0;
  begin(22, 6);
  expect(await rest(22)).toBe("ready at 0");
  await vi.waitFor(
    () => {
      const engine = said.filter(({ type, run }) => type === "engine" && run === 22).at(-1);
      expect(engine).toMatchObject({ options: [{ millisecondsPerUpdate: expect.any(Number) }, {}, {}] });
    },
    { timeout: 30_000 },
  );
  expect(said.map(({ type }) => type)).not.toContain("proven");
}, 60_000);
