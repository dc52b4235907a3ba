/** Data of one's own, from the clipboard, a file, a drop or the pointer to a network that trains on it. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { endless, losses, open, pause, phase, smallRace, train, trainTo, updateShown } from "./page.ts";

const small = `&models=gru&models.0.units=8&training.batchSize=8&training.engine=wasm&task.length=12${endless}`;
const dialog = (page: Page) => page.getByRole("dialog", { name: "Your own data" });
const rail = (page: Page) => page.getByRole("region", { name: "Task" });

/** As the browser does it when somebody lets go of a file over the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    },
    [name, text] as const,
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await expect(page.getByText("Drop a text, a table or an experiment file")).toBeVisible();
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

const verse = "The night is dark, the road is long; the lamp is lit, the song is gone.\n";

test("a pasted text trains, and its link gives somebody else the same losses to the last bit", async ({
  page,
  browser,
  baseURL,
  guard,
}) => {
  await open(page, `#1/task.kind=text${small}`);
  await expect(rail(page)).toContainText("counting sheep");
  await page.getByRole("button", { name: "Bring your own…" }).click();
  await page.getByLabel("Paste a text here").fill(verse.repeat(12));
  await expect(dialog(page)).toContainText(`${(12 * verse.length).toLocaleString("en-US")} characters`);
  await expect(
    dialog(page).getByRole("list", { name: "Vocabulary" }).getByRole("listitem").first(),
  ).toHaveText("␣");
  await page.getByRole("button", { name: "Train on this text" }).click();
  await expect(rail(page)).toContainText("Pasted");
  await expect.poll(() => phase(page)).toBe("ready");
  await train(page);
  await trainTo(page, 20);
  await pause(page);
  const mine = await losses(page, 20);
  const hash = await page.evaluate(() => location.hash);
  expect(hash).toMatch(/data=z\./);

  const other = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  await guard.watch(other);
  const theirs = await other.newPage();
  await open(theirs, hash);
  await train(theirs);
  await trainTo(theirs, 20);
  await pause(theirs);
  expect(await losses(theirs, 20)).toEqual(mine);
  await other.close();
});

test("a dropped table names its bad rows by line, shows what is in it as text, and costs nothing that was open", async ({
  page,
}) => {
  await open(page, smallRace + endless);
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => updateShown(page)).toBe(1);
  const rows = Array.from({ length: 200 }, (_, day) => {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date};${Math.sin(day / 5)
      .toFixed(3)
      .replace(".", ",")};${day % 7}`;
  });
  rows[9] = "2020-01-10;<img src=x onerror=alert(1)>;2";
  rows[20] = "2020-01-21;0,5";
  await drop(page, "wetter.csv", `Tag;Wärme;Regen\n${rows.join("\n")}\n`);
  await expect(dialog(page)).toContainText("Line 11, “2020-01-10;<img src=x onerror=alert(1)>;2”");
  await expect(dialog(page)).toContainText("Line 22, “2020-01-21;0,5”");
  await expect(dialog(page)).toContainText("200 rows, 2 columns · Tag 2020-01-01 to 2020-07-18");
  expect(await page.locator("img").count()).toBe(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog(page)).toHaveCount(0);
  expect(await updateShown(page)).toBe(1);

  await drop(page, "wetter.csv", `Tag;Wärme;Regen\n${rows.join("\n")}\n`);
  await page.getByLabel("The models read Regen").check();
  await page.getByRole("button", { name: "Train on these numbers" }).click();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect(rail(page)).toContainText("wetter.csv");
  // The address follows a moment later.
  await expect
    .poll(() => page.evaluate(() => location.hash))
    .toMatch(/task\.kind=table.*task\.inputs=1%?2?C?,?2/);
  await train(page);
  await trainTo(page, 3);
  await pause(page);
  // Undo brings back what was open before.
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(() => updateShown(page)).toBe(1);
});

test("data too large for a link says so, is found again on this device, and goes along as a file", async ({
  page,
  browser,
  baseURL,
  guard,
}) => {
  const words = Array.from({ length: 9000 }, (_, n) => Math.imul(n + 1, 2654435761).toString(36));
  await open(page, `#1/task.kind=text${small}`);
  await drop(page, "words.txt", words.join(" "));
  await expect(dialog(page)).toContainText("limit 8 kB");
  await page.getByRole("button", { name: "Train on this text" }).click();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/data=kept\.[0-9a-f]{16}$/);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save experiment file" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("words.unrolled.json");
  const file = await readFile(await download.path(), "utf8");

  await page.reload();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect(rail(page)).toContainText("words.txt");
  await expect(page.getByText("open the experiment file")).toHaveCount(0);

  const other = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  await guard.watch(other);
  const theirs = await other.newPage();
  await open(theirs, await page.evaluate(() => location.hash));
  await expect(theirs.getByText("open the experiment file")).toBeVisible();
  await expect(rail(theirs)).toContainText("counting sheep");
  await drop(theirs, "words.unrolled.json", file);
  await expect(rail(theirs)).toContainText("words.txt");
  await expect.poll(() => phase(theirs)).toBe("ready");
  await other.close();
});

test("cells pasted anywhere on the page open as a table, a text as a text", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, smallRace);
  const paste = async (text: string) => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await page.locator("main").focus();
    await page.keyboard.press("ControlOrMeta+V");
  };
  await paste(`time\tvalue\n${Array.from({ length: 80 }, (_, n) => `${n}\t${n % 9}`).join("\n")}`);
  await expect(dialog(page).getByRole("tab", { name: "Table" })).toHaveAttribute("aria-selected", "true");
  await expect(dialog(page)).toContainText("80 rows");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await paste(verse);
  await expect(dialog(page).getByRole("tab", { name: "Text" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  // In a field it is what is typed.
  const rate = page.getByLabel("Learning rate", { exact: true }).first();
  await page.evaluate(() => navigator.clipboard.writeText("0.5"));
  await rate.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(dialog(page)).toHaveCount(0);
});

test("a signal drawn with the pointer trains, and what is foretold is drawn", async ({ page }) => {
  await open(page, `#1/task.kind=table${small}`);
  await page.getByRole("button", { name: "Bring your own…" }).click();
  await page.getByRole("tab", { name: "Draw" }).click();
  const pad = page.getByRole("slider", { name: /Draw with the pointer/ });
  const before = await pad.getAttribute("aria-valuetext");
  const box = await pad.boundingBox();
  if (!box) throw new Error("the pad is not on the screen");
  await page.mouse.move(box.x + 10, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20, { steps: 8 });
  await page.mouse.up();
  expect(await pad.getAttribute("aria-valuetext")).not.toBe(before);
  await pad.press("ArrowUp");
  await page.getByRole("button", { name: "Train on this signal" }).click();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect(rail(page)).toContainText("800 rows, 1 column");
  await train(page);
  await trainTo(page, 25);
  await expect(page.getByRole("tab", { name: "Forecast" })).toBeVisible();
});

test("what is no text, too large or broken is told by name, and what trains goes on", async ({ page }) => {
  await open(page, smallRace);
  const problems = page.getByRole("region", { name: "Problems with this link" });
  for (const [name, text, sentence] of [
    ["sheet.xlsx", "PK\u0003\u0004", /sheet\.xlsx is a spreadsheet file.*as CSV/],
    ["photo.jpg", "\u0000\u0001\u0002", /“photo\.jpg”: .*zero byte/],
    ["broken.unrolled.json", '{"format":"unrolled"', /“broken\.unrolled\.json”: .*no JSON/],
    ["long.txt", "x".repeat(6_100_000), /long\.txt is 6\.1 MB\. Text is limited to 2 MB/],
    ["book.txt", "x".repeat(2_100_000), /“book\.txt”: .*2\.1 MB/],
  ] as const) {
    await drop(page, name, text);
    await expect(problems).toContainText(sentence);
  }
  expect(await phase(page)).toBe("ready");
  await expect(rail(page)).toContainText("Temporal order");
});

/** As a program does it that puts several forms of the same thing on the clipboard. */
async function paste(page: Page, forms: { readonly [type: string]: string }): Promise<void> {
  await page.evaluate((forms) => {
    const data = new DataTransfer();
    for (const [type, text] of Object.entries(forms)) {
      if (type.startsWith("image/")) data.items.add(new File([text], "image.png", { type }));
      else data.setData(type, text);
    }
    document
      .querySelector("main")
      ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, forms);
}

test("cells of a spreadsheet open as a table, whatever else is on the clipboard", async ({ page }) => {
  await open(page, smallRace);
  const rows = Array.from({ length: 40 }, (_, row) => [`2023-01-${1 + (row % 28)}`, `${row % 9},5`]);
  const text = ["day\tlevel", ...rows.map((row) => row.join("\t"))].join("\r\n");
  const html = `<table><tr><th>day<th>level</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`;
  const clipboards: readonly { readonly [type: string]: string }[] = [
    { "text/plain": text, "text/html": html, "image/png": "a picture" },
    { "text/html": html, "image/png": "a picture" },
    { "text/html": html },
  ];
  for (const forms of clipboards) {
    await paste(page, forms);
    await expect(dialog(page).getByRole("tab", { name: "Table" })).toHaveAttribute("aria-selected", "true");
    await expect(dialog(page)).toContainText("40 rows, 1 column · day 2023-01-1 to 2023-01-12");
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toHaveCount(0);
  }
  await paste(page, { "text/plain": "1,50\n2,05\n0,50\n3,50\n" });
  await expect(dialog(page)).toContainText("4 rows, 1 column");
});

const readCase = (name: string) =>
  readFile(new URL(`../src/own-data/cases/${name}`, import.meta.url), "utf8");

test("a .dat file opens as a table; a corrected file is read anew", async ({ page }) => {
  await open(page, smallRace);
  const text = await readCase("28-table-named-dat-opens-as-text.dat");
  await drop(page, "station.dat", text);
  await expect(dialog(page).getByRole("tab", { name: "Table" })).toHaveAttribute("aria-selected", "true");
  await expect(dialog(page).getByRole("row", { name: /^v / })).toContainText("19.0 … 21.0");
  await drop(page, "station.dat", text.replace("20.84", "29.84"));
  await expect(dialog(page).getByRole("row", { name: /^v / })).toContainText("… 29.8");
});

test("where reading fails, the controls stay; header lines, rows as series and missing values can be set", async ({
  page,
}) => {
  await open(page, smallRace);
  await drop(page, "words.csv", "a;b\nc;d\ne;f\n");
  await expect(dialog(page).getByRole("alert")).toContainText("holds numbers");
  await expect(page.getByLabel("Delimiter")).toHaveValue(";");
  await expect(page.getByLabel("Header row")).toBeVisible();
  await expect(page.getByLabel("Decimal separator")).toBeVisible();

  await drop(page, "logger.dat", await readCase("18-logger-TOA5-four-header-lines.csv"));
  await expect(page.getByLabel("Header row")).toHaveValue("2");
  await expect(page.getByLabel("First data line")).toHaveValue("5");
  await expect(page.getByLabel("The models read RECORD")).not.toBeChecked();
  await expect(page.getByLabel("The models read AirTC (Deg C)")).toBeChecked();
  await page.getByLabel("First data line").fill("7");
  await page.getByLabel("First data line").press("Enter");
  await expect(dialog(page)).toContainText("10 rows");

  await drop(page, "sentinel.csv", await readCase("14-sentinel-minus-999.9-read-as-value.csv"));
  await expect(dialog(page)).toContainText("-999.9 appears 2 times in “temp”");
  await page.getByRole("button", { name: "Treat as missing" }).click();
  await expect(dialog(page)).toContainText("2 missing values");
  await expect(page.getByLabel("Missing value")).toHaveValue("-999.9");

  await drop(page, "rows.csv", await readCase("20-series-in-rows.csv"));
  await expect(page.getByLabel("Each series is a")).toHaveValue("rows");
  await expect(dialog(page)).toContainText("40 rows, 2 columns");
  await page.getByLabel("Each series is a").selectOption("columns");
  await expect(dialog(page)).toContainText("2 rows, 32 columns");
  await page.getByLabel("Each series is a").selectOption("rows");
  await page.getByLabel("Reverse the order of rows").check();
  await page.getByRole("button", { name: "Train on these numbers" }).click();
  await expect.poll(() => phase(page)).toBe("ready");
  await expect
    .poll(() => page.evaluate(() => location.hash))
    .toMatch(/task\.kind=table.*task\.inputs=1%?2?C?,?2/);
});

test("a file of megabytes is read beside the page, with its progress, and bytes that are not UTF-8 are decoded", async ({
  page,
}) => {
  await open(page, smallRace);
  // The reader's script arrives once its progress has been seen: a fast machine would have read the file by then.
  let isSeen = () => {};
  const seen = new Promise<void>((resolve) => {
    isSeen = resolve;
  });
  await page.route(/\/table-worker-body-[^/]*\.js$/, async (route) => {
    await seen;
    await route.continue();
  });
  const rows = Array.from({ length: 90_000 }, (_, row) => {
    const at = new Date(Date.UTC(2020, 0, 1, row)).toISOString().slice(0, 16);
    return `${at};${(20 + Math.sin(row / 9)).toFixed(2).replace(".", ",")};${row % 7}`;
  });
  await drop(page, "years.csv", `Zeit;Wärme;Tag\n${rows.join("\n")}\n`);
  await expect(dialog(page).getByRole("progressbar")).toBeVisible();
  isSeen();
  await expect(dialog(page)).toContainText("90,000 rows, 2 columns", { timeout: 60_000 });
  await expect(dialog(page).getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("Escape");

  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from([..."W\u00e4rme\n1,5\n2,5\n3,5\n"].map((sign) => sign.charCodeAt(0)));
    transfer.items.add(new File([bytes], "alt.csv"));
    return transfer;
  });
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await expect(dialog(page)).toContainText("decoded as Windows-1252");
  await expect(dialog(page).getByRole("row", { name: /^Wärme/ })).toBeVisible();
});
