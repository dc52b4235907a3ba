/** Every panel is enlarged, saved and left by keyboard alone; its files are opened elsewhere and read back. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import Papa from "papaparse";
import { formatFixed, formatNorm, formatNumber, formatSigned } from "../src/lib/format.ts";
import { save } from "../src/text/en/save.ts";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, openHere, phase, soon, train, withoutGraphics } from "./page.ts";

const steps = 12;
const units = 8;
const race = (task: string) =>
  `#1/${task}&models=simple,lstm&models.*.units=${units}&training.batchSize=8&training.updates=40&training.engine=wasm`;

const folder = join(import.meta.dirname, "../src/panels");
/** Ids of all panels: each has a folder of its name. */
const panels = readdirSync(folder).filter((name) => {
  try {
    return readFileSync(join(folder, name, "panel.tsx")).length > 0;
  } catch {
    return false;
  }
});

interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A column as numbers, by the beginning of its name. */
function column({ header, rows }: Csv, name: string): number[] {
  const at = header.findIndex((title) => title.startsWith(name));
  expect(at, `${name} among ${header.join(" | ")}`).toBeGreaterThanOrEqual(0);
  return rows.map((row) => (row[at] === "" ? Number.NaN : Number(row[at])));
}
const of = ({ header, rows }: Csv, model: string): Csv => ({
  header,
  rows: rows.filter((row) => row.includes(model)),
});
const last = (values: readonly number[]): number => values.at(-1) ?? Number.NaN;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A number of the file as the panel says it, to the eye or to a screen reader. */
const said: { readonly [panel: string]: (csv: Csv) => string } = {
  loss: (csv) => formatNumber(last(column(csv, "RNN training loss"))),
  "gradient-norm": (csv) => formatNorm(last(column(csv, "LSTM gradient norm"))),
  "through-time": (csv) => `RNN ${formatFixed(last(column(csv, "RNN output")), 3)}`,
  "gradient-flow": (csv) => formatNorm(last(column(of(csv, "RNN"), "share at t = 1"))),
  equations: (csv) => (column(csv, "value").every(Number.isFinite) ? "Equations" : "values"),
  samples: (csv) => (csv.rows.at(-1)?.[3] ?? "").slice(0, 4).trim(),
  forecast: (csv) => {
    const [truth, model] = [column(csv, "value in the data"), column(csv, "RNN forecast")];
    const errors = truth.map((value, k) => Math.abs(value - (model[k] ?? Number.NaN)));
    return formatNumber(mean(errors.filter(Number.isFinite)));
  },
  memory: (csv) => {
    const values = Array.from({ length: units }, (_, k) => column(csv, `LSTM i ${k + 1}`)).flat();
    return `mean magnitude ${formatFixed(mean(values.map(Math.abs)), 2)}`;
  },
  saturation: (csv) => `more than ${Math.round(100 * Math.max(...column(csv, "f shut")))} %`,
  activation: (csv) => {
    // Every unit at every step is in some bin.
    expect(column(csv, "f ").reduce((sum, count) => sum + count)).toBe(units * steps);
    return "forget";
  },
  "reach-map": (csv) => formatNorm(last(column(of(csv, "RNN"), "share at k = 1"))),
  "step-back": (csv) => `RNN ${formatNumber(mean(column(of(csv, "RNN"), "largest")), 3)}`,
  horizon: (csv) => `RNN: ${last(column(csv, "RNN horizon"))} step`,
  cliff: (csv) => formatNumber(last(column(csv, "loss without clipping"))),
  unrolled: (csv) => `× ${formatNumber(last(column(csv, "factor")), 2)}`,
  "units-over-text": (csv) => {
    const known = column(csv, "r").filter(Number.isFinite);
    return formatSigned(known.reduce((best, r) => (Math.abs(r) > Math.abs(best) ? r : best), 0));
  },
  "next-symbol": (csv) => `${formatFixed(mean(column(csv, "surprise").filter(Number.isFinite)), 2)} nats`,
  writing: (csv) => (csv.rows.at(-1)?.[3] ?? "").slice(0, 8).trim(),
  "symbol-map": (csv) =>
    formatNumber(
      column({ ...csv, rows: csv.rows.filter(([symbol]) => symbol === "e") }, "distance 1")[0] ?? Number.NaN,
      3,
    ),
  "unrolled-all": (csv) => formatNorm(column(csv, "RNN |dL/dh| share")[0] ?? Number.NaN),
};

