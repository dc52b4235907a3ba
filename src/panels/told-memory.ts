import type { AppState } from "../store/state.ts";
import { type Memory, memoryOf } from "./memory-signals.ts";
import { shownLane } from "./shown-model.ts";
import { countedLanes, type Picture, pictureOf } from "./time/picture.ts";

/** The gates and states of the model that is shown, for its numbers; or the sentence why there are none. */
export function toldMemory(
  app: AppState,
  why: { readonly waiting: string; counted(name: string): string },
): { readonly name: string; readonly picture: Picture; readonly memory: Memory } | string {
  const picture = pictureOf(app);
  const lane = shownLane(app);
  if (!picture || lane === null) return why.waiting;
  const name = picture.names[lane] ?? "";
  if (countedLanes(picture).includes(lane)) return why.counted(name);
  const memory = memoryOf(picture, lane);
  return memory ? { name, picture, memory } : why.waiting;
}
