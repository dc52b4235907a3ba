/** What a person does on the page, in any of the browsers: looks for a thing by its role and name, presses it, types. */
import type { OpenStore } from "../../src/store/store.ts";
import { en } from "../../src/text/en.ts";
import { leastLeft, secondsLeft, tooShort } from "../seconds-left.ts";
import type { Driver, Point } from "./driver.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

export type Role = "button" | "tab" | "textbox" | "slider" | "status";

interface Seen {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Runs in the page: the first visible element of a role with exactly this name, scrolled to where the pointer reaches it; null
 * while there is none, or while something lies over it.
 */
function look(role: Role, name: string): Seen | null {
  const selectors = {
    button: "button, [role=button]",
    tab: "[role=tab]",
    textbox: "textarea, input[type=text], input[type=number], input:not([type])",
    slider: "[role=slider], input[type=range]",
    status: "[role=status]",
  };
  const nameOf = (element: Element): string => {
    const by = element.getAttribute("aria-labelledby");
    if (by !== null)
      return by
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" ");
    const label = element.getAttribute("aria-label");
    if (label !== null) return label;
    const labels = "labels" in element ? (element as HTMLInputElement).labels : null;
    if (labels?.length) return [...labels].map((one) => one.textContent).join(" ");
    const copy = element.cloneNode(true) as Element;
    for (const hidden of copy.querySelectorAll("[aria-hidden=true]")) hidden.remove();
    return copy.textContent ?? "";
  };
  for (const element of document.querySelectorAll(selectors[role])) {
    if (nameOf(element).replace(/\s+/g, " ").trim() !== name) continue;
    const text = element.textContent ?? "";
    if (role === "status") return { text, left: 0, top: 0, width: 0, height: 0 };
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const onTop = document.elementFromPoint(left + width / 2, top + height / 2);
    const isReached = onTop !== null && (element.contains(onTop) || onTop.contains(element));
    const isEnabled = !(element as HTMLButtonElement).disabled;
    if (width > 0 && height > 0 && isReached && isEnabled) return { text, left, top, width, height };
  }
  return null;
}

/** Asks until the answer is right. @param limit in milliseconds */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  isRight: (answer: T) => boolean,
  what: string,
  limit = 60_000,
): Promise<T> {
  const end = performance.now() + limit;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (performance.now() > end)
      throw new Error(`${what}: not within ${limit / 1000} s, at last ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Visitor {
  readonly driver: Driver;
  private expected: RegExp | null = null;
  private readonly base: string;

  /** @param base the address of the page, with a slash at its end */
  constructor(driver: Driver, base: string) {
    this.driver = driver;
    this.base = base;
  }

  /** What matches is no failure: for the story that provokes it. */
  expectErrors(pattern: RegExp) {
    this.expected = pattern;
  }

  isExpected(error: string): boolean {
    return this.expected?.test(error) ?? false;
  }

  /** Opens an experiment and waits until it can be trained. Another hash alone would not load the page anew. */
  async open(hash = "", search = ""): Promise<void> {
    await this.driver.goto("about:blank");
    await this.driver.goto(`${this.base}${search}${hash}`);
    await this.reachPhase("ready");
  }

  async reload(): Promise<void> {
    await this.driver.reload();
    await this.reachPhase("ready");
  }

  /** Where to press a thing, once it can be pressed. */
  async find(role: Role, name: string): Promise<Seen> {
    const seen = await eventually(
      () => this.driver.evaluate(look, role, name),
      (found) => found !== null,
      `the ${role} “${name}”`,
    );
    if (seen === null) throw new Error(`no ${role} “${name}”`);
    return seen;
  }

  async press(role: Role, name: string): Promise<void> {
    const { left, top, width, height } = await this.find(role, name);
    await this.driver.drag([{ x: left + width / 2, y: top + height / 2 }]);
  }

  /** Draws with the pointer, in shares of the thing's width and height. */
  async draw(role: Role, name: string, shares: readonly [Point, ...Point[]]): Promise<void> {
    const { left, top, width, height } = await this.find(role, name);
    const at = ({ x, y }: Point) => ({ x: left + x * width, y: top + y * height });
    const [first, ...rest] = shares;
    await this.driver.drag([at(first), ...rest.map(at)]);
  }

  /** What the status of this name says now. */
  async status(name: string): Promise<string> {
    const seen = await this.driver.evaluate(look, "status" as Role, name);
    return seen?.text ?? "";
  }

  /** Words anywhere on the page. */
  reads(words: string): Promise<unknown> {
    return eventually(
      () => this.driver.evaluate((text) => document.body.innerText.includes(text), words),
      Boolean,
      `the words “${words}”`,
    );
  }

  phase(): Promise<string> {
    return this.driver.evaluate(
      () => (globalThis as WithUnrolled).unrolled?.state.getState().run.phase ?? "loading",
    );
  }

  reachPhase(phase: string): Promise<string> {
    return eventually(
      () => this.phase(),
      (now) => now === phase || now === "failed",
      `the phase ${phase}`,
      120_000,
    ).then((now) => {
      if (now !== phase) throw new Error(`the page is ${now}, not ${phase}`);
      return now;
    });
  }

  /** Presses Pause and waits until the run rests; a run that could end before on a faster machine is refused on every one. */
  async pause(): Promise<void> {
    const left = await this.driver.evaluate(secondsLeft);
    if (left <= leastLeft) throw new Error(`${left.toFixed(0)} ${tooShort}`);
    await this.press("button", en.app.controls.pause);
    await this.reachPhase("paused");
  }

  update(): Promise<number> {
    return this.driver.evaluate(() => (globalThis as WithUnrolled).unrolled.state.getState().run.update);
  }

  reachUpdate(update: number): Promise<number> {
    return eventually(
      () => this.update(),
      (now) => now >= update,
      `update ${update}`,
      120_000,
    );
  }

  /** Training losses of every model, updates 1 … count, as they came from the engine. */
  losses(count: number): Promise<number[][]> {
    return this.driver.evaluate((n) => {
      const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
      return (record?.models ?? []).map(({ loss }) =>
        Array.from({ length: n }, (_, update) => loss.at(update + 1) ?? Number.NaN),
      );
    }, count);
  }

  hash(): Promise<string> {
    return this.driver.evaluate(() => location.hash);
  }
}