/** Everything that a panel says, to the eye and to a screen reader. */
const words = (panel: Locator): Promise<string> =>
  panel.evaluate((root) => {
    const labels = [...root.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label"));
    return [root.textContent, ...labels].join("\n").replace(/\s+/g, " ");
  });

/** Opens the menu and waits until it can save, then chooses by keyboard. */
async function saved(page: Page, panel: Locator, kind: "csv" | "svg" | "png"): Promise<Buffer> {
  const opener = panel.locator(".panel-save");
  await opener.focus();
  const item = page.getByRole("menuitem", { name: save[kind] });
  // Numbers that the examiner computes come after the panel.
  await expect(async () => {
    if (await item.isVisible()) await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await expect(item).not.toHaveAttribute("aria-disabled", "true", { timeout: 1000 });
  }).toPass({ intervals: soon });
  await expect(page.getByRole("menuitem", { name: save.copy })).toBeFocused();
  const down = { csv: 1, svg: 2, png: 3 }[kind];
  for (let k = 0; k < down; k++) await page.keyboard.press("ArrowDown");
  await expect(item).toBeFocused();
  const coming = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const download = await coming;
  const id = await page.locator(".main > [data-enlarged]").getAttribute("data-panel");
  expect(download.suggestedFilename()).toBe(`unrolled-rnn-lstm-update-40-${id}.${kind}`);
  await expect(opener).toBeFocused();
  return readFileSync(await download.path());
}

/** Runs in a page of its own: what a picture shows once it is opened there. */
async function opened({ base64, type }: { readonly base64: string; readonly type: string }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], { type }));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set(new Uint32Array(data.buffer));
  const isOpaque = data.every((value, k) => k % 4 !== 3 || value === 255);
  return { width: canvas.width, height: canvas.height, colours: colours.size, isOpaque };
}

/** Runs in a page of its own: the text of an SVG, as a reader of XML has it. */
function read(svg: string) {
  const { documentElement: root } = new DOMParser().parseFromString(svg, "image/svg+xml");
  return {
    name: root.localName,
    foreign: root.querySelectorAll("foreignObject, parsererror, script").length,
    title: root.querySelector("title")?.textContent ?? "",
    description: root.querySelector("desc")?.textContent ?? "",
    texts: [...root.querySelectorAll("text")].map(({ textContent }) => textContent).join(" "),
    addresses: [...root.querySelectorAll("[href]")].map((one) => one.getAttribute("href")?.slice(0, 5)),
  };
}

/** What an enlarged panel shows besides, which comes from the examiner: pictures before and after it are not of one size. */
const examined: { readonly [id: string]: string } = {
  "gradient-norm": ".nu-row",
  "step-back": ".sp-line",
};

