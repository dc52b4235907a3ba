// @vitest-environment happy-dom
/** The dialog for the user's own data with the real readers behind it; only the session, which would train, is none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore, type StoreApi } from "zustand/vanilla";
import { defaultSpec } from "../../experiment/spec.ts";
import { inEnglish } from "../../lib/phrase.ts";
import { StoreContext } from "../../store/hooks.ts";
import { createOwnDataActions } from "../../store/own-data.ts";
import type { Session } from "../../store/session.ts";
import type { Actions, AppState } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import { told } from "../../text/message.ts";
import { DataDialog } from "./data-dialog.tsx";
import { DropTarget } from "./drop-target.tsx";

const spec = defaultSpec();
const session = { fresh: () => spec, begin: vi.fn(), linked: () => spec };
const readCase = (name: string) =>
  readFileSync(join(import.meta.dirname, "../../own-data/cases", name), "utf8");

let root: Root;
let host: HTMLElement;
let state: StoreApi<AppState>;
let actions: Actions;
beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  // Large tables are left unread: see table-reader.test.ts.
  vi.stubGlobal(
    "Worker",
    class {
      postMessage(): void {}
      terminate(): void {}
    },
  );
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
  session.begin.mockClear();
  state = createStore<AppState>()(
    () => ({ spec, importing: null, problems: [], presetId: null }) as unknown as AppState,
  );
  actions = createOwnDataActions(state, session as unknown as Session) as Actions;
  await act(async () =>
    root.render(
      <StoreContext value={{ state, actions }}>
        <DropTarget />
        <DataDialog />
      </StoreContext>,
    ),
  );
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

const openFile = (name: string, ...parts: BlobPart[]) =>
  act(async () => await actions.openFile(new File(parts, name)));
const text = () => host.textContent ?? "";
const problems = () =>
  state
    .getState()
    .problems.map((said) => told(said, en.store, inEnglish))
    .join();
const tab = () => host.querySelector("[aria-selected='true']")?.textContent;
/** The control of a label that begins so. */
function control<E extends HTMLElement>(label: string): E {
  const found = [...host.querySelectorAll("label")].find((one) => one.textContent?.trim().startsWith(label));
  return found?.querySelector("select, input") as E;
}
const change = (element: HTMLInputElement | HTMLSelectElement, value: string) =>
  act(() => {
    const type = element instanceof HTMLInputElement ? HTMLInputElement : HTMLSelectElement;
    Object.getOwnPropertyDescriptor(type.prototype, "value")?.set?.call(element, value);
    element.dispatchEvent(
      new Event(element instanceof HTMLInputElement ? "input" : "change", { bubbles: true }),
    );
    element.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  });
const press = (label: string) =>
  act(() => [...host.querySelectorAll("button")].find((one) => one.textContent === label)?.click());
const ticked = () =>
  [...host.querySelectorAll<HTMLInputElement>(".own-columns input:checked")].map((one) =>
    one.getAttribute("aria-label"),
  );

test("a corrected file of the same name and length is read anew", async () => {
  await openFile("a.csv", "date,x\n2023-01-01,5\n2023-01-02,6\n2023-01-03,7\n");
  expect(text()).toContain("5.00 … 7.00");
  await openFile("a.csv", "date,x\n2023-01-01,5\n2023-01-02,6\n2023-01-03,9\n");
  expect(text()).toContain("5.00 … 9.00");
});

test("a .dat, a .txt and a pasted column of numbers open as tables, prose as a text", async () => {
  for (const name of ["station.dat", "station.txt", "station"]) {
    await openFile(name, readCase("28-table-named-dat-opens-as-text.dat"));
    expect(tab()).toBe("Table");
  }
  await act(() => actions.bringText("1,50\n2,05\n0,50\n"));
  expect(tab()).toBe("Table");
  expect(text()).toContain("3 rows, 1 column");
  await openFile("verse.txt", "The night is dark, the road is long.\n".repeat(5));
  expect(tab()).toBe("Text");
});

test("tables may be as large by file as by paste, texts are not", async () => {
  await openFile("large.csv", `x\n${"1.5\n".repeat(10)}${"#".repeat(2_100_000)}\n`);
  expect(state.getState().problems).toEqual([]);
  expect(state.getState().importing?.tab).toBe("table");
  await openFile("large.txt", "x".repeat(2_100_000));
  expect(problems()).toMatch(/“large\.txt”: It is 2\.1 MB; the limit is 2 MB/);
  await openFile("large.txt", "x".repeat(4_100_000));
  expect(problems()).toMatch(/large\.txt is 4\.1 MB\. Text is limited to 2 MB, tables to 4 MB/);
  await openFile("sheet.xlsx", "PK");
  expect(problems()).toMatch(/sheet\.xlsx is a spreadsheet file\. Save the sheet as CSV/);
});

