import type { ScanNode } from "../../model/plan.ts";
import type { Numbers } from "../../model/print/tex.ts";
import type { ProbeTrace } from "../../trainer/protocol.ts";

/** What one layer's leaves are at a step and unit of a trace. Before the first step every state is zero. */
export function numbersAt(
  trace: ProbeTrace,
  { layer, units }: ScanNode,
  step: number,
  unit: number,
): Numbers {
  const record = trace.records[layer] ?? {};
  const terms = trace.terms?.[layer];
  return {
    value: (name, lag) => {
      const values = record[name];
      return values && (step < lag ? 0 : values[(step - lag) * units + unit]);
    },
    term: (parameter, gate) => {
      const values = terms?.[parameter][gate];
      // Products have a row a step, weights of a unit only one.
      return values?.[values.length > units ? step * units + unit : unit];
    },
  };
}
