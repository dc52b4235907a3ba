import { type MouseEvent, useMemo } from "react";
import { cssGradient, rdbuStops } from "../../lib/colour-maps.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { parameterLetter } from "../../model/notation.ts";
import { texEquations } from "../../model/print/tex.ts";
import { spectralNorm } from "../../model/singular-values.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { Tex } from "../../ui/tex.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { useWords } from "../../ui/words.ts";
import { chosenWeight } from "../chosen-weight.ts";
import { LetterOf } from "../letter.tsx";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { pointedBy } from "../symbols.ts";
import { weightsNow } from "../weights-now.ts";
import { answersOf, type CellView } from "./cell-view.ts";
import { limitText } from "./limit-text.ts";
import type { Lit } from "./lit.ts";
import { type GateBlock, grownLimit, type MatrixInfo, matricesOf } from "./matrix-list.ts";
import { readoutTex } from "./readout-tex.ts";
import { WeightMap, weightAt } from "./weight-map.tsx";

/** Side of the heat map of a matrix of one gate; on a low screen. */
const side = 78;
const lowSide = 64;
/** Between the blocks of gates. */
const gap = 4;
/** Up to so many units the largest singular value is computed on the page. */
const normUpTo = 64;

const limits = new WeakMap<RunRecord, Map<string, number>>();

/** Scale of a layer's weights in this run. */
function weightLimit(record: RunRecord, key: string, matrices: readonly MatrixInfo[]): number {
  const known = limits.get(record) ?? new Map<string, number>();
  limits.set(record, known);
  const limit = grownLimit(matrices, known.get(key) ?? 0);
  known.set(key, limit);
  return limit || 1;
}

const square = ({ block }: GateBlock, units: number): Float64Array =>
  Float64Array.from({ length: units * units }, (_, i) => {
    const [row, column] = [Math.floor(i / units), i % units];
    return block.values[row * block.columns + block.offset + column] ?? 0;
  });

interface MatrixProps {
  readonly view: CellView;
  readonly matrix: MatrixInfo;
  readonly limit: number;
  /** Of the column. */
  readonly width: number;
  readonly isLow: boolean;
  readonly lit: Lit;
  readonly isPinned: boolean;
  onPin(): void;
}

/**
 * A matrix with its shape, its count and how often it is used. Pressing it keeps its uses lit and says more of it; pointing moves nothing, since
 * what is pointed at would move away.
 */
function Matrix({ view, matrix, limit, width, isLow, lit, isPinned, onPin }: MatrixProps) {
  const words = useWords(english);
  const { point, show } = useActions();
  const { role, path, shape, count, uses, blocks } = matrix;
  const isLit = lit.parameter === path;
  const gates = Math.max(1, blocks.length);
  const most = isLow ? lowSide : side;
  const each = gates === 1 ? most : Math.floor((width - gap * (gates - 1)) / gates);
  // Outputs or inputs downwards, units across.
  const down = role === "readoutKernel" ? shape[0] : role === "kernel" ? shape[1] : shape[0];
  const height =
    role === "recurrentKernel"
      ? Math.min(each, most)
      : Math.max(8, Math.min(26, down * (each / view.scan.units)));
  const letter = parameterLetter(view.notation, role, null, view.style);
  const largest = useMemo(() => {
    const only = blocks[0];
    if (role !== "recurrentKernel" || blocks.length !== 1 || !only || view.scan.units > normUpTo) return null;
    return spectralNorm(square(only, view.scan.units), view.scan.units);
  }, [role, blocks, view.scan.units]);
  const typeOne = ({ target, clientX, clientY }: MouseEvent) => {
    const map = (target as Element).closest(".un-block");
    const block = blocks[[...(map?.parentElement?.children ?? [])].indexOf(map as Element)]?.block;
    if (!map || !block) return;
    const { left, top, width: wide, height: high } = map.getBoundingClientRect();
    const place = [(clientX - left) / wide, (clientY - top) / high] as const;
    chosenWeight.set({ path, ...weightAt(block, place, role === "readoutKernel") });
    show({ enlarged: "workbench" });
  };
  const shapeText = words.blocks(gates, words.shape(...shape));
  return (
    <button
      type="button"
      className={gates > 1 ? "un-matrix un-matrix-wide" : "un-matrix"}
      aria-pressed={isPinned}
      data-lit={isLit || undefined}
      title={words.matrixTitle(role)}
      onClick={onPin}
      onDoubleClick={typeOne}
      onPointerEnter={() => point({ parameter: path })}
      onPointerLeave={() => point({ parameter: null, gate: null })}
      onFocus={() => point({ parameter: path })}
      onBlur={() => point({ parameter: null })}
    >
      <span className="un-blocks" style={{ height }}>
        {blocks.map(({ gate, block }) => (
          <span
            key={gate ?? "all"}
            className="un-block"
            data-lit={(isLit && gate !== null && lit.gate === gate) || undefined}
            onPointerEnter={() => point({ parameter: path, gate })}
            onPointerLeave={() => point({ gate: null })}
          >
            <WeightMap {...{ block, limit, height }} width={each} isTurned={role === "readoutKernel"} />
          </span>
        ))}
        {blocks.length === 0 && <span className="un-block" style={{ width: each, height }} />}
      </span>
      <span className="un-matrix-words">
        <span className="un-matrix-name">
          <LetterOf letter={letter} />{" "}
          <b>
            {shapeText}
            {isPinned && words.equals(formatCount(count))}
          </b>
          {!isPinned && <>, {words.used(...uses)}</>}
        </span>
        {isPinned && (
          <span className="un-matrix-more">
            {role === "kernel" ? words.roles.kernel(view.below.length > 0) : words.roles[role]},{" "}
            {words.used(...uses)}
            {largest !== null && <small>{words.largest(formatNumber(largest))}</small>}
            {uses[1] > 1 && <small>{words.adds}</small>}
            <small>{words.typeOne}</small>
          </span>
        )}
      </span>
    </button>
  );
}

