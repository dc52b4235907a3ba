/** Stories hold on a machine that is five times faster or slower: what they may not do to wait or to pause, found in their text. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const stories = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.ts$/.test(name),
);

interface Rule {
  readonly what: string;
  readonly finds: RegExp;
  /** Where it is done for all of them, with care. */
  readonly except: readonly string[];
  readonly example: string;
}

const rules: readonly Rule[] = [
  {
    what: "waits for a time: poll for what is to come, or for the page's next frame (painted in page.ts)",
    finds: /waitForTimeout\(/,
    except: [],
    example: "await page.waitForTimeout(300);",
  },
  {
    what: "waits for a time in a story",
    finds: /setTimeout\(\s*(?:resolve|done)\b/,
    // They ask again and again until what they ask for is there, or end a process that hangs.
    except: ["browsers/visitor.ts", "browsers/child.ts", "browsers/firefox.ts", "harness/mixed.ts"],
    example: "await new Promise((resolve) => setTimeout(resolve, 300));",
  },
  {
    what: "presses Pause by hand: the run may be over before (pause in page.ts, Visitor.pause)",
    finds:
      /name: "Pause"[^;]*\.(?:click|tap|press)\(|\(\w+, "Pause"\)\.(?:click|tap|press)\(|controls\.pause\b/,
    except: ["page.ts", "browsers/visitor.ts"],
    example: 'await page.getByRole("button", { name: "Pause", exact: true }).first().click();',
  },
  {
    what: "takes a run that ended for one that was paused",
    finds: /toMatch\(\/[^/]*paused[^/]*\|[^/]*finished|toMatch\(\/[^/]*finished[^/]*\|[^/]*paused/,
    // Its preset's run is as long as the preset says; it is told to rest and not by a button.
    except: ["teacher.spec.ts"],
    example: "await expect.poll(() => phase(page)).toMatch(/paused|finished/);",
  },
];

const offences = (text: string, name: string): string[] =>
  rules.filter(({ finds, except }) => !except.includes(name) && finds.test(text)).map(({ what }) => what);

for (const name of stories.filter((one) => one !== "steady.test.ts"))
  test(`${name} depends on no speed`, () => {
    expect(offences(readFileSync(join(import.meta.dirname, name), "utf8"), name)).toEqual([]);
  });

test.each(rules)("found: $what", ({ what, example }) => {
  expect(offences(example, "some.spec.ts")).toContain(what);
});

test("what only looks whether Pause is there is no offence", () => {
  const looks =
    'await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(1);\nawait other.click();';
  expect(offences(looks, "some.spec.ts")).toEqual([]);
});

const root = join(import.meta.dirname, "..");

/** The calls of a function in a text, with all that is between their parentheses. */
function callsOf(name: string, text: string): string[] {
  return text
    .split(name)
    .slice(1)
    .map((rest) => {
      let depth = 0;
      for (let at = 0; at < rest.length; at++) {
        if (rest[at] === "(") depth++;
        if (rest[at] === ")" && --depth === 0) return rest.slice(0, at + 1);
      }
      return rest;
    });
}

test("a unit test that waits says for how long at most: a second is too short on a busy machine", () => {
  const tests = ["src", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const short = tests.filter((name) =>
    callsOf("vi.waitFor", readFileSync(join(root, name), "utf8")).some(
      (call) => !/timeout: \d\d_000/.test(call),
    ),
  );
  expect(short).toEqual([]);
  expect(callsOf("vi.waitFor", "await vi.waitFor(() => look()); other()")).toEqual(["(() => look())"]);
});

test("every exception is still needed", () => {
  for (const { finds, except, what } of rules)
    for (const name of except)
      expect(finds.test(readFileSync(join(import.meta.dirname, name), "utf8")), `${name} ${what}`).toBe(true);
});
