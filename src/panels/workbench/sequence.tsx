import { formatNumber } from "../../lib/format.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { workbench as english } from "../../text/en/workbench.ts";
import { useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import type { Column } from "./bench.ts";
import { NumberCell } from "./number-cell.tsx";

const rowsOf = (typed: unknown): readonly (readonly string[])[] =>
  String(typed)
    .split("/")
    .map((row) => row.split(","));
const textOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(",")).join("/");

const stepsOf = (count: number) => Array.from({ length: count }, (_, t) => t);

/** Digits of a state on paper, and some more. */
const shownDigits = 4;

/** Inputs, states and outputs by step. Of a sequence that is typed by hand, inputs and targets are cells. */
export function Sequence({ columns }: { readonly columns: readonly Column[] }) {
  const words = useWords(english);
  const { setTogether } = useActions();
  const task = useApp((app) => app.spec.task);
  const isTyped = task.kind === "by-hand";
  const inputs = rowsOf(task.values.inputs);
  const targets = rowsOf(task.values.targets);
  const steps = columns[0]?.values.length ?? 0;
  const wide = targets[0]?.length ?? 0;
  const put = (what: "inputs" | "targets", t: number, i: number, given: readonly (readonly string[])[]) => {
    const rows = (what === "inputs" ? inputs : targets).map((row, r) =>
      row.map((old, k) => given[r - t]?.[k - i] ?? old),
    );
    setTogether({ [`task.${what}`]: textOf(rows) });
  };
  const resize = (by: 1 | -1) =>
    setTogether({
      "task.inputs": textOf(by < 0 ? inputs.slice(0, -1) : [...inputs, (inputs.at(-1) ?? []).map(() => "0")]),
      "task.targets": textOf(
        by < 0 ? targets.slice(0, -1) : [...targets, (targets.at(-1) ?? []).map(() => "?")],
      ),
    });
  return (
    <>
      <div className="wb-scroll">
        <table className="wb-sequence">
          <thead>
            <tr>
              <th scope="col">{words.step}</th>
              {columns.map(({ name, index, layer }) => (
                <th key={`${layer} ${name} ${index}`} scope="col">
                  <SignalLetter name={name} />
                  {index !== null && <sub>{index + 1}</sub>}
                  {layer !== null && <small>{words.layer(layer)}</small>}
                </th>
              ))}
              {isTyped && (
                <th scope="col" colSpan={wide}>
                  {words.targetColumn}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {stepsOf(steps).map((t) => (
              <tr key={t}>
                <th scope="row">{t + 1}</th>
                {columns.map(({ name, index, layer, values }) => {
                  const value = values[t] ?? "";
                  const i = index ?? 0;
                  return (
                    <td key={`${layer} ${name} ${index}`} data-what={name}>
                      {isTyped && name === "x" ? (
                        <NumberCell
                          name={words.input(i + 1, t + 1)}
                          value={Number(inputs[t]?.[i] ?? 0)}
                          onType={(typed) => put("inputs", t, i, [[String(typed)]])}
                          onPasteRows={(rows) =>
                            put(
                              "inputs",
                              t,
                              i,
                              rows.map((row) => row.map(String)),
                            )
                          }
                        />
                      ) : typeof value === "number" ? (
                        <span title={String(value)}>{formatNumber(value, shownDigits)}</span>
                      ) : (
                        value
                      )}
                    </td>
                  );
                })}
                {isTyped &&
                  (targets[t] ?? []).map((target, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a target is its place
                    <td key={i}>
                      <NumberCell
                        mayLack
                        name={words.target(i + 1, t + 1)}
                        value={target === "?" ? null : Number(target)}
                        onType={(typed) => put("targets", t, i, [[typed === null ? "?" : String(typed)]])}
                      />
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isTyped && (
        <p className="wb-tools">
          <button type="button" className="word" onClick={() => resize(1)}>
            {words.addStep}
          </button>
          {steps > 1 && (
            <button type="button" className="word" onClick={() => resize(-1)}>
              {words.removeStep}
            </button>
          )}
        </p>
      )}
    </>
  );
}
