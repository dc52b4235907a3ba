/** What a soak does to the page, drawn from a seed: settings, buttons, panels, the pointer, the size of the window. */
import type { Page } from "@playwright/test";
import type { Rng } from "../src/lib/rng.ts";
import type { OpenStore } from "../src/store/store.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };
type Actions = OpenStore["actions"];
type Call = { [K in keyof Actions]: readonly [K, ...Parameters<Actions[K]>] }[keyof Actions];

export const wide = { width: 1440, height: 900 } as const;
const narrow = { width: 390, height: 844 } as const;

/** A race of four that software GL trains in well under a second an update: between samples the page always returns to it. */
export const referenceHash =
  "#1/task.length=12&models=simple,lstm,gru,gru&models.*.units=8&models.3.resetAfter=0&training.batchSize=8&training.engine=wasm";

const largestHash =
  "#1/task.kind=sonnets&task.length=32&models=lstm,lstm,gru,gru&models.*.units=32&models.3.resetAfter=0&training.batchSize=32";

/** Opens an experiment by its link, as somebody who pastes it does. */
const goToHash = (page: Page, to: string): Promise<void> =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, to);

/** Calls an action of the page's store, as a control of it does. */
export const call = (page: Page, ...[name, ...args]: Call): Promise<void> =>
  page.evaluate(
    ([name, args]) => {
      const { actions } = (globalThis as WithUnrolled).unrolled;
      void (actions[name] as (...args: unknown[]) => unknown)(...args);
    },
    [name, args] as const,
  );

const stateOf = (page: Page) =>
  page.evaluate(() => {
    const { run, record, spec, canUndo } = (globalThis as WithUnrolled).unrolled.state.getState();
    return {
      phase: run.phase,
      failure: run.failure && { code: run.failure.code, message: run.failure.message },
      isKnown: record?.id === run.id,
      update: run.update,
      models: spec.models.length,
      task: spec.task.kind,
      canUndo,
    };
  });
export type State = Awaited<ReturnType<typeof stateOf>>;

/** Longer than a setting that is dragged waits for its run. */
const rested = 300;
/** Milliseconds: software GL compiles a race's programs in a few seconds, and the machine may be busy. */
const patience = 120_000;

/**
 * Waits until the page has a run that can be trained, or that failed.
 * @throws Error if it stays where it is
 */
export async function settled(page: Page): Promise<State> {
  const end = Date.now() + patience;
  await page.waitForTimeout(rested);
  for (;;) {
    const state = await stateOf(page);
    if (state.phase === "failed" || (state.isKnown && state.phase !== "preparing")) return state;
    if (Date.now() > end) throw new Error(`after ${patience / 1000} s the page is still at “${state.phase}”`);
    await page.waitForTimeout(100);
  }
}

/** Trains until at least `updates` more are made, or the run ends by itself. */
export async function makeUpdates(page: Page, updates: number): Promise<void> {
  const before = await settled(page);
  for (let made = 0; made < updates; made++) {
    await call(page, "oneUpdate");
    const end = Date.now() + patience;
    for (;;) {
      const { update, phase } = await stateOf(page);
      if (update > before.update + made || phase === "failed") break;
      if (Date.now() > end) throw new Error(`an update has not been made within ${patience / 1000} s`);
      await page.waitForTimeout(50);
    }
  }
}

/**
 * The reference race, untrained but for one update, with nothing of what was before: Undo and the pale curves keep the runs
 * before it, which are all of this race by then.
 */
export async function goToReference(page: Page): Promise<void> {
  await page.setViewportSize(wide);
  await goToHash(page, referenceHash);
  await settled(page);
  // More than Undo, and the worker, keep.
  for (let n = 0; n < 6; n++) {
    await call(page, "reset");
    await settled(page);
  }
  await call(page, "clearEarlier");
  await call(page, "show", {
    openModel: null,
    shownLayer: null,
    theme: "light",
    lossAxis: "log",
    smoothing: 0.9,
  });
  await call(page, "pin", null);
  await page.mouse.move(1, 1);
  await makeUpdates(page, 1);
  // The last trace and the charts' last frames.
  await page.waitForTimeout(1500);
}

const cells = ["simple", "lstm", "gru"] as const;
const tasks = ["temporal-order", "adding", "copy-memory", "hello", "sine", "sonnets"] as const;
const sizes = [4, 8, 16, 32] as const;
const engines = ["webgl", "wasm"] as const;

/** Presses a button, if the page has it now. */
async function press(page: Page, selector: string, rng: Rng): Promise<void> {
  const buttons = page.locator(selector);
  const count = await buttons.count();
  if (count > 0) await buttons.nth(rng.below(count)).click({ timeout: 5000 });
}

type Action = (page: Page, rng: Rng, state: State) => Promise<void>;

const among = <T>(rng: Rng, values: readonly T[]): T => values[rng.below(values.length)] as T;

const optimizers = ["adam", "sgd", "rmsprop", "adagrad"] as const;

