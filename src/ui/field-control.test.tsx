// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choice, type Field, type FieldValue, flag, float } from "../lib/fields.ts";
import { FieldControl } from "./field-control.tsx";
import { FieldList } from "./field-list.tsx";

const rate = float({
  label: "Learning rate",
  default: 0.003,
  min: 1e-5,
  max: 1,
  scale: "log",
  doc: "How far one update moves the weights.",
});

let root: Root;
let host: HTMLElement;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

const committed = vi.fn<(name: string, value: FieldValue) => void>();
const show = (field: Field, value: FieldValue) => {
  committed.mockClear();
  act(() => root.render(<FieldControl name="x" field={field} value={value} onCommit={committed} />));
};
const input = () => host.querySelector<HTMLInputElement>("input:not([type='range'])") as HTMLInputElement;
const press = (key: string) =>
  act(
    () => void input().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
  );
const type = (text: string) =>
  act(() => {
    // React listens to the prototype's setter, as a person's typing would go through.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input(), text);
    input().dispatchEvent(new Event("input", { bubbles: true }));
  });
const focus = () => act(() => input().focus());

test("a row is label and value; focus opens the slider, the default and the sentence", () => {
  show(rate, 0.003);
  expect(host.querySelector("label")?.textContent).toBe("Learning rate");
  expect(host.querySelector("label")?.htmlFor).toBe(input().id);
  expect(input().value).toBe("0.003");
  expect(host.querySelector("[type='range']")).toBeNull();
  focus();
  expect(host.querySelector("[type='range']")?.getAttribute("aria-label")).toBe("Learning rate, slider");
  expect(host.textContent).toContain("How far one update moves the weights.");
  expect(host.textContent).toContain("default");
});

test("Enter commits what was typed, Escape restores, and arrows are only drafts", () => {
  show(rate, 0.003);
  focus();
  type("1e-2");
  expect(committed).not.toHaveBeenCalled();
  press("Enter");
  expect(committed.mock.calls).toEqual([["x", 0.01]]);
  press("ArrowUp");
  expect(input().value).toBe("0.02");
  press("Escape");
  expect(input().value).toBe("0.003");
  expect(committed).toHaveBeenCalledTimes(1);
});

test("a number over its limit is refused in its place, with the limit, and nothing is committed", () => {
  show(rate, 0.003);
  focus();
  type("50");
  press("Enter");
  expect(host.querySelector("[role='alert']")?.textContent).toMatch(/“50”, over its largest value 1/);
  expect(input().getAttribute("aria-invalid")).toBe("true");
  act(() => input().blur());
  expect(committed).not.toHaveBeenCalled();
  expect(input().value).toBe("0.003");
});

test("leaving a row takes its value", () => {
  show(rate, 0.003);
  focus();
  type("0.1");
  act(() => input().blur());
  expect(committed.mock.calls).toEqual([["x", 0.1]]);
});

test("what is not the default can go back to it", () => {
  show(rate, 0.01);
  const back = host.querySelector<HTMLButtonElement>(".field-back");
  expect(back?.getAttribute("aria-label")).toBe("Learning rate: restore 0.003");
  act(() => back?.focus());
  act(() => back?.click());
  expect(committed.mock.calls).toEqual([["x", 0.003]]);
  // The button goes away; with the focus lost the row could never close again.
  expect(document.activeElement).toBe(input());
});

test("a flag is a switch, a choice a select", () => {
  show(flag({ label: "Bias", default: true, doc: "" }), true);
  act(() => input().click());
  expect(committed.mock.calls).toEqual([["x", false]]);
  show(
    choice({
      label: "Speed",
      default: "a",
      options: [
        { value: "a", label: "fast" },
        { value: "b", label: "slow" },
      ],
      doc: "",
    }),
    "a",
  );
  const select = host.querySelector("select") as HTMLSelectElement;
  act(() => {
    select.value = "b";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(committed.mock.calls).toEqual([["x", "b"]]);
});

test("a list shows a setting only while it matters", () => {
  const fields = {
    bias: flag({ label: "Bias", default: true, doc: "" }),
    rate: { ...rate, showIf: { field: "bias", value: false } },
  };
  const list = (bias: boolean) =>
    act(() =>
      root.render(
        <FieldList fields={fields} values={{ bias, rate: 0.003 }} path="a." onCommit={committed} />,
      ),
    );
  list(true);
  expect(host.textContent).not.toContain("Learning rate");
  list(false);
  expect(host.textContent).toContain("Learning rate");
});
