/** All models of a run: its networks, which race on an engine, and those that count, beside it. */
import type { Race } from "../engine/engine.ts";
import {
  type CountedNetwork,
  type CountedTelemetry,
  countedMember,
  type Racer,
  type RacerTelemetry,
} from "../engine/racers.ts";
import type { ModelSpec } from "../experiment/spec.ts";
import type { TypedWeight } from "../experiment/typed-weights.ts";
import type { Rng } from "../lib/rng.ts";
import {
  amongModels,
  isCounted,
  isCountedState,
  type ModelState,
  networksOf,
  ofNetworks,
  type RaceModel,
} from "../model/counted.ts";
import { withTyped } from "../model/typed-weights.ts";
import { initialWeights } from "../model/weights.ts";
import { createLiveModels, type LiveModels, type LiveModelsOptions, type Turned } from "./live-models.ts";

/** What a snapshot is read from, and restored to: the whole state, whatever is held. */
export interface WholeModel {
  read(): Promise<ModelState>;
  /** @throws Error if the state is of a model that learns in another way. */
  restore(state: ModelState): void;
}

/** As `LiveModels`, for every model of the race. */
export interface Racers {
  members(): readonly Racer[];
  readonly whole: readonly WholeModel[];
  update(...given: Parameters<Race["update"]>): Promise<readonly RacerTelemetry[]>;
  differs(models: readonly ModelSpec[]): boolean;
  follow(models: readonly ModelSpec[]): Promise<readonly Turned[]>;
  dispose(): void;
}

export interface RacersOptions extends Pick<LiveModelsOptions, "engine" | "optimizer" | "base" | "models"> {
  /** Of all models of the race; a network's is that of the free model. */
  readonly plans: readonly RaceModel[];
  /** Of the experiment: first weights are sampled from it. */
  readonly root: Rng;
  /** At update 0. */
  readonly typed: readonly TypedWeight[];
}

/** @throws RangeError as `Engine.createRace` does. */
export function createRacers(options: RacersOptions): Racers {
  const { engine, optimizer, plans, base, models, root, typed } = options;
  const networks = networksOf(plans);
  /** Places of the networks in the race. */
  const places = plans.flatMap((model, m) => (isCounted(model) ? [] : [m]));
  const own = <T>(byModel: readonly T[]) => ofNetworks(plans, byModel);
  const live: LiveModels | null =
    networks.length === 0
      ? null
      : createLiveModels({
          ...{ engine, optimizer, plans: networks },
          base: own(base),
          models: own(models),
          weights: networks.map((plan, n) =>
            withTyped(
              initialWeights(plan, root),
              plan,
              typed.filter(({ model }) => model === places[n]),
            ),
          ),
        });
  const counters = new Map(
    plans.flatMap((model, m) => (isCounted(model) ? [[m, countedMember(model)] as const] : [])),
  );
  const counterAt = (m: number) => counters.get(m) as CountedNetwork;

  const otherKind = () => new Error("The state is of a model that learns in another way.");
  const wholeNetworks = (live?.whole ?? []).map(
    ({ read, restore }): WholeModel => ({
      read,
      restore: (state) => {
        if (isCountedState(state)) throw otherKind();
        restore(state);
      },
    }),
  );
  const wholeCounter = (m: number): WholeModel => {
    const { read, restore } = counterAt(m);
    return {
      read,
      restore: (state) => {
        if (!isCountedState(state)) throw otherKind();
        restore(state);
      },
    };
  };

  return {
    members: () => amongModels<Racer, Racer>(plans, live?.networks() ?? [], counterAt),
    whole: amongModels(plans, wholeNetworks, wholeCounter),
    update: async (batch, settings, want) => {
      const counted = new Map([...counters].map(([m, counter]) => [m, counter.update(batch)] as const));
      const results = await (live?.update(batch, settings, want) ?? []);
      return amongModels(plans, results, (m) => counted.get(m) as CountedTelemetry);
    },
    differs: (models) => live?.differs(own(models)) ?? false,
    follow: async (models) => {
      const turned = await (live?.follow(own(models)) ?? []);
      return turned.map((one) => ({ ...one, model: places[one.model] as number }));
    },
    dispose: () => live?.dispose(),
  };
}
