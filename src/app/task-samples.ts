import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import type { Drawing, PreparedTask } from "../tasks/task.ts";

/** Tries in search of samples whose answers differ. */
const tries = 64;

/** A few samples for the rail: different answers where there are few, in order, so that the four of a task stand as a table. */
export function sampleDrawings(task: PreparedTask, seed: number, count: number): readonly Drawing[] {
  const rng = rngFrom(seed).fork("page/samples");
  const drawings: Drawing[] = [];
  const answers = new Set<string>();
  for (let n = 0; n < tries && drawings.length < count; n++) {
    const drawing = task.drawing(task.sample(rng.fork(`${n}`), "train"));
    const key = drawing.answer ?? inEnglish(drawing.sentence);
    if (answers.has(key) && n < tries - count) continue;
    answers.add(key);
    drawings.push(drawing);
  }
  const [first] = drawings;
  const few = first !== undefined && (first.answer?.length ?? 9) <= 2 && first.input[0]?.kind === "symbols";
  return few ? drawings.sort((a, b) => (a.answer ?? "").localeCompare(b.answer ?? "")) : drawings;
}
