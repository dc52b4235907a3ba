/** A panel as files: what its picture leaves out, and what the files are called. Loaded when somebody saves one. */

import { formatCount } from "../lib/format.ts";
import { csvOf } from "../panels/csv.ts";
import type { PanelDef } from "../panels/panel.ts";
import { type PanelNumbers, type Telling, tabSeparated } from "../panels/table.ts";
import { tasks } from "../tasks/index.ts";
import { save as english } from "../text/en/save.ts";
import { en } from "../text/en.ts";
import { pngOf } from "../ui/picture/png-of.ts";
import { type Picture, svgOf } from "../ui/picture/svg-of.ts";

/** Buttons that do something are no part of a picture; those that say what is chosen are, and those that show something. */
const leftOut = [
  "button:not([aria-pressed='true'], [aria-selected='true'], [aria-current], :has(canvas))",
  // What only makes sense on the page, such as how to point at something.
  "[data-page-only]",
  "input:not([type='number'])",
  "textarea",
  "dialog",
  "[popover]",
  "[role='menu']",
].join();

const kinds = { csv: "text/csv", svg: "image/svg+xml", png: "image/png" } as const;
export type Kind = keyof typeof kinds;

export interface PanelFiles extends PanelNumbers {
  /** For the clipboard; null where there are no numbers. */
  readonly text: string | null;
  /** As the panel looks now. */
  picture(panel: Element): Picture;
  /** @throws (rejects) where the browser cannot make it. */
  file(kind: Kind, panel: Element): Promise<{ readonly name: string; readonly content: Blob }>;
}

/** Of a name what every file system takes. */
const plain = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
/** The models' names in a file name: no longer than this. */
const longest = 60;

/** "unrolled-lstm-gru-update-317-loss", which says what it is of and when. */
export function fileName(panel: string, { record, moment }: Telling["app"]): string {
  const models = (record?.names ?? []).map(plain).filter((name) => name !== "");
  const update = `update-${moment ?? record?.update ?? 0}`;
  return ["unrolled", models.join("-").slice(0, longest).replace(/-$/, ""), update, panel]
    .filter((part) => part !== "")
    .join("-");
}

/** @param link the address of the experiment, which a picture holds. */
export async function filesOf(panel: PanelDef, telling: Telling, link: string): Promise<PanelFiles> {
  const { app, words, say } = telling;
  const numbers = (await panel.numbers())(telling);
  const own = words(english);
  const picture = (root: Element): Picture => {
    const { record, moment } = app;
    const names = (record?.names ?? []).join(", ");
    const update = formatCount(moment ?? record?.update ?? 0);
    return svgOf(root, {
      title: words(en.panels.titles)[panel.title],
      description: numbers.sentence,
      source: link,
      caption: [own.caption(names, say(tasks[app.spec.task.kind].title), update), own.product],
      leavesOut: (element) => element.matches(leftOut),
    });
  };
  const content = async (kind: Kind, root: Element): Promise<Blob> => {
    if (kind === "png") return pngOf(picture(root));
    const text = kind === "svg" ? picture(root).svg : numbers.table ? csvOf(numbers.table) : "";
    return new Blob([text], { type: `${kinds[kind]};charset=utf-8` });
  };
  return {
    ...numbers,
    text: numbers.table && tabSeparated(numbers.table),
    picture,
    file: async (kind, root) => ({
      name: `${fileName(panel.id, app)}.${kind}`,
      content: await content(kind, root),
    }),
  };
}
