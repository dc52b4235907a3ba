import type { StoreApi } from "zustand/vanilla";
import { fingerprintOf, isDataOf, linkRoom } from "../experiment/data-in-link.ts";
import { withTask, withValues } from "../experiment/describe.ts";
import type * as ExperimentFiles from "../experiment/experiment-file.ts";
import type { Link } from "../experiment/link.ts";
import { type ExperimentSpec, withData } from "../experiment/spec.ts";
import type { AnyValues } from "../lib/fields.ts";
import { formatPrefixed } from "../lib/format.ts";
import { isFormed } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import { maxTableBytes } from "../own-data/table-limit.ts";
import type { TaskKind } from "../tasks/index.ts";
import { type Message, message } from "../text/message.ts";
import { keepData, readData } from "./kept-data.ts";
import type { Import, OwnDataActions } from "./own-data-actions.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";

const isTableName = (name: string): boolean => /\.(csv|tsv|tab)$/i.test(name);
/** Files of spreadsheets are archives, whatever is in them. */
const isSpreadsheetName = (name: string): boolean => /\.(xlsx?|xlsm|xlsb|ods|numbers)$/i.test(name);
/** What reads files is loaded when somebody brings one: nothing before the first picture needs it. */
const tableRecognition = () => import("../own-data/looks-tabular.ts");
const experimentFiles = () => import("../experiment/experiment-file.ts");
const textReading = () => import("../own-data/read-text.ts");
const isExperimentText = (text: string): boolean => /^\uFEFF?\s*\{\s*"format"\s*:\s*"unrolled"/.test(text);

/** The experiment of a link, with data that the link has no room for and this device keeps. */
export async function completed(link: Link): Promise<Pick<Link, "spec" | "problems">> {
  const kept = link.missing === null ? null : await readData(link.missing);
  const data = kept && link.missing !== null && isDataOf(link.missing, kept) ? kept : null;
  const task = data && withData(link.spec.task, data);
  if (!task || isFormed(task)) return link;
  const problems = link.problems.filter(({ path }) => path !== "data");
  return { spec: { ...link.spec, task }, problems };
}

const withTaskValues = (spec: ExperimentSpec, values: AnyValues): ExperimentSpec =>
  withValues(
    spec,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`task.${name}`, value])),
  );

export function createOwnDataActions(state: StoreApi<AppState>, session: Session): OwnDataActions {
  const { getState: get, setState: set } = state;

  let imports = 0;
  const bring = (brought: Omit<Import, "id">): void => {
    imports++;
    set({ importing: { id: imports, ...brought }, problems: [] });
  };

  function openExperiment({ parseExperimentFile }: typeof ExperimentFiles, text: string, name: string): void {
    const read = parseExperimentFile(text);
    if (!read.ok) {
      set({ problems: read.errors.map((error) => message("inFile", name, error.message)) });
      return;
    }
    const { data } = read.file.spec.task;
    if (data && !linkRoom(data).fits) void keepData(fingerprintOf(data), data);
    session.begin(read.file.spec);
    set({ problems: read.problems.map((problem) => problem.message), presetId: null, importing: null });
  }

  return {
    bringData: (tab) => {
      const { data } = get().spec.task;
      // A text that is there may be worth a change; of a table only the numbers are left.
      const isEdited = tab === "text" && data?.kind === "text";
      bring({ title: isEdited ? data.title : null, text: isEdited ? data.text : "", tab, notes: [] });
    },
    bringText: async (text) => {
      if (text.trim() === "") return;
      const { looksTabular } = await tableRecognition();
      // Checked in the dialog, which says what is wrong with it.
      bring({ title: null, text, tab: looksTabular(text) ? "table" : "text", notes: [] });
    },
    closeImport: () => set({ importing: null }),
    openFile: async (file) => {
      const { name, size } = file;
      const refuse = (problem: Message) => set({ problems: [problem] });
      if (isSpreadsheetName(name)) return refuse(message("fileSpreadsheet", name));
      const files = await experimentFiles();
      const { maxTextBytes, plainText } = await textReading();
      const { experimentFileEnding, maxExperimentFileLength } = files;
      // UTF-16 has two bytes for most characters.
      const maxFileBytes = 2 * Math.max(maxTableBytes, maxExperimentFileLength);
      if (size > maxFileBytes) return refuse(message("fileTooLarge", name, formatPrefixed(size, "B")));
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch {
        return refuse(message("fileUnreadable", name));
      }
      const isExperiment = name.endsWith(experimentFileEnding) || /\.json$/i.test(name);
      const read = plainText(bytes, isExperiment ? maxExperimentFileLength : maxTableBytes);
      if (!read.ok)
        return refuse(
          size > maxTableBytes && !isExperiment
            ? message("fileTooLarge", name, formatPrefixed(size, "B"))
            : message("inFile", name, read.problem),
        );
      const { data: text, notes } = read;
      if (isExperiment || isExperimentText(text)) return openExperiment(files, text, name);
      const { looksTabular } = await tableRecognition();
      if (isTableName(name) || looksTabular(text)) return bring({ title: name, text, tab: "table", notes });
      const plain = plainText(text, maxTextBytes);
      if (plain.ok) bring({ title: name, text, tab: "text", notes });
      else refuse(message("inFile", name, plain.problem));
    },
    useOwnData: (data, values) => {
      const { spec } = get();
      const kind: TaskKind = data.kind;
      const fresh = session.fresh();
      const base = spec.task.kind === kind ? fresh : withTask(fresh, kind);
      const task = withData(base.task, data);
      if (isFormed(task)) throw new Refused(task);
      session.begin(withTaskValues({ ...base, task }, values));
      set({ presetId: null, importing: null });
      // A link names it only: without this a reload would show the example.
      if (!linkRoom(data).fits) void keepData(fingerprintOf(data), data);
    },
    setTaskValues: (values) => {
      session.begin(withTaskValues(session.fresh(), values), "rested");
    },
    experimentFile: async () => {
      const { experimentFileEnding, writeExperimentFile } = await experimentFiles();
      const { spec } = get();
      const title = spec.task.data?.title ?? spec.task.kind;
      const stem = title.replace(/\.[a-z]{1,4}$/i, "").replace(/[^\p{L}\p{N}._-]+/gu, "-");
      return {
        name: `${stem.replace(/^-+|-+$/g, "") || "experiment"}${experimentFileEnding}`,
        text: writeExperimentFile({ spec: session.link.spec() }),
      };
    },
  };
}
