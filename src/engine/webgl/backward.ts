/**
 * One step and phase of a cell, backward. What reaches the states from later steps is gathered here, by the step that
 * receives it (Uᵀ·delta of the step after, carries, the loss's own gradient), so that a step is one pass: nothing is scattered.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues, readsOf } from "../../model/print/glsl.ts";
import type { PhaseLayout } from "./layer-layout.ts";
import { LayerPrinter, unitText, zeros } from "./layer-printer.ts";
import { orPadding, withinText } from "./padding.ts";
import { pulledFromLater, pulledText } from "./pulls.ts";
import type { ProgramText } from "./text.ts";

type PullNode = Extract<GradNode, { op: "pull" }>;

const seedName = (state: string, j: number): string => `seed_${state}_${j}`;
const pullName = (id: NodeId, j: number): string => `pull${id}_${j}`;

class BackwardPrinter extends LayerPrinter {
  constructor(
    private readonly phase: PhaseLayout,
    private readonly planes: readonly number[],
  ) {
    super(phase.layer);
  }

  text(): ProgramText {
    const { phase, planes, layer } = this;
    const { lowered } = phase;
    const roots = planes.map((plane) => (lowered.kept[plane] as { node: NodeId }).node);
    const { given } = readsOf(
      layer.cell,
      roots,
      (id, node) => this.isKept(id) || this.isRead(id, node) || node.op === "seed" || node.op === "pull",
    );
    const lines = [
      this.stepPlace(phase),
      withinText(this),
      ...this.seedsOf([...given]).flatMap((state) => this.seed(state)),
      ...[...given].filter((id) => this.nodeAt(id).op === "pull").flatMap((id) => this.pull(id)),
      ...phase.units.flatMap((j) => this.values(roots, j)),
    ];
    return this.print(planes.length * phase.perFragment, lines.join("\n"), actFunctions);
  }

  private nodeAt(id: NodeId): GradNode {
    return this.layer.cell.graph.nodes[id] as GradNode;
  }

  /** Whether a phase above has left it. */
  private isKept(id: NodeId): boolean {
    const place = this.layer.cell.keptAt(id);
    return place !== undefined && place.phase > this.phase.number;
  }

  /** States that receive something from outside of the step. */
  private seedsOf(given: readonly NodeId[]): readonly string[] {
    const seeds = new Set(
      given.flatMap((id) => {
        const node = this.nodeAt(id);
        return node.op === "seed" && !this.isKept(id) ? [node.state] : [];
      }),
    );
    if (seeds.size > 0 && this.phase.number !== this.layer.phases.length)
      throw new Error("a seed that the top phase did not keep");
    return [...seeds];
  }

  /** What reaches a state from later steps, and from the loss or the layer above. */
  private seed(state: string): readonly string[] {
    const { phase, layer } = this;
    const name = (j: number) => seedName(state, j);
    return [
      zeros(phase.units.map(name)),
      ...(phase.isWide ? this.pulledBefore(state) : pulledFromLater(this, phase, state, name)),
      ...phase.units.flatMap((j) => [
        ...this.carries(state, j),
        ...(state === layer.cell.states[0] ? [this.external(name(j), j)] : []),
      ]),
    ];
  }

  /** Uᵀ·delta that a pass of its own has summed. */
  private pulledBefore(state: string): readonly string[] {
    const n = this.layer.bundle.rowsPerFragment;
    const plane = this.layer.pulledStates.indexOf(state);
    if (plane < 0) return [];
    return this.phase.units.map((j) => {
      const unit = unitText(this.phase, j);
      const sum = this.fetch(
        { of: "pulled" },
        `m * z_P + ${unit} / ${n}`,
        "b",
        `${plane * n} + ${unit} % ${n}`,
      );
      return `${seedName(state, j)} += ${sum};`;
    });
  }

  private carries(state: string, j: number): readonly string[] {
    const { cell } = this.layer;
    return cell.carries.flatMap(({ state: to, lag, node }) => {
      const place = cell.keptAt(node);
      if (to !== state || !place) return [];
      const carried = this.planeText("kept", this.phase, place, lag, j);
      return [`${this.unlessCut(lag)}${seedName(state, j)} += ${carried};`];
    });
  }

  /** What the loss or the layer above sends to the output. */
  private external(into: string, j: number): string {
    const unit = unitText(this.phase, j);
    const [quad, slice] = [`${unit} / 4`, `${unit} % 4`];
    const mask = this.maskText("d", quad, `${this.time} * z_BATCH_ROWS + b`, slice);
    const sent = this.fetch({ of: "external" }, `m * z_Q + ${quad}`, "step * z_BATCH_ROWS + b", slice);
    return `${into} += ${sent}${mask};`;
  }

  /** Products with deltas of the same step, from the phase above. */
  private pull(id: NodeId): readonly string[] {
    const { phase, layer } = this;
    const node = this.nodeAt(id) as PullNode;
    return [
      zeros(phase.units.map((j) => pullName(id, j))),
      ...layer.phases.flatMap((from) =>
        from.lowered.sources.flatMap(({ lag, gates: all }, source) => {
          const gates = all.map((gate, c) =>
            gate === node.gate && from.lowered.accumulators[c]?.adjoint === node.a ? gate : undefined,
          );
          if (lag > 0 || !gates.some(Boolean)) return [];
          const use = { of: "kept", phase: from.number, offset: 0 } as const;
          return [pulledText(this, phase, { from, source, gates, lead: 0, use }, (j) => pullName(id, j))];
        }),
      ),
    ];
  }

  /** The deltas and carries of unit `j` of the fragment, and what is written. */
  private values(roots: readonly NodeId[], j: number): readonly string[] {
    const { phase, layer } = this;
    const { statements, texts } = printValues(
      layer.cell,
      roots,
      (id, node) => {
        const place = this.isKept(id) ? layer.cell.keptAt(id) : undefined;
        if (place) return this.planeText("kept", phase, place, 0, j);
        if (node.op === "seed") return seedName(node.state, j);
        if (node.op === "pull") return pullName(id, j);
        return this.readText(phase, id, node, j);
      },
      () => {
        throw new Error("a backward pass reads a sum that was not saved");
      },
      `_${j}`,
    );
    return [
      ...statements,
      ...texts.map((text, k) => `out${k * phase.perFragment + j} = ${orPadding(layer, text)};`),
    ];
  }
}

/** One pass of a step. @param planes which of `kept` it writes */
export const backwardProgram = (phase: PhaseLayout, planes: readonly number[]): ProgramText =>
  new BackwardPrinter(phase, planes).text();
