import type { ShownSignal } from "../store/state.ts";

const isSame = (a: ShownSignal, b: ShownSignal) => a.model === b.model && a.name === b.name;

export const hasSignal = (shown: readonly ShownSignal[], signal: ShownSignal): boolean =>
  shown.some((other) => isSame(other, signal));

/** Opens a gate's strip, or closes it. The one opened last is last. */
export const toggledSignal = (shown: readonly ShownSignal[], signal: ShownSignal): readonly ShownSignal[] =>
  hasSignal(shown, signal)
    ? shown.filter((other) => !isSame(other, signal))
    : [...shown, { model: signal.model, name: signal.name }];

/** What has a strip where there is room for so many: those opened last, in the order of `all`. */
export function visibleSignals<S extends ShownSignal>(
  all: readonly S[],
  shown: readonly ShownSignal[],
  most: number,
): readonly S[] {
  const there = shown.filter((signal) => hasSignal(all, signal)).slice(-most);
  return most > 0 ? all.filter((signal) => hasSignal(there, signal)) : [];
}
