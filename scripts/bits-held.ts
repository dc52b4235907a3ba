/** Links for `npm run bits` whose gates are held, moved, freed and held again while they train: every gate of every cell that can be. */
import { type CellKind, cells } from "../src/cells/index.ts";
import { clampableGates, clampName } from "../src/experiment/clamp-fields.ts";
import { decode, encode } from "../src/experiment/link.ts";
import type { ExperimentSpec } from "../src/experiment/spec.ts";
import type { BitsLink } from "./bits-run.ts";

type Change = ExperimentSpec["changes"][number];

/** What happens to gate `g` of a layer within the first four updates: each is held, moved and freed, the first is held again. */
const story = (prefix: string, gate: string, g: number): readonly Change[] => {
  const field = `${prefix}.${clampName(gate)}`;
  const at = (update: number, value: number): Change => ({ update, field, value });
  const wholes = [at(1, 30), at(2, 70 + g), at(3, -1), at(4, 5 + 10 * g)];
  return [wholes, [at(2, 0), at(3, 100)], [at(1, 45), at(4, -1)]][g] ?? [at(3, 20)];
};

function linkOf(name: string, hash: string, changes: readonly Change[]): BitsLink {
  const { spec, problems } = decode(hash);
  if (problems.length > 0) throw new Error(`${name}: ${problems.map(({ message }) => message).join(" ")}`);
  const inOrder = [...changes].sort((a, b) => a.update - b.update);
  return { name, hash: encode({ ...spec, changes: inOrder }) };
}

const storiesOf = (cell: CellKind, ...prefixes: readonly string[]): readonly Change[] =>
  prefixes.flatMap((prefix) => clampableGates(cell).flatMap((gate, g) => story(prefix, gate, g)));

/** All gates of a layer, from the start. */
const allHeld = (cell: CellKind, prefix: string): string =>
  clampableGates(cell)
    .map((gate, g) => `&${prefix}.${clampName(gate)}=${20 + 30 * g}`)
    .join("");

export function heldLinks(): readonly BitsLink[] {
  const kinds = (Object.keys(cells) as CellKind[]).filter((cell) => clampableGates(cell).length > 0);
  const one = (cell: CellKind, name: string, more = "") =>
    linkOf(
      `held ${name}`,
      `#1/models=${cell},${cell},${cell}&models.*.units=12${allHeld(cell, "models.1")}${more}`,
      // The third model is held as the second one is later, so that models of one build meet with other values.
      [
        ...storiesOf(cell, "models.0"),
        ...clampableGates(cell).map((gate) => ({
          ...{ update: 2, value: 61 },
          field: `models.1.${clampName(gate)}`,
        })),
        ...clampableGates(cell).map((gate) => ({
          ...{ update: 1, value: 37 },
          field: `models.2.${clampName(gate)}`,
        })),
      ],
    );
  return [
    ...kinds.map((cell) => one(cell, cell)),
    one("gru", "gru, reset before", "&models.*.resetAfter=0"),
    one("gru", "gru, one bias, takes new", "&models.*.recurrentBias=0&models.*.updateGate=new"),
    one("lstm", "lstm, floats, momentum", "&task.kind=adding&optimizer.kind=sgd&optimizer.momentum=0.9"),
    one(
      "peephole",
      "peephole, rmsprop, learned states",
      "&optimizer.kind=rmsprop&models.*.initialState=learned",
    ),
    one("mgu", "mgu, padded, both directions", "&task.shortest=8&models.*.bidirectional=1"),
    linkOf(
      "held in a stack of both directions",
      "#1/models=lstm,gru&models.0.layers=lstm,gru&models.*.bidirectional=1&models.*.units=12&models.0.layers.0.dropout=30",
      [...storiesOf("lstm", "models.0.layers.0"), ...storiesOf("gru", "models.0.layers.1", "models.1")],
    ),
  ];
}
