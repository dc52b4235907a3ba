import type { ScanNode } from "../../model/plan.ts";
import type { Numbers } from "../../model/print/tex.ts";
import type { ScanTerms } from "../../model/terms.ts";

/** What is read of a trace, in either precision; by scan. */
export interface Traced {
  readonly trajectories: readonly { readonly [name: string]: ArrayLike<number> }[];
  readonly terms: readonly ScanTerms[] | null;
}

/**
 * What one scan's leaves are at a step and unit of a trace. Before its first step every state is zero, or what it has learnt to
 * be: that comes with the terms.
 */
export function numbersAt(
  trace: Traced,
  { index, units, direction, first }: ScanNode,
  step: number,
  unit: number,
): Numbers {
  const trajectories = trace.trajectories[index] ?? {};
  const terms = trace.terms?.[index];
  const before = (name: string) => (first.kind === "learned" ? terms?.first[name]?.[unit] : 0);
  return {
    value: (name, lag) => {
      const values = trajectories[name];
      const earlier = direction === "forward" ? step - lag : step + lag;
      if (!values) return undefined;
      const steps = values.length / units;
      if (earlier === -1 || earlier === steps) return before(name);
      return earlier < 0 || earlier > steps ? 0 : values[earlier * units + unit];
    },
    term: (parameter, gate) => {
      const values = terms?.[parameter][gate];
      // Products have a row a step, weights of a unit only one.
      return values?.[values.length > units ? step * units + unit : unit];
    },
  };
}