/** The panel that is enlarged: its files, read back. */
async function readBack(page: Page, viewer: Page, id: string, title: string): Promise<void> {
  const panel = page.locator(".main > [data-enlarged]");
  // The panel itself comes when the page is idle.
  await expect(panel.locator("h2").first()).toBeVisible();
  const own = examined[id];
  if (own !== undefined) await expect(panel.locator(own)).not.toHaveCount(0);
  const csv = (await saved(page, panel, "csv")).toString("utf8");
  const { data, errors } = Papa.parse<string[]>(csv);
  expect(errors, id).toEqual([]);
  const [header = [], ...rows] = data;
  expect(header.length, id).toBeGreaterThan(1);
  expect(rows.length, id).toBeGreaterThan(0);
  for (const row of rows) expect(row, id).toHaveLength(header.length);
  const expected = said[id]?.({ header, rows });
  if (expected !== undefined)
    await expect.poll(() => words(panel), { message: id, intervals: soon }).toContain(expected);

  const svg = (await saved(page, panel, "svg")).toString("utf8");
  const heading = (await panel.locator("h2").first().innerText()).trim();
  const document = await viewer.evaluate(read, svg);
  expect(document, id).toMatchObject({ name: "svg", foreign: 0, title });
  expect(document.description.length, id).toBeGreaterThan(20);
  expect(document.texts, id).toContain(heading);
  expect(document.texts, id).toContain("update 40");
  // It stands alone: nothing in it is elsewhere.
  expect(
    document.addresses.filter((start) => start !== "data:"),
    id,
  ).toEqual([]);
  const drawn = await viewer.evaluate(opened, {
    base64: Buffer.from(svg).toString("base64"),
    type: "image/svg+xml",
  });
  expect(drawn.colours, id).toBeGreaterThan(16);
  expect(drawn.isOpaque, id).toBe(true);

  const base64 = (await saved(page, panel, "png")).toString("base64");
  const image = await viewer.evaluate(opened, { base64, type: "image/png" });
  expect(image, id).toMatchObject({ width: 2 * drawn.width, height: 2 * drawn.height, isOpaque: true });
  expect(image.colours, id).toBeGreaterThan(16);
}

/** Every panel that stands in the view, one after another. */
async function everyPanel(
  page: Page,
  viewer: Page,
  seen: Set<string>,
  only?: readonly string[],
): Promise<void> {
  const enlarge = page.getByRole("button", { name: /^Enlarge / });
  await expect(enlarge.first()).toBeVisible();
  const names = await enlarge.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  for (const [k, name] of names.entries()) {
    const title = /^Enlarge (.*) \(key E\)$/.exec(name)?.[1] ?? "";
    if (only && !only.includes(title)) continue;
    // The account of what happened stands in the place of a panel until it is put aside.
    const opener = page.getByRole("button", { name, exact: true });
    if (!(await opener.isVisible())) await page.getByRole("button", { name: title, exact: true }).click();
    await opener.focus();
    await page.keyboard.press(k % 2 === 0 ? "Enter" : "e");
    const panel = page.locator(".main > [data-enlarged]");
    await expect(panel, name).toBeVisible();
    const id = (await panel.getAttribute("data-panel")) ?? "";
    await readBack(page, viewer, id, title);
    seen.add(id);
    // Of the two things that Escape closes, the menu is first.
    await panel.locator(".panel-save").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menu")).toBeVisible();
    if (id === "loss") expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await expect(panel, name).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel, name).toHaveCount(0);
  }
}

test("every panel is enlarged, saved as CSV, SVG and PNG that open elsewhere, and left by keyboard", async ({
  page,
  context,
}) => {
  const viewer = await context.newPage();
  await page.bringToFront();
  const seen = new Set<string>();
  const trainToEnd = async () => {
    await train(page);
    await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("finished");
  };
  await open(page, race(`task.length=${steps}`), withoutGraphics);
  await trainToEnd();
  await page.getByRole("button", { name: "Gradient norm", exact: true }).click();
  for (const key of ["1", "2", "3", "4"]) {
    await page.keyboard.press(key);
    await everyPanel(page, viewer, seen);
  }
  await page.keyboard.press("1");
  await page.getByRole("tab", { name: "Answers", exact: true }).click();
  await everyPanel(page, viewer, seen, ["Answers"]);
  // It opens from Network alone.
  await page.keyboard.press("4");
  await page.getByRole("button", { name: "Workbench", exact: true }).click();
  await readBack(page, viewer, "workbench", "Workbench");
  seen.add("workbench");
  await page.keyboard.press("Escape");
  await page.keyboard.press("1");
  for (const [task, title] of [
    ["task.kind=sine", "Forecast"],
    ["task.kind=hello", "Samples"],
  ] as const) {
    await openHere(page, race(task), withoutGraphics);
    await trainToEnd();
    await everyPanel(page, viewer, seen, [title]);
  }
  await page.keyboard.press("5");
  await everyPanel(page, viewer, seen);
  expect([...seen].sort()).toEqual([...panels].sort());
});
