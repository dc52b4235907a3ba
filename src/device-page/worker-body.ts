/** Looks at the device in a thread of its own, so that the page never freezes: facts, self-checks, timings. */
import { type EngineOffer, listEngines, openEngines } from "../engine/device.ts";
import type { Engine } from "../engine/engine.ts";
import { casesFor, selfCheck, selfCheckBound } from "../engine/self-check.ts";
import { type TimingSize, timeUpdates, timingPlan, timingSizes } from "../engine/timing.ts";
import { isFormed } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import { readGraphics, readMachine } from "./facts.ts";
import type { Command, Commands, Events, Handlers } from "./protocol.ts";

const scope = self as unknown as {
  postMessage(message: unknown): void;
};

const emit = <K extends keyof Events>(type: K, event: Events[K]) => scope.postMessage({ type, ...event });

let offers: readonly EngineOffer[] = [];
/** What waits, one after the other. */
let queue: Promise<void> = Promise.resolve();
let waiting = 0;

function enqueue(work: () => Promise<void>): void {
  waiting++;
  queue = queue.then(work).finally(() => {
    if (--waiting === 0) emit("idle", {});
  });
}

async function open(backend: "auto" | "cpu"): Promise<void> {
  const options = backend === "cpu" ? { backend } : {};
  const graphics = readGraphics();
  offers = await listEngines(options);
  emit("facts", {
    machine: readMachine(),
    graphics: isFormed(graphics) ? null : graphics,
    noGraphics: isFormed(graphics) ? graphics : null,
    engines: offers.map(({ id, kind, backend, obstacle }) => ({ id, kind, backend, obstacle })),
    sizes: timingSizes,
    bound: selfCheckBound,
  });
  const { engines, missing, asked } = await openEngines(options);
  const fused = engines.filter(({ kind }) => kind !== "reference");
  const trains = asked
    ? engines.filter(({ kind }) => kind === asked.kind)
    : fused.length > 0
      ? fused
      : engines;
  emit("opened", {
    trains: trains.map(({ kind, backend }) => ({ kind, backend })),
    missing: missing.map(({ kind, backend, reason }) => ({ kind, backend, reason })),
  });
  for (const engine of engines) engine.dispose();
}

const usable = () => offers.filter(({ obstacle }) => obstacle === null);

/** Each engine that runs here, one after the other: tfjs has one backend at a time. */
async function withEach(work: (engine: Engine, id: string, place: number) => Promise<void>): Promise<void> {
  for (const [place, { id, open }] of usable().entries()) {
    let engine: Engine;
    try {
      engine = await open();
    } catch (error) {
      emit("refused", { engine: id, reason: saidBy(error) });
      continue;
    }
    await work(engine, id, place);
    engine.dispose();
  }
}

async function check(): Promise<void> {
  const counts = usable().map((offer) => casesFor(offer).length);
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
  await withEach(async (engine, id, place) => {
    let done = sum(counts.slice(0, place));
    const tell = () => emit("progress", { task: "check", engine: id, what: null, done, of: sum(counts) });
    tell();
    await selfCheck(engine, "oracle", casesFor(engine), (result) => {
      done++;
      emit("checked", { engine: id, result });
      tell();
    });
  });
}

/** Slower updates than this, in milliseconds, are predicted and not waited for. */
const patience = 8000;
/** Milliseconds a multiply-add, by engine, at the last size that was timed. */
const pace = new Map<string, number>();

async function timeOne(engine: Engine, id: string, size: TimingSize): Promise<Events["timed"]> {
  const plan = timingPlan(size);
  const refused = (why: Omit<Events["timed"], "engine" | "size" | "timing">) => ({
    engine: id,
    size,
    timing: null,
    ...why,
  });
  const support = engine.supports(plan);
  if (!support.ok) return refused({ reason: support.reason, predicted: null });
  const predicted = (pace.get(id) ?? 0) * plan.multiplyAdds;
  if (predicted > patience) return refused({ reason: null, predicted });
  try {
    const timing = await timeUpdates(engine, plan);
    pace.set(id, timing.median / plan.multiplyAdds);
    return { engine: id, size, timing, reason: null, predicted: null };
  } catch (error) {
    return refused({ reason: saidBy(error), predicted: null });
  }
}

const time = (sizes: readonly TimingSize[]): Promise<void> =>
  withEach(async (engine, id, place) => {
    const of = usable().length * sizes.length;
    for (const [n, size] of sizes.entries()) {
      emit("progress", { task: "time", engine: id, what: size, done: place * sizes.length + n, of });
      emit("timed", await timeOne(engine, id, size));
    }
  });

const handlers: Handlers<Commands> = {
  open: ({ backend }) => enqueue(() => open(backend)),
  check: () => enqueue(check),
  time: ({ sizes }) => enqueue(() => time(sizes)),
};

export function receive(command: Command): void {
  const handle = handlers[command.type] as (message: Command) => void;
  handle(command);
}
