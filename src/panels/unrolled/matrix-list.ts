/** Which matrices of a model a layer uses, and how often: pure, so that it can be tested without a page. */
import { factsOf } from "../../cells/facts.ts";
import { denseBlocks, gateBlock } from "../../model/blocks.ts";
import type { NetworkInUse } from "../../model/in-use.ts";
import type { Block } from "../../model/matrix.ts";
import type { Lettered } from "../../model/notation-types.ts";
import { type DenseNode, densePath, type Plan, readoutOf, type ScanNode, scansOf } from "../../model/plan.ts";

export type MatrixRole = "kernel" | "recurrentKernel" | "readoutKernel";

/** A block of a matrix, one gate's. */
export interface GateBlock {
  /** Null where the matrix has only one block. */
  readonly gate: string | null;
  readonly block: Block<Float32Array>;
}

export interface MatrixInfo {
  readonly role: MatrixRole;
  /** Its name everywhere. */
  readonly path: string;
  /** Of one block, as it multiplies a column: what comes out × what goes in. */
  readonly shape: readonly [number, number];
  /** Numbers in it. */
  readonly count: number;
  /** Products with a block of it on this sequence: the least and the most. */
  readonly uses: readonly [least: number, most: number];
  /** Empty before there are weights. */
  readonly blocks: readonly GateBlock[];
}

/** A bias, a weight per unit or a learned first state. */
export interface VectorInfo {
  readonly what: Lettered;
  /** What its letter is an index of, where it is one of several. */
  readonly of: string | null;
  readonly path: string;
  readonly size: number;
}

export interface MatrixList {
  readonly matrices: readonly MatrixInfo[];
  readonly vectors: readonly VectorInfo[];
}

/** The readout, where it reads this layer. */
export function readoutReading(plan: Plan, scan: ScanNode): DenseNode | null {
  const dense = readoutOf(plan);
  return dense.from.some(({ of }) => of === scan.id) ? dense : null;
}

export interface Counted {
  /** Steps of the sequence. */
  readonly steps: number;
  /** Steps at which an answer is asked for. */
  readonly answers: number;
}

/**
 * A recurrent product is used once for each step that has one before it, or as many as it looks back; what comes first is nothing,
 * unless it is learned.
 */
function recurrentUses({ first, equations }: ScanNode, steps: number): MatrixInfo["uses"] {
  const given = first.kind === "learned" ? 1 : 0;
  const lags = factsOf(equations).lags.map((lag) => Math.max(0, Math.min(steps, steps - lag + given)));
  return [Math.min(...lags), Math.max(...lags)];
}

/**
 * From the output down to the input.
 * @param scan of the plan that is drawn.
 * @param now the newest weights; their plan may still have gates that are held by now.
 */
export function matricesOf(
  plan: Plan,
  scan: ScanNode,
  now: NetworkInUse | null,
  { steps, answers }: Counted,
): MatrixList {
  const owner = now?.plan ?? plan;
  const own = scansOf(owner).find(({ path }) => path === scan.path) ?? scan;
  const dense = readoutReading(plan, scan);
  const ofScan = (
    role: "kernel" | "recurrentKernel",
    inputs: number,
    uses: MatrixInfo["uses"],
  ): readonly MatrixInfo[] => {
    const gates = own.blocks[role];
    if (gates.length === 0) return [];
    const blocks = now
      ? gates.map((gate) => ({
          gate: gates.length > 1 ? gate : null,
          block: gateBlock(own, now.weights, role, gate),
        }))
      : [];
    return [
      {
        ...{ role, path: `${own.path}.${role}`, shape: [own.units, inputs] as const, uses, blocks },
        count: gates.length * own.units * inputs,
      },
    ];
  };
  const readout: readonly MatrixInfo[] = dense
    ? [
        {
          ...{ role: "readoutKernel", path: densePath(dense, "kernel"), uses: [answers, answers] as const },
          ...{ shape: [dense.outputs, dense.inputs], count: dense.outputs * dense.inputs },
          blocks: now ? [{ gate: null, block: denseBlocks(dense, now.weights).kernel }] : [],
        },
      ]
    : [];
  const vectors = owner.params.flatMap(({ path, role, size, node }): readonly VectorInfo[] => {
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (dense && path === densePath(dense, "bias")) return [{ what: "readoutBias", of: null, path, size }];
    if (node !== own.id || role === "kernel" || role === "recurrentKernel") return [];
    const of = role === "perUnit" ? last.slice(1) : role === "initial" ? last : null;
    return [{ what: role, of, path, size }];
  });
  return {
    matrices: [
      ...readout,
      ...ofScan("recurrentKernel", own.units, recurrentUses(own, steps)),
      ...ofScan("kernel", own.inputs, [steps, steps]),
    ],
    vectors,
  };
}

/** Weights beyond so many times their root mean square have the colour of the scale's end. */
const usual = 2.5;

/**
 * The least power of two that usual weights do not exceed; it grows with them and never shrinks, so that a colour keeps its meaning.
 * @param before the limit until now; 0 for none.
 */
export function grownLimit(matrices: readonly MatrixInfo[], before: number): number {
  let squares = 0;
  let count = 0;
  // All blocks of a matrix are parts of one array.
  for (const { blocks } of matrices)
    for (const { block } of blocks.slice(0, 1))
      for (const value of block.values)
        if (Number.isFinite(value)) {
          squares += value * value;
          count++;
        }
  const size = usual * Math.sqrt(squares / Math.max(1, count));
  return Math.max(before, size > 0 ? 2 ** Math.ceil(Math.log2(size)) : 0);
}
