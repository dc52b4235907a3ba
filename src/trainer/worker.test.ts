import { afterAll, expect, test, vi } from "vitest";
import { decode } from "../spec/link.ts";
import type { Command, Commands, Event } from "./protocol.ts";

const said: Event[] = [];
let heard: () => void = () => undefined;
const scope: { onmessage: ((event: { data: Command }) => void) | null; postMessage(event: Event): void } = {
  onmessage: null,
  postMessage: (event) => {
    said.push(structuredClone(event));
    heard();
  },
};
vi.stubGlobal("self", scope);
afterAll(() => vi.unstubAllGlobals());

const tell = <K extends keyof Commands>(type: K, run: number, command: Commands[K]) =>
  scope.onmessage?.({ data: { type, run, ...command } as Command });
/** The phase that a run comes to rest in, or its failure. */
async function rest(run: number): Promise<string> {
  for (;;) {
    const last = said.filter(
      (event) => event.run === run && (event.type === "phase" || event.type === "failed"),
    );
    const event = last.at(-1);
    if (event?.type === "failed") return `${event.code}: ${event.message}`;
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
  await import("./worker.ts");
  const configure = (run: number) =>
    tell("configure", run, {
      ...{ spec: specOf(run), assetBase: "", backend: "cpu", from: null, before: null, proven: [] },
    });
  for (const run of [1, 2, 3, 4, 5]) {
    configure(run);
    expect(await rest(run)).toBe("ready at 0");
    for (let update = 1; update <= run; update++) {
      tell("oneUpdate", run, {});
      await vi.waitFor(async () => expect(await rest(run)).toBe(`paused at ${update}`));
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