test("how bytes were decoded is said with the data", async () => {
  await openFile(
    "alt.csv",
    Uint8Array.from([0x57, 0xe4, 0x72, 0x6d, 0x65, 0x0a, 0x31, 0x0a, 0x32, 0x0a, 0x34]),
  );
  expect(text()).toContain("decoded as Windows-1252");
  expect(text()).toContain("Wärme");
  await openFile("alt.txt", Uint8Array.from([0x57, 0xe4, 0x72, 0x6d, 0x65]));
  expect(text()).toContain("decoded as Windows-1252");
});

test("where reading fails, the controls that the sentence names stay and mend it", async () => {
  await openFile("a.csv", "name;x\na;1/2\nb;1/3\n");
  expect(host.querySelector("[role='alert']")?.textContent).toContain("holds numbers");
  expect(control<HTMLSelectElement>("Delimiter").value).toBe(";");
  expect(control<HTMLSelectElement>("Decimal separator").value).toBe(".");
  expect(control<HTMLSelectElement>("Header row").value).toBe("1");
  await act(() => actions.bringText("a,b\n1,5\n2,5\n3,5\n"));
  change(control("Delimiter"), ";");
  expect(host.querySelector("[role='alert']")).toBeNull();
});

test("only what was measured is ticked at first, and header and first data line can be set", async () => {
  await openFile("logger.dat", readCase("18-logger-TOA5-four-header-lines.csv"));
  expect(ticked()).toEqual(
    expect.arrayContaining(["The models read AirTC (Deg C)", "The models read RH (%)"]),
  );
  expect(ticked().join()).not.toMatch(/RECORD/);
  change(control("First data line"), "7");
  expect(text()).toContain("10 rows");
  change(control("Header row"), "3");
  expect(text()).toContain("Deg C");
});

test("rows as series, reversed rows and missing values", async () => {
  await openFile("rows.csv", readCase("20-series-in-rows.csv"));
  expect(text()).toContain("40 rows, 2 columns");
  change(control("Each series is a"), "columns");
  expect(text()).toContain("2 rows, 32 columns");
  await openFile("price.csv", readCase("07-newest-first-epoch-seconds-runs-backwards.csv"));
  expect(control<HTMLInputElement>("Reverse the order").checked).toBe(true);
  act(() => control<HTMLInputElement>("Reverse the order").click());
  expect(text()).toContain("time 1673481600 to 1672531200");
  await openFile("temp.csv", readCase("14-sentinel-minus-999.9-read-as-value.csv"));
  expect(text()).toContain("-999.9 appears 2 times in “temp”");
  press("Treat as missing");
  expect(control<HTMLInputElement>("Missing value").value).toBe("-999.9");
  expect(text()).toContain("2 missing values");
  press("Train on these numbers");
  expect(session.begin).toHaveBeenCalledOnce();
  expect(session.begin.mock.calls[0]?.[0].task.data.columns[0].values).toContain(null);
});

test("many columns fit the setting that names them", async () => {
  const row = (at: number) =>
    Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 7 : Math.sin(at * i).toFixed(2))).join(",");
  await openFile("wide.csv", Array.from({ length: 40 }, (_, at) => row(at)).join("\n"));
  press("Train on these numbers");
  const { inputs } = session.begin.mock.calls[0]?.[0].task.values ?? {};
  expect(String(inputs).length).toBeLessThanOrEqual(30);
  expect(String(inputs)).toMatch(/^2,4,6,/);
});

test("cells of a spreadsheet come before their picture; a table in HTML will do", async () => {
  const paste = (forms: { readonly [type: string]: string }) => {
    const data = new DataTransfer();
    for (const [type, form] of Object.entries(forms))
      if (type.startsWith("image/")) data.items.add(new File([form], "image.png", { type }));
      else data.setData(type, form);
    return act(async () => {
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
      document.body.dispatchEvent(event);
    });
  };
  const html =
    "<meta><table><tr><th>day<th>x</tr><tr><td>2023-01-01<td>1,5</tr><tr><td>2023-01-02<td>2,5</tr><tr><td>2023-01-03<td>0,5</tr></table>";
  await paste({ "text/plain": "1,50\n2,05\n0,50", "text/html": html, "image/png": "picture" });
  expect(text()).toContain("3 rows, 1 column");
  await paste({ "text/html": html, "image/png": "picture" });
  expect(text()).toContain("3 rows, 1 column · day 2023-01-01 to 2023-01-03");
  await paste({ "image/png": "\0\0\0picture" });
  expect(problems()).toMatch(/“image\.png”/);
});

test("rows out of order are offered to be sorted by date, and only they", async () => {
  const rows = [3, 1, 2, 5, 4, 7, 6, 8].map((day) => `2024-03-0${day},${day}.5`);
  await openFile("mixed.csv", `date,level\n${rows.join("\n")}\n`);
  expect(text()).toContain("Rows are used in the order of the file.");
  await act(async () => control<HTMLInputElement>("Sort rows by date").click());
  expect(text()).toContain("Rows were sorted by “date”.");
  expect(control<HTMLInputElement>("Sort rows by date").checked).toBe(true);
  await openFile("rising.csv", `date,level\n${rows.toSorted().join("\n")}\n`);
  expect(control("Sort rows by date")).toBeUndefined();
});
