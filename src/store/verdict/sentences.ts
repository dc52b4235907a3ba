import { formatCount, formatNorm, formatNumber } from "../../lib/format.ts";
import type { verdict as english } from "../../text/en/verdict.ts";
import type { Words } from "../../text/language.ts";
import type { Facts, ModelFacts, Reach } from "./facts.ts";

/** What a part of a sentence speaks of: a panel by its id, and in it a model's lane and a step (1-based). */
export interface Place {
  readonly panel: "loss" | "gradient-norm" | "gradient-flow";
  readonly model: number | null;
  readonly step: number | null;
}

export interface Clause {
  readonly text: string;
  readonly at: Place;
}

/** Its clauses, in order; `joinClauses` makes a sentence of them. */
export type Sentence = readonly Clause[];

/** Under this share, what the first steps send back is lost beside the rounding of what the last steps send. */
export const tooLittle = 1e-4;
/** A gradient that is this many times longer at the first relevant step than at the last grows on its way back. */
const grows = 10;
/** A peak this many times over the median, and over this length, is a spike. */
const spikeOver = 30;
const spikeLength = 5;
/** A training loss that changed by this share still moves. */
const movesBy = 0.02;
/** A held-out loss this share over its lowest has risen. */
const risen = 0.1;

const place = (panel: Place["panel"], model: number | null = null, step: number | null = null): Place => ({
  panel,
  model,
  step,
});

export const isOpen = ({ solvedAt }: ModelFacts): boolean => solvedAt === null;
export const isSpiking = ({ norm }: ModelFacts): boolean =>
  norm !== null && norm.largest > spikeLength && norm.largest > spikeOver * norm.median;
export const isOverfit = ({ best, heldOut, training, fall }: ModelFacts): boolean =>
  best !== null &&
  heldOut !== null &&
  heldOut > (1 + risen) * best.loss &&
  training < heldOut &&
  (fall?.share ?? 0) > 0;
const isTooLittle = ({ share }: Reach): boolean => share < tooLittle;
export const isVanishing = ({ reach }: ModelFacts): boolean => reach !== null && isTooLittle(reach);

const percent = (share: number): string => formatNumber(Math.abs(share) * 100, 2);
const clipOf = ({ clipNorm }: Facts): string | null => (clipNorm > 0 ? formatNumber(clipNorm) : null);

/** Consecutive models of the same standing share a clause. */
function grouped<T>(models: readonly T[], key: (model: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const model of models) groups.set(key(model), [...(groups.get(key(model)) ?? []), model]);
  return [...groups.values()];
}

type Placed = ModelFacts & { readonly index: number };
const laneOf = (group: readonly Placed[]): number | null =>
  group.length === 1 ? (group[0]?.index ?? null) : null;

function solvedClause(words: Words<typeof english>, solved: readonly Placed[], all: number): Clause | null {
  const inOrder = [...solved].sort((a, b) => (a.solvedAt ?? 0) - (b.solvedAt ?? 0));
  const [first] = inOrder;
  if (!first) return null;
  const names = words.solvedList(
    inOrder.map(({ name, solvedAt }, n) =>
      (n === 0 ? words.solvedFirst : words.solvedNext)(name, formatCount(solvedAt ?? 0)),
    ),
  );
  const text =
    inOrder.length === 1
      ? words.solvedOne(first.name, formatCount(first.solvedAt ?? 0))
      : inOrder.length === all
        ? words.solvedAll(all, names)
        : words.solvedSome(names);
  return { text, at: place("loss", laneOf(inOrder)) };
}

const hasMetric = (model: Placed): model is Placed & { readonly metric: number } =>
  model.metric !== null && Number.isFinite(model.metric);

/** A metric as the verdict writes it: "62.5" of a percentage. */
const metricValue = (unit: string, of: number): string => (unit === "%" ? of.toFixed(1) : formatNumber(of));

/** "RNN (62.5 % accuracy)", or the name alone where there is no number. */
const withMetric =
  (words: Words<typeof english>, { metric: { unit, label } }: Facts) =>
  (model: Placed): string =>
    hasMetric(model)
      ? words.measured(model.name, words.metric(metricValue(unit, model.metric), unit, label))
      : model.name;