export const soakActions: { readonly [name: string]: Action } = {
  train: async (page, rng) => {
    await call(page, "train");
    await page.waitForTimeout(1000 + rng.below(3000));
    await call(page, "pause");
  },
  "change while it trains": async (page, rng) => {
    await call(page, "train");
    await page.waitForTimeout(500 + rng.below(1000));
    await call(page, "set", "optimizer.learningRate", among(rng, [0.001, 0.003, 0.01]));
    await page.waitForTimeout(500);
    await call(page, "set", "training.clipNorm", among(rng, [0, 1, 5]));
    await page.waitForTimeout(500 + rng.below(1000));
    await call(page, "pause");
  },
  "single updates": (page, rng) => makeUpdates(page, 1 + rng.below(3)),
  task: (page, rng) => call(page, "setTask", among(rng, tasks)),
  length: (page, rng) => call(page, "set", "task.length", 10 + 2 * rng.below(12)),
  batch: (page, rng) => call(page, "set", "training.batchSize", among(rng, sizes)),
  seed: (page, rng) => call(page, "set", "training.seed", rng.below(1000)),
  units: (page, rng, { models }) => call(page, "set", `models.${rng.below(models)}.units`, among(rng, sizes)),
  cell: (page, rng, { models }) => call(page, "setModelCell", rng.below(models), among(rng, cells)),
  "a slider that is dragged": async (page, rng) => {
    for (let n = 0; n < 8; n++) {
      await call(page, "set", "models.0.units", 4 + n + rng.below(8));
      await page.waitForTimeout(40);
    }
  },
  "a model less, a model more": async (page, rng, { models }) => {
    if (models > 1) await call(page, "removeModel", rng.below(models));
    await settled(page);
    await call(page, "addModel", among(rng, cells));
  },
  optimizer: (page, rng) => call(page, "setOptimizer", among(rng, optimizers)),
  engine: (page, rng) => call(page, "set", "training.engine", among(rng, engines)),
  probe: (page, rng) => call(page, "set", "view.probe", rng.below(8)),
  reset: (page) => call(page, "reset"),
  undo: async (page, _rng, { canUndo }) => {
    if (canUndo) await call(page, "undo");
  },
  "what is shown": (page, rng) =>
    call(page, "show", {
      theme: among(rng, ["light", "dark"]),
      lossAxis: among(rng, ["log", "linear"]),
      gradientMode: among(rng, ["share", "absolute"]),
      smoothing: among(rng, [0, 0.9]),
      shownLayer: among(rng, [null, { layer: 0, direction: "forward" }]),
    }),
  "the side panels": async (page) => {
    const tabs = page.locator(".flow-row button.tab");
    for (let n = await tabs.count(); n > 0; n--) {
      await tabs.nth(n - 1).click({ timeout: 5000 });
      await page.waitForTimeout(300);
    }
  },
  "a model's settings": (page, rng) => press(page, "button.model-card", rng),
  "the menu of tasks": async (page, rng) => {
    await press(page, ".rail-head button[aria-expanded='false']", rng);
    await page.waitForTimeout(500);
    await press(page, ".rail-head button[aria-expanded='true']", rng);
  },
  "the menu of engines": async (page, rng) => {
    await press(page, "button.engine-button", rng);
    await page.waitForTimeout(300);
    await page.keyboard.press("Escape");
  },
  "the pointer": async (page, rng) => {
    for (let n = 0; n < 12; n++) {
      await page.mouse.move(280 + rng.below(1140), 60 + rng.below(820));
      await page.waitForTimeout(40);
    }
  },
  "a phone's width": async (page) => {
    await page.setViewportSize(narrow);
    await page.waitForTimeout(800);
    await page.setViewportSize(wide);
  },
};

/**
 * Before samples count: the largest of what the actions draw, on either engine, since WebAssembly's memory never shrinks; and
 * every kind of program that WebGL compiles, since each is kept; and every action once, since parts of the page load when first seen.
 */
export async function goThroughAll(page: Page, rng: Rng): Promise<void> {
  for (const engine of engines) {
    await goToHash(page, `${largestHash}&training.engine=${engine}`);
    await makeUpdates(page, 2);
  }
  await goToHash(page, referenceHash.replace("engine=wasm", "engine=webgl"));
  for (const task of ["temporal-order", "adding"] as const) {
    await call(page, "setTask", task);
    for (const optimizer of optimizers) {
      await settled(page);
      await call(page, "setOptimizer", optimizer);
      await makeUpdates(page, 1);
    }
  }
  await goToReference(page);
  for (const action of Object.values(soakActions)) await action(page, rng, await settled(page));
}

/** One action at random. @returns its name */
export async function actAtRandom(page: Page, rng: Rng): Promise<string> {
  const state = await settled(page);
  const name = among(rng, Object.keys(soakActions));
  await soakActions[name]?.(page, rng, state);
  return name;
}
