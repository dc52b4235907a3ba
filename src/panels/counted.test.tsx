// @vitest-environment happy-dom
/** Every panel with a race of a model that counts and a network: each says in that model's place what it does not have. */
import { act, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { inEnglish } from "../lib/phrase.ts";
import { StoreContext } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { idle } from "../store/run-summary.ts";
import { type Actions, type AppState, nowhere } from "../store/state.ts";
import { recordedRun } from "../testing/recorded-run.ts";
import { columns } from "../text/en/columns.ts";
import { forecast as forecastWords } from "../text/en/forecast.ts";
import { gradientNorm as gradientWords } from "../text/en/gradient-norm.ts";
import { updateChart } from "../text/en/update-chart.ts";
import { Activation } from "./activation/activation.tsx";
import { Equations } from "./equations/equations.tsx";
import { FullSet } from "./equations/full-set.tsx";
import { Forecast } from "./forecast/forecast.tsx";
import { tableOf, viewOf } from "./forecast/forecast-data.ts";
import { GradientFlow } from "./gradient-flow/gradient-flow.tsx";
import { gradientCurves, gradientTable, parameterNames } from "./gradient-norm/gradient-data.ts";
import { GradientNorm } from "./gradient-norm/gradient-norm.tsx";
import { Loss } from "./loss/loss.tsx";
import { Memory } from "./memory/memory.tsx";
import { Samples } from "./samples/samples.tsx";
import { Saturation } from "./saturation/saturation.tsx";
import { ThroughTimeReadout } from "./through-time/readout.tsx";
import { numbersOf } from "./through-time/table.ts";
import { ThroughTime } from "./through-time/through-time.tsx";
import { countedLanes, networkAt, pictureOf } from "./time/picture.ts";
import { Unrolled } from "./unrolled/unrolled.tsx";
import { UnrolledAll } from "./unrolled-all/unrolled-all.tsx";

const known = new Map<string, Promise<AppState>>();

/** The state of a page whose run has ended. The first model of the link counts, whatever the link has there. */
async function trained(hash: string, counted: readonly number[] = [0]): Promise<AppState> {
  const record = await recordedRun(hash, counted);
  const { spec } = record;
  return {
    ...{ spec, record, earlier: [], pointed: nowhere, pinnedStep: 2, pinnedUnit: null, shownSignals: [] },
    ...{ run: { ...idle, id: 1, phase: "finished", update: record.update }, notation: "pytorch" },
    ...{
      shownLayer: null,
      shownModel: null,
      unfolding: "three",
      gradientMode: "share",
      lossAxis: "log",
      smoothing: 0,
      shownParameters: [],
    },
    ...{ theme: "light", language: "en" },
  } as unknown as AppState;
}

const rest = "&models=simple,lstm&models.*.units=3&training.batchSize=4&training.updates=20";
const links = {
  order: `#1/task.length=8${rest}`,
  hello: `#1/task.kind=hello${rest}`,
  sine: `#1/task.kind=sine${rest}`,
} as const;

function stateOf(which: keyof typeof links): Promise<AppState> {
  const made = known.get(which) ?? trained(links[which]);
  known.set(which, made);
  return made;
}
const recordOf = ({ record }: AppState): RunRecord => {
  if (!record) throw new Error("no record");
  return record;
};

let host: HTMLElement;
let root: ReturnType<typeof createRoot>;
const errors = vi.spyOn(console, "error");
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  // What equations are typeset with asks for it.
  Object.defineProperty(document, "compatMode", { value: "CSS1Compat", configurable: true });
  // Nothing is laid out here; panels draw nothing into a place without a size.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1100);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(240);
  errors.mockClear();
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Some frames of a panel: what it says to the eye, and to a screen reader. */
async function show(Panel: ComponentType, state: AppState): Promise<string> {
  const actions = new Proxy({}, { get: () => () => undefined }) as Actions;
  const store = createStore<AppState>()(() => state);
  await act(async () =>
    root.render(
      <StoreContext value={{ state: store, actions }}>
        <Panel />
      </StoreContext>,
    ),
  );
  await act(async () => new Promise((resolve) => setTimeout(resolve, 100)));
  const spoken = [...host.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label"));
  return [host.textContent, ...spoken].join("\n");
}

const broken = /NaN|undefined|Infinity|null/;

test("loss: both have a curve, and the sentence speaks of both", async () => {
  const text = await show(Loss, await stateOf("order"));
  expect(text).toMatch(/RNN: loss 1\.\d+ at update 20\. LSTM: loss \d/);
  expect(text).not.toMatch(broken);
});

test("gradient norm: only the network has a curve; the note and the sentence say why, and the table has no column", async () => {
  const state = await stateOf("order");
  const record = recordOf(state);
  expect(gradientCurves(record).map(({ lane, name }) => [lane, name])).toEqual([[1, "LSTM"]]);
  const text = await show(GradientNorm, state);
  expect(text).toContain("before clipping · no gradient: RNN");
  expect(text).toMatch(
    /RNN learns by counting and has no gradient\. LSTM: gradient norm [\d.]+ at update 20/,
  );
  expect(text).not.toMatch(broken);
  const { header, rows } = gradientTable(gradientWords, updateChart, record, ["readout.bias"]);
  expect(header).toEqual(["update", "LSTM gradient norm", "LSTM clipped norm", "LSTM readout.bias"]);
  expect(rows[0]?.every((cell) => Number(cell) > 0)).toBe(true);
  expect(parameterNames(gradientWords, record)).toHaveLength(5);
});

test("gradient flow: its place says that there is no gradient, and the network's waterfall has the colour bar", async () => {
  const text = await show(GradientFlow, await stateOf("order"));
  const models = [...host.querySelectorAll(".gf-model")];
  expect(models.map((model) => model.querySelector("b")?.textContent)).toEqual(["RNN", "LSTM"]);
  expect(models[0]?.querySelector("p")?.textContent).toBe("Learns by counting: there is no gradient.");
  expect(models[0]?.querySelector("canvas")).toBeNull();
  expect(models[1]?.querySelector("canvas")).not.toBeNull();
  expect(models[1]?.querySelector(".gf-bar")).not.toBeNull();
  expect(text).not.toMatch(broken);
});

test("through time: it has outputs, and says that it has no hidden state and no gradient", async () => {
  const state = await stateOf("order");
  const text = await show(ThroughTime, state);
  const lanes = [...host.querySelectorAll(".tt-lane")];
  expect(lanes.map((lane) => lane.querySelector(".tt-none")?.textContent ?? null)).toEqual([
    "Learns by counting: there is no hidden state.",
    null,
  ]);
  expect(lanes[1]?.querySelector("canvas")).not.toBeNull();
  const values = [...host.querySelectorAll(".tt-norms .tt-value")].map((value) => value.textContent);
  expect(values[0]).toBe("RNNno gradient");
  expect(values[1]).toMatch(/^LSTM[\d.]+/);
  expect(text).toMatch(/Gradient reaching each time step\. At step 1: LSTM [^,]+, RNN no gradient\./);
  // Its answer at every step is a probability like any other.
  expect(text).toMatch(/At the last step: RNN 0\.\d{3}, LSTM 0\.\d{3}/);
  expect(text).not.toMatch(broken);
  const picture = pictureOf(state);
  if (!picture) throw new Error("no picture");
  expect(countedLanes(picture)).toEqual([0]);
  expect([networkAt(picture, 0), networkAt(picture, 1)?.name]).toEqual([undefined, "LSTM"]);
  const { header, rows } = numbersOf({ columns, say: inEnglish }, picture, "pytorch");
  expect(header.filter((name) => name.startsWith("RNN"))).toEqual(["RNN output"]);
  expect(header.filter((name) => name.startsWith("LSTM"))).toHaveLength(1 + 2 + 3);
  expect(rows[0]).toHaveLength(header.length);
  await show(() => <ThroughTimeReadout show="gradient" />, state);
  expect([...host.querySelectorAll(".tt-dock b")].map((part) => part.textContent).slice(1)).toEqual([
    "no gradient",
    expect.stringMatching(/^[\d.]/),
  ]);
});

test("through time: before the first trace, too", async () => {
  const { record, ...state } = await stateOf("order");
  const untraced = { ...state, record: { ...record, trace: null } } as AppState;
  const text = await show(ThroughTime, untraced);
  expect(host.querySelectorAll(".tt-none")).toHaveLength(1);
  expect(text).not.toMatch(/undefined|Infinity/);
});

test("memory, saturation, activation: the network is shown, and of the model that counts a sentence", async () => {
  const state = await stateOf("order");
  const text = await show(Memory, state);
  expect([...host.querySelectorAll(".mem-head .mp button")].map((name) => name.textContent?.trim())).toEqual([
    "RNN",
    "LSTM",
  ]);
  expect(host.querySelector('.mem-head .mp [aria-pressed="true"]')?.textContent).toContain("LSTM");
  expect(host.querySelectorAll(".tt-mem canvas")).toHaveLength(6);
  expect(host.querySelectorAll('.tt-mem [role="slider"]')).toHaveLength(3);
  expect(text).toMatch(/LSTM: f, forget, of 3 units over 8 time steps, mean magnitude 0\.\d\d\./);
  expect(text).not.toMatch(broken);
  expect(await show(Saturation, state)).not.toMatch(broken);
  expect(host.querySelectorAll(".sat-gate")).toHaveLength(3);
  expect(await show(Activation, state)).not.toMatch(broken);
  expect(host.querySelectorAll(".act-plot")).toHaveLength(4);

  const counts = { ...state, shownModel: 0 };
  expect(await show(Memory, counts)).toContain(
    "This model learns by counting: it has no gates and no states.",
  );
  expect(host.querySelectorAll(".tt-mem")).toHaveLength(0);
  expect(await show(Saturation, counts)).toContain("RNN learns by counting: it has no gates.");
  expect(await show(Activation, counts)).toContain("RNN learns by counting: it has no activation functions.");
});

test("equations: a sentence in its row and in the dialog, and no buttons for what it does not have", async () => {
  const state = await stateOf("order");
  const text = await show(Equations, state);
  const rows = [...host.querySelectorAll(".eq-row")];
  expect(rows[0]?.textContent).toBe("Learns by counting: there are no equations and no weights.");
  expect(rows[0]?.querySelectorAll("button")).toHaveLength(0);
  expect(rows[1]?.querySelectorAll("button")).toHaveLength(2);
  expect(text).not.toMatch(/NaN|undefined/);
  const nothing = () => undefined;
  await show(() => <FullSet record={recordOf(state)} model={0} onModel={nothing} onClose={nothing} />, state);
  expect(host.querySelector(".eq-note")?.textContent).toBe(
    "Learns by counting: there are no equations and no weights.",
  );
  expect(host.querySelectorAll(".eq-model")).toHaveLength(2);
  expect(host.querySelector(".eq-counts")).toBeNull();
  await show(() => <FullSet record={recordOf(state)} model={1} onModel={nothing} onClose={nothing} />, state);
  expect(host.querySelector(".eq-counts")).not.toBeNull();
});

test("samples: it writes none and says so, beside what the network writes", async () => {
  await show(Samples, await stateOf("hello"));
  const figures = [...host.querySelectorAll("figure")];
  expect(figures[0]?.querySelector("p")?.textContent).toBe(
    "This model learns by counting and writes no text.",
  );
  expect(figures[1]?.querySelector(".written")?.textContent).not.toBe("");
});

test("forecast: no line and no error, but its name with a word; the table leaves it out", async () => {
  const state = await stateOf("sine");
  const text = await show(Forecast, state);
  const [rnn, lstm] = [...host.querySelectorAll(".fc-values li")].slice(1);
  expect(rnn?.textContent).toBe("RNNno forecast");
  expect(rnn?.getAttribute("title")).toBe(
    "RNN learns by counting and cannot continue a series from its own output.",
  );
  expect(lstm?.textContent).toMatch(/^LSTM[\d.]+/);
  expect(host.querySelectorAll(".fc-model")).toHaveLength(1);
  expect(text).toMatch(/Mean absolute error: LSTM [\d.]+, same as last/);
  expect(text).not.toMatch(broken);
  const view = viewOf(forecastWords, inEnglish, recordOf(state), 0);
  if (!view) throw new Error("no forecast");
  expect(tableOf(forecastWords, view).header.join()).not.toContain("RNN");
});

test("a race of models that count only: every panel stands, and nothing is a number that does not exist", async () => {
  const state = await trained(`#1/task.length=8${rest}`, [0, 1]);
  for (const Panel of [Loss, GradientNorm, GradientFlow, ThroughTime, Equations]) {
    const text = await show(Panel, state);
    expect(text, Panel.name).not.toMatch(/NaN|undefined/);
  }
  expect(host.querySelectorAll(".eq-row")).toHaveLength(2);
  expect(host.querySelectorAll(".eq-row button")).toHaveLength(0);
});

test("one cell: the first network is drawn; a model that counts has none, and says so where it is chosen", async () => {
  const state = await stateOf("order");
  const drawn = await show(Unrolled, state);
  expect(drawn).toMatch(/LSTM: one cell of 3 units, drawn at steps 2 to 4\. Each step back multiplies/);
  expect(drawn).toContain("used 7 times");
  expect(drawn).not.toMatch(broken);
  const other = await show(Unrolled, { ...state, shownModel: 0 });
  expect(other).toContain("Learns by counting: there is no cell");
  expect(other).not.toContain("Steps drawn");
});

test("all steps: the network has a chain, the model that counts a sentence", async () => {
  const text = await show(UnrolledAll, await stateOf("order"));
  expect(text).toMatch(/LSTM: state of 3 units at 8 time steps; \S+ of the gradient reaches step 1\./);
  expect(text).toContain("Learns by counting: there are no states and no gradients.");
  expect(text).not.toMatch(broken);
});