/** The readout's equation, where it reads this layer. */
function ReadoutEquation({ view, lit }: { readonly view: CellView; readonly lit: Lit }) {
  const { point } = useActions();
  const tex = readoutTex(view);
  if (tex === null) return null;
  return (
    <li>
      <Tex
        tex={tex}
        lit={lit.parameter ? [`|${lit.parameter}`] : []}
        onPoint={(key) => point(pointedBy(key))}
      />
    </li>
  );
}

interface MatricesProps {
  readonly view: CellView;
  readonly lit: Lit;
  readonly pinned: string | null;
  readonly width: number;
  onPin(path: string): void;
}

/** All that a layer has learned, once: what the steps share. */
export function Matrices({ view, lit, pinned, width, onPin }: MatricesProps) {
  const words = useWords(english);
  const theme = useApp((app) => app.theme);
  const isLow = useMedia("(max-height: 799px) and (min-width: 640px)");
  const options = useTexOptions(view.scan);
  const { record, trace } = view.picture;
  const now = weightsNow(record, view.model);
  const answers = answersOf(view.picture).length;
  const { plan, scan, steps } = view;
  const { matrices, vectors } = useMemo(
    () => matricesOf(plan, scan, now, { steps, answers }),
    [plan, scan, now, steps, answers],
  );
  const equations = useMemo(() => texEquations(scan, options), [scan, options]);
  const limit = weightLimit(record, `${view.model} ${scan.path}`, matrices);
  const update = (record.lookedAt ?? record.snapshot)?.update;
  const isOlder = update !== undefined && trace !== null && update !== trace.update;
  return (
    <div className="un-matrices">
      <header>
        <h3>{words.matrices(matrices.length)}</h3>
        <span className="un-scale" title={words.bar}>
          {`−${limitText(limit)}`}
          <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
          {`+${limitText(limit)}`}
        </span>
        <p data-page-only={!isOlder || undefined}>
          {isOlder ? words.weightsAt(formatCount(update)) : words.hint}
        </p>
      </header>
      {matrices.map((matrix) => (
        <Matrix
          key={matrix.path}
          {...{ view, matrix, limit, width, isLow, lit }}
          isPinned={matrix.path === pinned}
          onPin={() => onPin(matrix.path)}
        />
      ))}
      {vectors.length > 0 && (
        <p className="un-biases">
          {vectors.map(({ what, of, path, size }, k) => (
            <span key={path}>
              {k > 0 && ", "}
              <LetterOf letter={parameterLetter(view.notation, what, of, view.style)} /> {formatCount(size)}
            </span>
          ))}
        </p>
      )}
      <ol className="un-equations">
        {equations.map(({ name, tex }) => (
          <li key={name}>
            <PointableTex model={view.model} scan={scan} tex={tex} isStill />
          </li>
        ))}
        <ReadoutEquation view={view} lit={lit} />
      </ol>
    </div>
  );
}
