/** The page in the marked language, where every word stands in ⟦ ⟧: a text outside of them comes from no catalogue. */
import type { Page } from "@playwright/test";
import { cells } from "../src/cells/index.ts";
import { optimizers } from "../src/optimizers/index.ts";
import type { OpenStore } from "../src/store/store.ts";
import { tasks } from "../src/tasks/index.ts";
import { expect, test } from "./fixtures.ts";
import { phase, smallRace, smallRaceOnSimd, withoutGraphics } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

const marked = `${withoutGraphics}&lang=marked`;

/** What is the same in every language: names of cells, units, the logarithm, and how the link format calls cells, tasks, optimizers and settings. */
const sameEverywhere: readonly string[] = [
  ...Object.values(cells).map(({ short }) => short),
  ...[cells, tasks, optimizers].flatMap((catalog) => Object.keys(catalog)),
  ...["ms", "kB", "MB", "MiB", "GiB", "ppm", "ln"],
  "TensorFlow.js",
  // Answers of the task of every story that names no other.
  ...["XX", "XY", "YX", "YY"],
];

/** Names that the example table of the task has. */
const tideColumns = ["water level", "wind", "hour"];

/**
 * Texts and names of elements with two letters in a row outside of ⟦ ⟧: single letters are symbols. The marks end where a value
 * stands in a sentence, so that an English value is seen. Formulas, what `translate="no"` keeps in every language (names, sources,
 * the user's data), and what is typed are no words. A text may be split over elements of a line, so marks are counted over the
 * whole of it. Runs in the page.
 * @param same what may stand there, the longest first
 */
function literals(same: readonly string[]): string[] {
  const store = (globalThis as Partial<WithUnrolled>).unrolled?.state.getState();
  const names = [...(store?.record?.names ?? []), store?.device?.renderer ?? ""].sort(
    (a, b) => b.length - a.length,
  );
  const found = new Set<string>();
  const outside = (text: string): string => {
    let depth = 0;
    let rest = "";
    for (const letter of text)
      if (letter === "⟦") {
        depth++;
        rest += " ";
      } else if (letter === "⟧") depth--;
      else if (depth === 0) rest += letter;
    return [...names, ...same].reduce((left, name) => left.replaceAll(name, " "), rest);
  };
  const check = (text: string, element: Element, what: string) => {
    if (!/\p{L}{2}/u.test(outside(text))) return;
    const path: string[] = [];
    for (let at: Element | null = element; at && path.length < 4; at = at.parentElement) {
      const [name] = (at.getAttribute("class") ?? "").split(" ");
      path.unshift(name ? `${at.localName}.${name}` : at.localName);
    }
    found.add(`${path.join(" > ")}: ${what} “${text.replace(/\s+/g, " ").trim().slice(0, 160)}”`);
  };
  const kept = '[translate="no"], script, style, noscript, textarea, .katex, math';
  const isInline = (element: Element): boolean =>
    /^(?:inline|contents)$/.test(getComputedStyle(element).display) && element.localName !== "text";
  const textOf = (element: Element): string =>
    [...element.childNodes]
      .map((node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
        if (!(node instanceof Element) || node.matches(kept)) return " ";
        return isInline(node) || node.matches(".invitation-sentence") ? textOf(node) : " ";
      })
      .join("");
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(kept)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"])
      check(element.getAttribute(name) ?? "", element, name);
    const isPart = isInline(element) || element.matches(".invitation-sentence");
    if (!isPart || !element.parentElement) check(textOf(element), element, "text");
  }
  return [...found];
}

/** @param data what the story itself brought, and the page quotes */
async function noLiterals(page: Page, where: string, data: readonly string[] = []): Promise<void> {
  const same = [...data, ...sameEverywhere].sort((a, b) => b.length - a.length);
  const unknown = () => page.evaluate(literals, same);
  await expect.soft.poll(unknown, { message: where, timeout: 5_000 }).toEqual([]);
}

async function open(page: Page, hash: string, search = marked): Promise<void> {
  await page.goto(`./${search}${hash}`);
  await expect.poll(() => phase(page), { timeout: 90_000 }).toMatch(/ready|failed/);
}

async function train(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.train());
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("finished");
}

/** Presses every button of this kind that is there, one after another, with a look after each. */
async function lookAtEach(
  page: Page,
  selector: string,
  where: string,
  data: readonly string[] = [],
): Promise<void> {
  const buttons = page.locator(selector);
  for (let n = 0; n < (await buttons.count()); n++) {
    await buttons.nth(n).click();
    await noLiterals(page, `${where} ${n + 1}`, data);
  }
}

