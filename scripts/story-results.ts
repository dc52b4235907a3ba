/** What Playwright's JSON report says, in the counts of the summary: one story is one, however often it was tried. */

export interface Timed {
  readonly file: string;
  readonly seconds: number;
}

export interface StoryResults {
  readonly passed: number;
  readonly failed: number;
  /** Names, with the reason. */
  readonly skipped: readonly string[];
  /** Of each story that failed, however often it was tried: its name, and what it failed with first. */
  readonly failures: readonly string[];
  /** Of each story that failed and then passed, which is counted as passed: its name, and what it failed with first. */
  readonly onSecondTry: readonly string[];
  /** Files of stories, with the seconds that all tries took. */
  readonly files: readonly Timed[];
}

/** The part of Playwright's JSON report that is read here. */
export interface StoryReport {
  readonly suites?: readonly StoryReport[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: "expected" | "unexpected" | "flaky" | "skipped";
      /** Of every try. */
      readonly results: readonly {
        /** Milliseconds. */
        readonly duration: number;
        readonly error?: { readonly message?: string };
      }[];
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

const specsOf = (suite: StoryReport): NonNullable<StoryReport["specs"]> => [
  ...(suite.specs ?? []),
  ...(suite.suites ?? []).flatMap(specsOf),
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the terminal.
const colours = /\u001b\[[\d;]*m/g;
/** Of an error's message: more stands above, where the story ran. */
const most = 200;

/** What the first try failed with, on one line. */
function firstError(results: readonly { readonly error?: { readonly message?: string } }[]): string {
  const message = results.find(({ error }) => error !== undefined)?.error?.message ?? "no message";
  const line = message.replace(colours, "").replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** @param stage its name in front of every story's */
export function storyResults(stage: string, report: StoryReport): StoryResults {
  let passed = 0;
  const skipped: string[] = [];
  const failures: string[] = [];
  const onSecondTry: string[] = [];
  const seconds = new Map<string, number>();
  for (const spec of specsOf(report))
    for (const { status, annotations, projectName, results } of spec.tests) {
      const where = projectName === "" ? spec.file : `${projectName} › ${spec.file}`;
      const file = `${stage}: ${where}`;
      const name = `${file} › ${spec.title}`;
      const taken = results.reduce((sum, { duration }) => sum + duration / 1000, 0);
      seconds.set(file, (seconds.get(file) ?? 0) + taken);
      const reason = annotations.find(({ type }) => type === "skip" || type === "fixme")?.description;
      if (status === "skipped") skipped.push(`${name} (${reason ?? "no reason given"})`);
      else if (status === "unexpected") failures.push(`${name} (${firstError(results)})`);
      else passed += 1;
      if (status === "flaky")
        onSecondTry.push(`${name} (passed on the second try; first: ${firstError(results)})`);
    }
  const files = [...seconds].map(([file, taken]) => ({ file, seconds: taken }));
  return { passed, failed: failures.length, skipped, failures, onSecondTry, files };
}

/** The lines of the summary between the skipped stories and the slowest files; none where there is nothing to look at. */
export function toLookAt(notes: readonly string[], onSecondTry: readonly string[]): readonly string[] {
  if (notes.length + onSecondTry.length === 0) return [];
  const counted = onSecondTry.length > 0 ? [`passed on the second try: ${onSecondTry.length}`] : [];
  return ["To look at:", ...[...notes, ...counted, ...onSecondTry].map((note) => `  ${note}`)];
}
