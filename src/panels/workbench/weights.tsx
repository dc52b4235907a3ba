import { formatCount } from "../../lib/format.ts";
import { useActions } from "../../store/hooks.ts";
import { workbench as english } from "../../text/en/workbench.ts";
import { useWords } from "../../ui/words.ts";
import { chosenWeight } from "../chosen-weight.ts";
import { type Bench, type Grid, gridsOf } from "./bench.ts";
import { NumberCell } from "./number-cell.tsx";

const range = (count: number) => Array.from({ length: count }, (_, k) => k);

interface GridsProps {
  readonly bench: Bench;
  readonly model: number;
}

/** One parameter as a table of cells. */
function GridOf({ bench, model, grid }: GridsProps & { readonly grid: Grid }) {
  const words = useWords(english);
  const { typeWeights } = useActions();
  const { param, rows, columns, values } = grid;
  const { path } = param;
  const { update, typed } = bench;
  const isTyped = (row: number, column: number) =>
    typed.some((one) => one.path === path && one.row === row && one.column === column);
  const type = (row: number, column: number, given: readonly (readonly number[])[]) =>
    typeWeights(
      given.flatMap((line, r) =>
        line.flatMap((value, c) =>
          row + r < rows && column + c < columns
            ? [{ update, model, path, row: row + r, column: column + c, value }]
            : [],
        ),
      ),
    );
  return (
    <table className="wb-grid">
      <caption translate="no">
        {path} <small>{rows === 1 ? formatCount(columns) : `${rows} × ${columns}`}</small>
      </caption>
      <tbody>
        {range(rows).map((row) => (
          <tr key={row}>
            {range(columns).map((column) => (
              <td key={column}>
                <NumberCell
                  name={words.cell(path, row + 1, column + 1)}
                  value={values[row * columns + column] ?? 0}
                  isTyped={isTyped(row, column)}
                  onType={(value) => type(row, column, [[value ?? 0]])}
                  onPasteRows={(given) => type(row, column, given)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All parameters of a small network. */
export function Grids({ bench, model }: GridsProps) {
  return gridsOf(bench).map((grid) => <GridOf key={grid.param.path} {...{ bench, model, grid }} />);
}

/** One weight of a network of any size: which one, and its value. */
export function OneWeight({ bench, model }: GridsProps) {
  const words = useWords(english);
  const { typeWeights } = useActions();
  const chosen = chosenWeight.use();
  const grids = gridsOf(bench);
  const grid = grids.find(({ param }) => param.path === chosen?.path) ?? grids[0];
  if (!grid) return null;
  const { path } = grid.param;
  const [row, column] = [
    Math.min(chosen?.row ?? 0, grid.rows - 1),
    Math.min(chosen?.column ?? 0, grid.columns - 1),
  ];
  const place = (label: string, value: number, most: number, set: (value: number) => void) => (
    <label>
      {label}
      <input
        type="number"
        min={1}
        max={most}
        value={value + 1}
        onChange={({ target }) => {
          if (target.validity.valid && target.value !== "") set(target.valueAsNumber - 1);
        }}
      />
      <small>{`/ ${formatCount(most)}`}</small>
    </label>
  );
  return (
    <div className="wb-one">
      <label>
        {words.parameter}
        <select
          value={path}
          translate="no"
          onChange={({ target }) => chosenWeight.set({ path: target.value, row: 0, column: 0 })}
        >
          {grids.map(({ param }) => (
            <option key={param.path}>{param.path}</option>
          ))}
        </select>
      </label>
      {place(words.row, row, grid.rows, (value) => chosenWeight.set({ path, row: value, column }))}
      {place(words.column, column, grid.columns, (value) => chosenWeight.set({ path, row, column: value }))}
      <span className="wb-value">
        {words.value}
        <NumberCell
          key={`${path} ${row} ${column}`}
          name={words.cell(path, row + 1, column + 1)}
          value={grid.values[row * grid.columns + column] ?? 0}
          isTyped={bench.typed.some((one) => one.path === path && one.row === row && one.column === column)}
          onType={(value) =>
            typeWeights([{ update: bench.update, model, path, row, column, value: value ?? 0 }])
          }
        />
      </span>
    </div>
  );
}
