/**
 * Gradients of all parameters of a phase as one product over all steps and lanes: G[k, column] = Σ source[k]·delta[column],
 * several rows k a fragment. Sums go step by step (a sum of T sums), which keeps float32 within a few ulp at thousands of terms.
 * Beside the parameters' columns the same draw makes the norms of ∂L/∂s_t.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues } from "../../model/print/glsl.ts";
import type { Geometry, PhaseGeometry, ScanGeometry } from "./geometry.ts";
import { learnedStates } from "./scan-first.ts";
import { overRing } from "./scan-padding.ts";
import {
  belowOf,
  isTwo,
  maskText,
  mirrored,
  modelText,
  perUnitText,
  phaseAt,
  scanSizes,
  units,
  weightPlace,
} from "./scan-text.ts";
import { component, indices, ProgramBuilder, type ProgramText } from "./text.ts";

/** A delta as the gradient reads it: component `at` of parameter texel `texel`. */
interface Delta {
  readonly fetch: string;
  readonly texel: number;
  readonly at: number;
}

const sumOf = (texel: number, i: number, kind: "step" | "all") => `${kind}${texel}_${i}`;

/** Σ of lanes: rows `source(i)` times every delta, added to this step's sums. */
function products(
  rows: readonly number[],
  deltas: readonly Delta[],
  texel: number,
  source: (i: number) => string,
): string {
  const own = deltas.filter((delta) => delta.texel === texel);
  return [
    ...own.map(({ fetch, at }) => `vec4 d${at} = ${fetch};`),
    ...rows.map((i) => {
      const dots = indices(4).map((at) =>
        own.some((delta) => delta.at === at) ? `dot(v${i}, d${at})` : "0.0",
      );
      return `vec4 v${i} = ${source(i)}; ${sumOf(texel, i, "step")} += vec4(${dots.join(", ")});`;
    }),
  ].join("\n");
}

const declare = (rows: readonly number[], texel: number, kind: "step" | "all") =>
  `vec4 ${rows.map((i) => `${sumOf(texel, i, kind)} = vec4(0.0)`).join(", ")};`;

export const nonFinite = `
bool isBad(vec4 v) {
  uvec4 bits = floatBitsToUint(v) & 0x7f800000u;
  return any(equal(bits, uvec4(0x7f800000u)));
}`;

/**
 * Frame of a loop over all steps of a ring, then over lanes. `inner` sees `row` of the step in its ring and `data` among all steps
 * of the sequence;
 * `outer` declares what stays the same for a step, since software GL moves nothing out of a loop.
 */
function overSteps(
  scan: ScanGeometry,
  rows: readonly number[],
  texel: number,
  inner: (ring: number) => string,
  outer: (ring: number) => string = () => "",
): string {
  const { ring, cell } = scan;
  const time = isTwo(scan) ? `(d == 0 ? t : ${mirrored("t")})` : "t";
  return overRing(
    scan,
    (r) => `${declare(rows, texel, "step")}
int t = s - ${cell.maxLag};
${outer(r)}
for (int b = 0, row = (s / ${ring}) * z_LANES, data = ${time} * z_LANES; b < z_LANES; b++, row++, data++) {
${inner(r)}
}
${rows.map((i) => `${sumOf(texel, i, "all")} += ${sumOf(texel, i, "step")};`).join(" ")}`,
  );
}

const mod = (value: number, by: number) => ((value % by) + by) % by;

