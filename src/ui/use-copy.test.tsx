// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { en } from "../text/en.ts";
import { useCopy } from "./use-copy.tsx";

function Probe({ text }: { readonly text: string }) {
  const { isCopied, copy, byHand } = useCopy();
  return (
    <h2>
      <button type="button" onClick={() => void copy(text)}>
        {isCopied ? "done" : "copy"}
      </button>
      {byHand}
    </h2>
  );
}

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
  vi.useRealTimers();
});

/** What the page has for a clipboard: undefined on plain http. */
const withClipboard = (clipboard: { writeText(text: string): Promise<void> } | undefined) =>
  vi.stubGlobal("navigator", { clipboard });
const copy = async (text: string) => {
  act(() => root.render(<Probe text={text} />));
  await act(async () => host.querySelector("button")?.click());
};
const dialog = () => document.querySelector<HTMLDialogElement>("dialog.by-hand");

test("where there is a clipboard the text is written to it, and the button says so for a while", async () => {
  vi.useFakeTimers();
  const writeText = vi.fn(async () => undefined);
  withClipboard({ writeText });
  await copy("1\t2\n");
  expect(writeText).toHaveBeenCalledExactlyOnceWith("1\t2\n");
  expect(host.textContent).toBe("done");
  expect(dialog()).toBeNull();
  await act(async () => vi.advanceTimersByTime(5_000));
  expect(host.textContent).toBe("copy");
});

for (const [name, clipboard] of [
  ["there is none, as on plain http", undefined],
  ["it refuses", { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) }],
] as const)
  test(`where ${name}, the text is shown selected, to be copied by hand`, async () => {
    withClipboard(clipboard);
    await copy("loss\t0.5\n");
    expect(host.textContent).toBe("copy");
    const field = dialog()?.querySelector("textarea");
    expect(field?.value).toBe("loss\t0.5\n");
    expect([field?.selectionStart, field?.selectionEnd]).toEqual([0, 9]);
    expect(document.activeElement).toBe(field);
    expect(host.contains(dialog())).toBe(false);
    const close = [...(dialog()?.querySelectorAll("button") ?? [])].find(
      (button) => button.textContent === en.copy.close,
    );
    await act(async () => close?.click());
    expect(dialog()).toBeNull();
    // A second time it comes again.
    await copy("loss\t0.5\n");
    expect(dialog()).not.toBeNull();
  });
