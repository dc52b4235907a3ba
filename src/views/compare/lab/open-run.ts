import { encode } from "../../../experiment/link.ts";
import type { ExperimentSpec } from "../../../experiment/spec.ts";
import type { Actions, AppState } from "../../../store/state.ts";

/** How long the data of an experiment may take to come, in milliseconds. */
const comesWithin = 20_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A run of a lab becomes the page's own: it is trained again, with the same numbers, and every view shows it. */
export async function openRun(
  spec: ExperimentSpec,
  { show, train }: Pick<Actions, "show" | "train">,
  getState: () => AppState,
): Promise<void> {
  const link = encode(spec);
  const before = getState().run.id;
  show({ view: "overview", enlarged: null });
  if (location.hash !== link) location.hash = link;
  else if (getState().run.update > 0) return;
  const isThere = () => {
    const { run, record } = getState();
    return run.id !== before && record?.id === run.id;
  };
  const last = Date.now() + comesWithin;
  while (!isThere()) {
    if (Date.now() > last) return;
    await pause(50);
  }
  const { run } = getState();
  if (run.update === 0 && run.phase !== "failed") train();
}