export function gradientProgram(g: Geometry, s: ScanGeometry, phase: PhaseGeometry): ProgramText {
  const program = new ProgramBuilder();
  const { lowered } = phase;
  const { cell, ring } = s;
  const L = cell.maxLag;
  const p = lowered.phase;
  const rows = indices(g.rowsPerFragment);
  const deltaFetch = (c: number, j: number, r: number) => {
    const place = cell.keptAt((lowered.columns[c] as { adjoint: NodeId }).adjoint);
    if (place?.phase !== p) throw new Error("a column without a delta of its phase");
    return program.fetch(
      { of: "keptRing", phase: p, ring: r },
      "own",
      "row",
      place.plane * phase.perFragment + j,
    );
  };
  const deltasOf = (gates: readonly (string | undefined)[], r: number): Delta[] =>
    gates.flatMap((gate, c) =>
      gate === undefined
        ? []
        : units(phase).map((j) => ({ fetch: deltaFetch(c, j, r), ...weightPlace(phase, c, j) })),
    );

  const bodyOf = (texel: number): string => {
    const branches: string[] = [];
    lowered.sources.forEach(({ source, lag, gates }, i) => {
      const place = cell.savedByName(source);
      const from = phaseAt(s, place.phase);
      const n = from.perFragment;
      const inner = (r: number) =>
        products(rows, deltasOf(gates, r), texel, (k) =>
          program.fetch(
            { of: "savedRing", phase: place.phase, ring: mod(r - lag, ring) },
            k < n ? "from" : `from + ${Math.floor(k / n)}`,
            "earlier + b",
            place.plane * n + (k % n),
          ),
        );
      const outer = () => `int earlier = ((s - ${lag}) / ${ring}) * z_LANES;`;
      const end =
        i + 1 < lowered.sources.length ? `z_S${p}_${i + 1}` : phase.inputRow >= 0 ? `z_I${p}` : `z_O${p}`;
      branches.push(
        `if (k0 < ${end}) { int k = k0 - z_S${p}_${i}; from = m * z_G${place.phase} + k / ${n}; limit = z_H - k;\n${overSteps(s, rows, texel, inner, outer)} }`,
      );
    });
    if (phase.inputRow >= 0) {
      const inner = (r: number): string => {
        const deltas = deltasOf(lowered.inputGates, r);
        if (s.scan.from !== "x") {
          const { scan, phase: from } = belowOf(g, s);
          const n = from.perFragment;
          const [bl, br] = [scan.cell.maxLag, scan.ring];
          const mask = (k: number) =>
            maskText(program, scan, "maskBelow", "e", `(k + ${k}) / 4`, "data", `(k + ${k}) % 4`);
          const fetchFrom = (belowRing: number, k: number) =>
            program.fetch(
              { of: "belowRing", phase: scan.output.phase, ring: belowRing },
              k < n ? "from" : `from + ${Math.floor(k / n)}`,
              "below + b",
              scan.output.plane * n + (k % n),
            );
          // The step that the strand below came to at this one's time: its own, or mirrored.
          if (isTwo(s) || isTwo(scan))
            return indices(br)
              .map(
                (i) =>
                  `if (ringBelow == ${i}) { ${products(rows, deltas, texel, (k) => `${fetchFrom(i, k)}${mask(k)}`)} }`,
              )
              .join("\nelse ");
          // Rings of equal length turn together; else the layer below's place is known only by the step.
          if (br === ring)
            return products(rows, deltas, texel, (k) => `${fetchFrom(mod(r - L + bl, br), k)}${mask(k)}`);
          return products(
            rows,
            deltas,
            texel,
            (k) =>
              indices(br - 1).reduceRight(
                (otherwise, i) => `((t + ${bl}) % ${br} == ${i} ? ${fetchFrom(i, k)} : ${otherwise})`,
                fetchFrom(br - 1, k),
              ) + mask(k),
          );
        }
        if (g.plan.input.kind === "tokens") {
          const token = program.fetch({ of: "data" }, "0", "data");
          return `vec4 token = ${token};\n${products(rows, deltas, texel, (k) => `vec4(equal(token, vec4(symbol + ${k}.0)))`)}`;
        }
        return products(rows, deltas, texel, (k) =>
          program.fetch({ of: "data" }, `min(k + ${k}, z_D - 1)`, "data"),
        );
      };
      const below = s.scan.from === "x" ? undefined : belowOf(g, s);
      const isPlain = !isTwo(s) && !(below && isTwo(below.scan));
      const outer = () => {
        if (!below) return "";
        const { cell, ring } = below.scan;
        const mirror = isTwo(s) ? (isTwo(below.scan) ? "d != e" : "d != 0") : "e != 0";
        const step = isPlain ? "t" : `(${mirror} ? ${mirrored("t")} : t)`;
        const at = `${step} + ${cell.maxLag}`;
        return `int below = ((${at}) / ${ring}) * z_LANES; ${isPlain ? "" : `int ringBelow = (${at}) % ${ring};`}`;
      };
      const strand = below && isTwo(below.scan) ? `(${modelText(s)} * 2 + e)` : modelText(s);
      const first = below
        ? `${isTwo(below.scan) ? "int e = k / z_BR; k -= e * z_BR; limit = z_D / 2 - k; " : ""}from = ${strand} * z_BG + k / ${below.phase.perFragment};`
        : "float symbol = float(k);";
      branches.push(
        `if (k0 < z_O${p}) { int k = k0 - z_I${p}; limit = z_D - k; ${first}\n${overSteps(s, rows, texel, inner, outer)} }`,
      );
    }
    // Bias, recurrent bias, weights a unit: rows of their own, whose source is 1.
    const perUnit = p === 1 ? cell.perUnit : [];
    const learned = p === 1 ? learnedStates(s) : [];
    const own = 2 + perUnit.length + learned.length;
    /** @param first of the rows that one fragment makes */
    const ones = (r: number, first: number): string => {
      const lines: string[] = [];
      for (const [flags, row] of [
        [lowered.biased, 0],
        [lowered.recurrentBiased, 1],
      ] as const) {
        const i = row - first;
        if (!rows.includes(i)) continue;
        const deltas = deltasOf(
          flags.map((has) => (has ? "bias" : undefined)),
          r,
        ).filter((d) => d.texel === texel);
        for (const { fetch, at } of deltas)
          lines.push(`${sumOf(texel, i, "step")}.${component(at)} += dot(${fetch}, vec4(1.0));`);
      }
      perUnit.forEach(({ adjoint, isHeld }, index) => {
        const i = 2 + index - first;
        if (isHeld || texel !== 0 || !rows.includes(i)) return;
        for (const j of units(phase)) {
          const { statements, texts } = printValues(
            cell,
            [adjoint],
            (id, node) => perUnitRead(id, node, r, j),
            () => {
              throw new Error("a weight's gradient reads a sum that was not saved");
            },
            `_u${index}_${j}`,
          );
          lines.push(
            `{ ${statements.join(" ")} ${sumOf(0, i, "step")}.${component(j)} += dot(${texts[0]}, vec4(1.0)); }`,
          );
        }
      });
      return lines.join("\n");
    };
    /** What reached the first states, over all lanes. */
    const befores = (first: number): string =>
      learned
        .flatMap((_, index) => {
          const i = 2 + perUnit.length + index - first;
          if (texel !== 0 || !rows.includes(i)) return [];
          return units(phase).map((j) => {
            const unit = `(g * ${phase.perFragment} + ${j})`;
            const before = program.fetch(
              { of: "before" },
              `m * z_Q + ${unit} / 4`,
              "b",
              `${4 * index} + ${unit} % 4`,
            );
            return `for (int b = 0; b < z_LANES; b++) ${sumOf(0, i, "all")}.${component(j)} += dot(${before}, vec4(1.0));`;
          });
        })
        .join("\n");
    for (let first = 0; first < own; first += rows.length) {
      const isLast = first + rows.length >= own;
      const condition = isLast ? "" : `if (k0 < z_O${p} + ${first + rows.length}) `;
      const loop = overSteps(s, rows, texel, (r) => ones(r, first));
      branches.push(
        `${condition}{ limit = ${Math.min(own - first, rows.length)};\n${loop}${befores(first)} }`,
      );
    }
    return `${declare(rows, texel, "all")}\nint limit = 0, from = 0, own = m * z_G${p} + g;\n${branches.join("\nelse ")}
${rows.map((i) => `out${i} = ${i} < limit ? ${sumOf(texel, i, "all")} : vec4(0.0);`).join("\n")}`;
  };

  /** What the gradient of a weight a unit is made of: everything that the passes left. */
  function perUnitRead(id: NodeId, node: GradNode, r: number, j: number): string | undefined {
    const kept = cell.keptAt(id);
    const unit = `(g * ${phase.perFragment} + ${j})`;
    const signal = (of: "savedRing" | "keptRing", place: { phase: number; plane: number }, lag: number) => {
      const n = phaseAt(s, place.phase).perFragment;
      return program.fetch(
        { of, phase: place.phase, ring: mod(r - lag, ring) },
        `m * z_G${place.phase} + ${unit} / ${n}`,
        `((s - ${lag}) / ${ring}) * z_LANES + b`,
        `${place.plane * n} + ${unit} % ${n}`,
      );
    };
    if (kept) return signal("keptRing", kept, 0);
    const saved = cell.savedAt(id);
    if (saved) return signal("savedRing", saved, 0);
    if (node.op === "ref") return signal("savedRing", cell.savedByName(node.name), node.lag);
    if (node.op === "param") return perUnitText(program, s, phase, node.name, j);
    if (node.op === "seed" || node.op === "pull")
      throw new Error("a weight a unit whose gradient is not made of deltas");
    return undefined;
  }

  const profile = phase.profiled.map((index, k) => {
    const total = cell.totals[index] as { node: NodeId };
    const place = cell.keptAt(total.node) as { plane: number };
    const branch = (r: number) => {
      const scan = (body: string) =>
        `for (int b = 0; b < z_LANES; b++) for (int i = 0, c = m * z_G${p}; i < z_G${p}; i++, c++) {
${units(phase)
  .map((j) => {
    const use = { of: "keptRing", phase: p, ring: r } as const;
    const value = program.fetch(use, "c", "row + b", place.plane * phase.perFragment + j);
    return `{ vec4 v = ${value}; ${body} }`;
  })
  .join("\n")}
}`;
      return `if (ring == ${r}) {
${scan("largest = max(largest, abs(v)); bad = bad || isBad(v);")}
float most = max(max(largest.x, largest.y), max(largest.z, largest.w));
if (most > 0.0 && !bad) { ${scan("v /= most; sum += dot(v, v);")} }
out0 = vec4(most, sum, bad ? 1.0 : 0.0, 0.0);
}`;
    };
    return `if (state == ${k}) { ${indices(ring).map(branch).join("\nelse ")} }`;
  });
  const profiles =
    profile.length === 0
      ? "return;"
      : `int n = (y - z_F${p} / ${g.rowsPerFragment}) * z_PC${p} + x - z_MODELS * z_W;
int m = n / (z_T * ${profile.length}), rest = n - m * z_T * ${profile.length}, state = rest / z_T, t = rest - state * z_T;
if (m >= z_MODELS * ${s.directions.length}) return;
int s = t + ${L}, ring = s - (s / ${ring}) * ${ring}, row = (s / ${ring}) * z_LANES;
vec4 largest = vec4(0.0); float sum = 0.0; bool bad = false;
${profile.join("\nelse ")}
return;`;

  const texels = indices(phase.texels);
  const body = `${rows.map((i) => `out${i} = vec4(0.0);`).join(" ")}
if (x >= z_MODELS * z_W) { ${profiles} }
int m = x / z_W, wx = x - m * z_W, g = wx / ${phase.texels}, k0 = y * ${g.rowsPerFragment};
if (g >= z_G${p}) return;
${isTwo(s) ? `int d = (k0 - z_F${p}) / z_R${p}; k0 -= d * z_R${p}; m = m * 2 + d;` : ""}
${texels.length === 1 ? bodyOf(0) : texels.map((texel) => `if (wx - g * ${phase.texels} == ${texel}) {\n${bodyOf(texel)}\n}`).join("\nelse ")}`;
  return program.program([...scanSizes(g, s, 4).keys()], rows.length, body, {
    declarations: `${actFunctions}${nonFinite}`,
  });
}