/** "RNN (62.5 % accuracy) has not solved it yet", with the number where there is one. */
function unsolved(words: Words<typeof english>, facts: Facts, models: readonly Placed[]): string {
  const { unit, label } = facts.metric;
  const names = models.map(({ name }) => name);
  if (models.length > 2 && models.every(hasMetric)) {
    const all = models.map((model) => model.metric);
    const range = words.range(metricValue(unit, Math.min(...all)), metricValue(unit, Math.max(...all)));
    return words.unsolvedRange(names, words.metric(range, unit, label));
  }
  return words.unsolved(models.map(withMetric(words, facts)));
}

function openClauses(words: Words<typeof english>, facts: Facts, open: readonly Placed[]): Clause[] {
  const stale = facts.evaluatedAt < facts.update;
  const resting = open.filter(({ at }) => at !== null);
  const nearly = open.filter(({ at, isNearlySolved }) => at === null && isNearlySolved);
  const moving = open.filter(({ at, isNearlySolved }) => at === null && !isNearlySolved);
  const texts = grouped(resting, ({ at }) => at?.name ?? "").map((group) => {
    const loss = formatNumber(Math.max(...group.map(({ heldOut }) => heldOut ?? Number.NaN)));
    const names = group.map(({ name }) => name);
    return { group, text: words.atBaseline(names, group[0]?.at?.name ?? "", loss) };
  });
  if (nearly.length > 0)
    texts.push({ group: nearly, text: words.nearlySolved(nearly.map(withMetric(words, facts))) });
  if (facts.solvable && moving.length > 0)
    texts.push({ group: moving, text: unsolved(words, facts, moving) });
  else
    for (const group of grouped(moving, ({ beats, misses }) => `${beats?.name}/${misses?.name}`)) {
      const parts = group.map(({ name, heldOut }, n) =>
        n === 0
          ? words.lossOf(name, formatNumber(heldOut ?? Number.NaN))
          : words.measured(name, formatNumber(heldOut ?? Number.NaN)),
      );
      const [one] = group;
      if (!one) continue;
      const text = !facts.hasBaselines
        ? words.reaches(parts)
        : !one.misses
          ? words.beatsAll(parts)
          : !one.beats
            ? words.beatsNone(parts)
            : words.beats(parts, one.beats.name, one.misses.name);
      texts.push({ group, text });
    }
  return texts.map(({ group, text }, n) => ({
    text: stale && n === 0 ? words.atUpdate(formatCount(facts.evaluatedAt), text) : text,
    at: place("loss", laneOf(group)),
  }));
}

/** Who solved it when, and where the others stand. */
function outcome(words: Words<typeof english>, facts: Facts): Sentence {
  const { diverged } = facts;
  const models = facts.models.map((model, index) => ({ ...model, index }));
  if (diverged) {
    const index = facts.models.findIndex(({ name }) => name === diverged.model);
    return [{ text: words.diverged(diverged.model, formatCount(diverged.update)), at: place("loss", index) }];
  }
  if (facts.evaluatedAt === 0) {
    const parts = models.map(({ name, training }) => words.earlyLoss(name, formatNumber(training)));
    return [{ text: words.early(formatCount(facts.update), parts), at: place("loss") }];
  }
  const solved = solvedClause(
    words,
    models.filter((model) => !isOpen(model)),
    models.length,
  );
  return [...(solved ? [solved] : []), ...openClauses(words, facts, models.filter(isOpen))];
}

function reachSentence(words: Words<typeof english>, about: Placed, models: readonly Placed[]): Sentence {
  const { reach } = about;
  if (!reach) return [];
  const step = formatCount(reach.step);
  const at = (index: number) => place("gradient-flow", index, reach.step);
  const share = formatNorm(reach.share);
  if (reach.share > grows)
    return [{ text: words.grows(about.name, formatNumber(reach.share), step), at: at(about.index) }];
  const say = isVanishing(about) ? words.reachLittle : words.reach;
  const best = models
    .filter(({ index, reach: other }) => index !== about.index && other !== null && !isTooLittle(other))
    .sort((a, b) => (b.reach?.share ?? 0) - (a.reach?.share ?? 0))[0];
  return [
    { text: say(about.name, share, step), at: at(about.index) },
    // A contrast where little arrives; where enough does, one number says so.
    ...(best?.reach && isVanishing(about)
      ? [{ text: words.reachOther(best.name, formatNorm(best.reach.share)), at: at(best.index) }]
      : []),
  ];
}