const short = `${smallRaceOnSimd}&training.updates=60`;

test("before training: settings, menus, dialogs", async ({ page }) => {
  await open(page, short);
  await expect(page.locator("h1")).toHaveText("⟦Unrolled⟧");
  await noLiterals(page, "the page");
  await lookAtEach(page, ".rail .rail-head .word", "a menu of the rail");
  await page.locator(".rail .rail-head .word").last().click();
  await lookAtEach(page, ".model-card", "the settings of model");
  await lookAtEach(page, ".rail .field-input", "a number’s row");
  await page.locator(".engine-button").click();
  await noLiterals(page, "the menu of engines");
  await page.keyboard.press("Escape");
  await page.locator(".bar-help").click();
  await lookAtEach(page, "dialog.help [role=tab]", "help, tab");
  await page.keyboard.press("Escape");
});

test("after training: the verdict, and every panel", async ({ page }) => {
  await open(page, short);
  await train(page);
  await noLiterals(page, "the page");
  await lookAtEach(page, ".main [role=tab]", "a panel’s tab");
  await lookAtEach(page, ".tt-signal-group button", "a gate’s strip");
  await page.locator(".verdict-edit").first().click();
  await noLiterals(page, "a suggestion taken up");
});

test("equations: all of them, and step by step", async ({ page }) => {
  await open(page, short);
  for (const notation of ["pytorch", "keras", "u"] as const) {
    await page.evaluate(
      (to) => (globalThis as WithUnrolled).unrolled.actions.show({ notation: to }),
      notation,
    );
    await noLiterals(page, `in the notation ${notation}`);
  }
  const words = page.locator(".eq .eq-word, .eq-line .eq-word");
  for (const word of ["⟦all equations⟧", "⟦step through⟧"]) {
    await page.getByText(word, { exact: true }).first().click();
    await noLiterals(page, word);
    for (const way of word === "⟦step through⟧" ? ["b", "w"] : []) {
      await page.keyboard.press(way);
      await noLiterals(page, `the walk, ${way}`);
    }
    await page.keyboard.press("Escape");
  }
  await expect(words.first()).toBeVisible();
});

/** What the samples of copy memory repeat: five letters, drawn anew for each. */
const lettersToRepeat = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...new Set(document.body.outerHTML.match(/\b[a-h]{5}\b/g) ?? [])]);

for (const kind of [
  "adding",
  "copy-memory",
  "sine",
  "hello",
  "co2",
  "temperature",
  "sonnets",
  "text",
  "table",
])
  test(`the task ${kind}`, async ({ page }) => {
    await open(
      page,
      `#1/task.kind=${kind}&models=simple&models.*.units=4&training.batchSize=4&training.updates=20&training.engine=wasm`,
    );
    const data = kind === "table" ? tideColumns : kind === "copy-memory" ? await lettersToRepeat(page) : [];
    await noLiterals(page, "before training", data);
    await train(page);
    await noLiterals(page, "after training", data);
    await lookAtEach(page, ".main [role=tab]", "a panel’s tab", data);
  });

const days = (count: number, of: (day: number) => string): string =>
  Array.from({ length: count }, (_, day) => of(day)).join("\n");
const date = (day: number): string => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);

