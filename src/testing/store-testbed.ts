import { createStore } from "zustand/vanilla";
import { decode } from "../experiment/link.ts";
import { inEnglish, phrase } from "../lib/phrase.ts";
import { isCounted } from "../model/counted.ts";
import { createActions } from "../store/actions.ts";
import { createEventHandlers } from "../store/events.ts";
import { idle } from "../store/run-summary.ts";
import { createSession } from "../store/session.ts";
import { type AppState, nowhere } from "../store/state.ts";
import { en } from "../text/en.ts";
import { type Said, told } from "../text/message.ts";
import type { TrainerClient } from "../trainer/client.ts";
import { type Commands, dispatch, type Event, type Events, type Snapshot } from "../trainer/protocol.ts";

/** The page without a page: what a worker would be told is kept, and what it would say is said by the test. */
export async function open(hash: string) {
  const { spec } = decode(hash);
  const state = createStore<AppState>()(() => ({
    spec,
    run: idle,
    record: null,
    earlier: [],
    canUndo: false,
    device: null,
    problems: [],
    importing: null,
    offer: null,
    isUnkept: false,
    ...{ presetId: null, presetStep: 0, tried: null, panelCall: null },
    pointed: nowhere,
    ...{ view: "overview", enlarged: null, pinnedStep: null },
    ...{ moment: null, asked: null, typed: null, replay: null },
    pinnedUnit: null,
    shownSignals: [],
    notation: "pytorch",
    shownLayer: null,
    shownModel: null,
    unfolding: "three",
    walk: null,
    walkedBack: null,
    textAsk: null,
    ...{ openModel: null, help: null, allTraining: false },
    shownParameters: [],
    gradientMode: "share",
    lossAxis: "log",
    smoothing: 0,
    theme: "light",
    language: "en",
    shortcuts: true,
    whenHidden: "goOn",
  }));
  const sent: { type: keyof Commands; run: number; command: Commands[keyof Commands] }[] = [];
  let generation = 0;
  const client: TrainerClient = {
    prepare: () => undefined,
    send: (type, run, command) => sent.push({ type, run, command }),
    get generation() {
      return generation;
    },
    end: () => {
      generation++;
    },
  };
  const session = createSession({
    state,
    spec,
    assetBase: "",
    backend: "auto",
    client,
    writeUrl: () => undefined,
  });
  const handlers = createEventHandlers(state, session);
  const say = <K extends keyof Events>(type: K, event: Events[K], run = state.getState().run.id): void => {
    const message = { type, run, ...event } as Event;
    if (run === state.getState().run.id) dispatch<Events>(handlers, message);
    else session.told.late(message);
  };
  await session.start(spec);
  const record = () => {
    const present = state.getState().record;
    if (!present) throw new Error("no record");
    return present;
  };
  /** Updates first … last; the loss is the update's number, with a tenth for every run through it. */
  const train = (first: number, last: number, tenth = 0, run?: number) => {
    const column = Float32Array.from({ length: last - first + 1 }, (_, n) => first + n + tenth / 10);
    say(
      "metrics",
      {
        first,
        count: column.length,
        seconds: last,
        tensors: 0,
        profiles: record().plans.map(() => []),
        models: record().plans.map((model) =>
          isCounted(model)
            ? { loss: column }
            : {
                ...{ loss: column, gradientNorm: column, clippedNorm: column },
                parameterNorms: new Float32Array(column.length * model.params.length),
              },
        ),
      },
      run,
    );
  };
  const evaluate = (update: number) =>
    say("evaluation", {
      update,
      models: record().plans.map(() => ({ loss: update, metric: 0, solvedAt: null, stuckAt: null })),
    });
  const snapshot = (update: number): Snapshot => ({
    format: 1,
    update,
    seconds: update,
    spec,
    finished: false,
    models: [],
  });
  const keep = (update: number, run?: number) => say("snapshot", { snapshot: snapshot(update) }, run);
  const lose = () =>
    say("failed", {
      code: "contextLost",
      message: phrase`The GPU was lost.`,
      update: record().update,
      model: null,
      gradientNorm: null,
      lastGood: null,
    });
  const losses = () =>
    record().models.map(({ loss }) => Array.from({ length: loss.length }, (_, u) => loss.at(u + 1)));
  const take = () => sent.splice(0);
  const actions = createActions(
    state,
    session,
    { goOn: async () => undefined, startAnew: () => undefined },
    { need: () => () => undefined, look: () => undefined },
  );
  return { state, session, actions, say, record, train, evaluate, keep, lose, losses, take };
}

/** What the page says in English. */
export const inWords = (said: Said | null | undefined): string | null =>
  said === null || said === undefined ? null : told(said, en.store, inEnglish);