/** What the curves show beside the outcome; the first of these that the run has numbers for. */
function reason(words: Words<typeof english>, facts: Facts): Sentence {
  const models = facts.models.map((model, index) => ({ ...model, index }));
  if (facts.diverged) {
    const { gradientNorm, model } = facts.diverged;
    const index = facts.models.findIndex(({ name }) => name === model);
    const text =
      gradientNorm === null ? words.divergedFirst : words.normBefore(formatNorm(gradientNorm), clipOf(facts));
    return [{ text, at: place("gradient-norm", index) }];
  }
  if (facts.evaluatedAt === 0) return [{ text: words.notEvaluated, at: place("loss") }];
  const open = models.filter(isOpen);
  const overfit = models.find(isOverfit);
  if (overfit?.best && !facts.solvable)
    return [
      {
        text: words.overfits(
          overfit.name,
          formatNumber(overfit.best.loss),
          formatCount(overfit.best.update),
          formatNumber(overfit.heldOut ?? Number.NaN),
        ),
        at: place("loss", overfit.index),
      },
      { text: words.overfitsTraining(formatNumber(overfit.training)), at: place("loss", overfit.index) },
    ];
  const weakest = (of: readonly Placed[]) =>
    of.filter(({ reach }) => reach !== null).sort((a, b) => (a.reach?.share ?? 0) - (b.reach?.share ?? 0))[0];
  const starved = weakest(open.filter(isVanishing));
  if (starved) return reachSentence(words, starved, models);
  const spiking = open.find(isSpiking);
  if (spiking?.norm) {
    const { largest, median } = spiking.norm;
    const text = words.spikes(spiking.name, formatNorm(largest), formatNorm(median), clipOf(facts));
    return [{ text, at: place("gradient-norm", spiking.index) }];
  }
  // Where enough arrives and the loss still moves, that is what there is to say.
  const isMoving = open.some(({ fall }) => fall !== null && Math.abs(fall.share) > movesBy);
  const reaching = isMoving ? undefined : (weakest(open) ?? weakest(models));
  if (reaching) return reachSentence(words, reaching, models);
  const [moving] = [...(open.length > 0 ? open : models)].sort(
    (a, b) => (b.fall?.share ?? Number.NEGATIVE_INFINITY) - (a.fall?.share ?? Number.NEGATIVE_INFINITY),
  );
  if (moving?.fall) {
    const { share, over } = moving.fall;
    const [by, last] = [percent(share), formatCount(over)];
    const text =
      Math.abs(share) < 0.01
        ? words.flat(moving.name, last)
        : share > 0
          ? words.falls(moving.name, by, last)
          : words.rises(moving.name, by, last);
    return [{ text, at: place("loss", moving.index) }];
  }
  const [first] = models;
  return first?.norm
    ? [
        {
          text: words.norm(first.name, formatNorm(first.norm.median)),
          at: place("gradient-norm", first.index),
        },
      ]
    : [];
}

/** Two sentences from a run's own facts; the second is missing where its numbers carry none. */
export const sentencesOf = (words: Words<typeof english>, facts: Facts): readonly Sentence[] =>
  [outcome(words, facts), reason(words, facts)].filter((clauses) => clauses.length > 0);

/** Between clause n and the next one, and at the sentence's end. */
export const joint = (words: Words<typeof english>, clauses: number, n: number): string =>
  n === clauses - 1 ? "." : n === clauses - 2 ? words.lastJoint : words.joint;

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A clause as it stands in its sentence. */
export const clauseText = (clause: Clause, n: number): string => (n === 0 ? upper(clause.text) : clause.text);

export const plainText = (words: Words<typeof english>, sentence: Sentence): string =>
  sentence.map((clause, n) => `${clauseText(clause, n)}${joint(words, sentence.length, n)}`).join("");