/** Tables of which the page has something to say, and their own words. */
const tables: readonly (readonly [what: string, table: string, ...data: string[]])[] = [
  ["words alone", "lorem,ipsum\ndolor,amet", "lorem", "ipsum", "dolor", "amet"],
  ["the newest row first", `tag,wert\n${days(20, (day) => `${date(40 - day)},${day % 7}`)}`, "tag", "wert"],
  ["a gap", `tag,wert\n${days(20, (day) => `${date(day > 9 ? day + 30 : day)},${day % 7}`)}`, "tag", "wert"],
  [
    "a date twice",
    `tag,wert\n${days(20, (day) => `${date(day === 9 ? 8 : day)},${day % 7}`)}`,
    "tag",
    "wert",
  ],
  [
    "out of order",
    `tag,wert\n${days(20, (day) => `${date(day === 9 ? 3 : day)},${day % 7}`)}`,
    "tag",
    "wert",
  ],
  [
    "a title, a source, bad cells and rows",
    `lorem\n\ntag,wert,anteil\n${days(20, (day) => `${date(day)},${day === 4 ? "dolor" : day},${day} %${day === 7 ? ",1" : ""}`)}\namet`,
    ...["lorem", "tag", "wert", "anteil", "dolor", "amet"],
  ],
  ["an open quote", `tag,wert\n"1,2\n${days(20, (day) => `${day},${day % 7}`)}`, "tag", "wert"],
  ["thousands or decimals", "eins;zwei\n1,234;2\n3,456;4\n5,678;9", "eins", "zwei"],
  [
    "a value that stands for none",
    `tag,wert\n${days(30, (day) => `${date(day)},${day === 9 ? -999 : day % 7}`)}`,
    "tag",
    "wert",
  ],
];
test("the user’s own data", async ({ page }) => {
  await open(page, `${smallRaceOnSimd}&task.kind=text`);
  const bring = (tab: "text" | "table" | "draw") =>
    page.evaluate((name) => (globalThis as WithUnrolled).unrolled.actions.bringData(name), tab);
  for (const tab of ["text", "table", "draw"] as const) {
    await bring(tab);
    await expect(page.locator("dialog[open]")).toBeVisible();
    await noLiterals(page, `the tab ${tab}`);
  }
  await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.closeImport());
  await bring("table");
  await page
    .locator("dialog[open] textarea")
    .fill("1;2,5\n2;3,5\n3;x\n4;5,5\n5;6,5\n6;7,5\n7;8,5\n8;9,5\n9;10,5");
  await noLiterals(page, "a table as it is read", ["column", "row"]);
  for (const [what, table, ...data] of tables) {
    await page.locator("dialog[open] textarea").fill(table);
    await expect(page.locator("dialog[open]"), what).toContainText(/⟦.{9}/);
    await noLiterals(page, what, data);
  }
  await bring("text");
  for (const text of ["   ", "a\u0000b"]) {
    await page.locator("dialog[open] textarea").fill(text);
    await noLiterals(page, `the text ${JSON.stringify(text)}`);
  }
});

test("a preset with its steps, on a wide screen and on a phone", async ({ page }) => {
  await open(page, "");
  await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.usePreset("exploding"));
  await expect(page.locator(".steps")).toBeVisible();
  await noLiterals(page, "wide");
  await page.setViewportSize({ width: 390, height: 844 });
  await noLiterals(page, "phone");
  const rows = page.locator(".rows .row");
  for (let n = 0; n < (await rows.count()); n++) {
    await rows.nth(n).click();
    await noLiterals(page, `page ${n + 1} of the settings`);
    await page.locator(".page-back").click();
  }
});

test("notices", async ({ page }) => {
  await open(page, short);
  await page.evaluate(() => {
    const { actions } = (globalThis as WithUnrolled).unrolled;
    for (let n = 0; n < 3; n++) actions.addModel("gru");
  });
  await expect(page.locator(".notices .notice")).toBeVisible();
  await noLiterals(page, "a fifth model");
  await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.set("training.seed", -1));
  await noLiterals(page, "a setting that is refused");
});

/** Links that are broken in one way each, and what of them the page quotes. */
const brokenLinks: readonly (readonly [hash: string, ...quoted: string[]])[] = [
  ["#hello", "#hello"],
  ["#99/training.seed=1"],
  ["#0/training.seed=1"],
  ["#1/training.seed=1&training.se", "training.se"],
  ["#1/training.seed=1&training.seed=2", "training.seed"],
  ["#1/training.seed=x&training.updates=1.5", "training.seed", "training.updates"],
  ["#1/training.nothing=1", "training.nothing"],
  ["#1/models=lstm,nothing&models.0.layers=lstm,nothing", "nothing"],
  ["#1/models=gru,gru,gru,gru,gru&models.0.layers=gru,gru,gru,gru,gru", "models", "layers"],
  ["#1/task.kind=nothing&optimizer.kind=nothing", "nothing"],
  ["#1/changes=5:training.seed:3,x", "training.seed"],
  ["#1/packed=_____w"],
  ["#1/~aaaa&training.seed=1", "training.seed"],
  ["#1/task.kind=text&data=z.AAAA"],
  ["#1/task.kind=text&data=kept.0123456789abcdef"],
  ["#1/task.kind=sine&training.sequences=many", "training.sequences", "many"],
];

test("links that are broken, each in its own way", async ({ page }) => {
  await open(page, short);
  for (const [hash, ...quoted] of brokenLinks) {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await expect(page.locator(".notices .notice"), hash).toContainText(/⟦.{9}/);
    await noLiterals(page, hash, quoted);
    await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.dismissProblems());
  }
});

test("models that a task refuses", async ({ page }) => {
  await open(page, "#1/task.kind=hello&models=gru&models.0.bidirectional=1&training.engine=wasm");
  expect(await phase(page)).toBe("failed");
  await noLiterals(page, "both directions where the future is unknown");
  await open(page, "#1/training.lossSteps=every&models=gru&training.engine=wasm");
  expect(await phase(page)).toBe("failed");
  await noLiterals(page, "a loss at steps without a target");
  await open(page, "#1/task.kind=table&task.inputs=9&models=gru&training.engine=wasm");
  expect(await phase(page)).toBe("failed");
  await noLiterals(page, "a column that the table does not have", tideColumns);
  await open(page, "#1/models=gru&models.0.units=1024&training.batchSize=1024&task.length=400");
  await noLiterals(page, "a model that is too large");
});

test("an engine that is asked for and does not run", async ({ page }) => {
  await open(page, `${smallRace}&training.engine=webgl`);
  await noLiterals(page, "the note");
  await page.locator(".engine-button").click();
  await expect(page.locator("dialog small").first()).toBeVisible();
  await noLiterals(page, "the menu of engines");
});

test("files that are refused, and one that is read in part", async ({ page }) => {
  await open(page, short);
  const files: readonly (readonly [name: string, content: string, ...quoted: string[]])[] = [
    ["sheet.xlsx", "PK", "sheet.xlsx"],
    ["image.txt", "\u0001\u0002\u0000", "image.txt"],
    ["empty.txt", "  ", "empty.txt"],
    ["other.json", '{"a": 1}', "other.json", "format", "version", "link"],
    ["broken.json", "{", "broken.json"],
    ["deep.json", "[".repeat(40), "deep.json"],
    [
      "newer.unrolled.json",
      JSON.stringify({ format: "unrolled", version: 9, link: "#1/training.seed=x", colour: 1 }),
      ...["newer.unrolled.json", "training.seed", "colour"],
    ],
    [
      "data.unrolled.json",
      JSON.stringify({ format: "unrolled", version: 1, link: "#1/task.kind=text", data: { kind: "table" } }),
      "data.unrolled.json",
    ],
  ];
  for (const [name, content, ...quoted] of files) {
    await page.evaluate(
      ([name, content]) => (globalThis as WithUnrolled).unrolled.actions.openFile(new File([content], name)),
      [name, content] as const,
    );
    await expect(page.locator(".notices .notice"), name).toContainText(/⟦.{9}/);
    await noLiterals(page, name, quoted);
    await page.evaluate(() => (globalThis as WithUnrolled).unrolled.actions.dismissProblems());
  }
});

test("the device page", async ({ page }) => {
  await page.goto(`./?page=device&lang=marked`);
  await expect(page.locator("h1")).toHaveText("⟦This device⟧");
  await expect(page.locator(".device-facts").first()).toBeVisible({ timeout: 60_000 });
  await noLiterals(page, "the device page");
});

test("the device page where the CPU is asked for: engines that do not run, checks", async ({ page }) => {
  await page.goto("./?page=device&lang=marked&backend=cpu");
  await page.getByRole("button", { name: "⟦Check every cell⟧" }).click({ timeout: 60_000 });
  await expect(page.locator(".device-table td").nth(3)).not.toHaveText("", { timeout: 60_000 });
  await noLiterals(page, "while cells are checked");
});

test("every text changes when the language does, without a reload", async ({ page }) => {
  await open(page, short, withoutGraphics);
  await train(page);
  const speak = (language: "en" | "marked") =>
    page.evaluate((to) => (globalThis as WithUnrolled).unrolled.actions.show({ language: to }), language);
  const texts = () =>
    page.evaluate(() =>
      [...document.body.querySelectorAll("*")].flatMap((element) => [
        ...["aria-label", "title"].map((name) => element.getAttribute(name) ?? ""),
        ...[...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])),
      ]),
    );
  const plain = (all: readonly string[]) => all.map((text) => text.replace(/[⟦⟧]/g, "")).join("\n");
  const english = await texts();
  expect(english.join("")).not.toContain("⟦");
  await speak("marked");
  await expect(page.locator("h1")).toHaveText("⟦Unrolled⟧");
  expect(await page.title()).toContain("⟦");
  await noLiterals(page, "switched");
  expect(plain(await texts()).length).toBeGreaterThan(1000);
  await speak("en");
  await expect(page.locator("h1")).toHaveText("Unrolled");
  expect((await texts()).join("")).not.toContain("⟦");
});
