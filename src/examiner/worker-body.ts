/** What the examiner's worker does: one examination after the other. */
import type { ExperimentSpec } from "../experiment/spec.ts";
import { prepareTask } from "../experiment/spec.ts";
import { saidBy } from "../lib/said.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { examine, horizonsOf, spectraOf } from "./examine.ts";
import type { Command, Commands, Event } from "./protocol.ts";

const scope = self as unknown as { postMessage(message: Event, moved?: readonly ArrayBuffer[]): void };

interface Opened {
  readonly run: number;
  readonly spec: ExperimentSpec;
  readonly task: Promise<PreparedTask>;
}
let opened: Opened | null = null;
let queue: Promise<void> = Promise.resolve();

function open({ run, spec, assetBase }: Commands["open"]): void {
  const task = prepareTask(spec, fetchAsset(assetBase));
  // It is told where it is waited for.
  task.catch(() => undefined);
  opened = { run, spec, task };
}

/** Every buffer of typed arrays within plain objects, lists and maps. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === "object" && value !== null) {
    for (const part of value instanceof Map ? value.values() : Object.values(value)) buffersIn(part, found);
  }
  return found;
}

async function answer(command: Exclude<Command, { readonly type: "open" }>): Promise<void> {
  const { run, id } = command;
  if (opened?.run !== run) return;
  try {
    const task = await opened.task;
    const began = performance.now();
    if (command.type === "spectra") {
      const moments = command.moments.map((moment) => spectraOf(task, moment));
      scope.postMessage({ type: "spectra", run, id, milliseconds: performance.now() - began, moments });
      return;
    }
    if (command.type === "horizons") {
      const { probe } = command;
      const moments = command.moments.map((moment) => horizonsOf(task, moment, probe));
      scope.postMessage({
        type: "horizons",
        run,
        id,
        milliseconds: performance.now() - began,
        probe,
        moments,
      });
      return;
    }
    if (command.type === "text") {
      const { answerText } = await import("./text.ts");
      const answer = answerText(task, command.moments, command.need, command.ask);
      const milliseconds = performance.now() - began;
      scope.postMessage({ type: "text", run, id, milliseconds, answer }, [...buffersIn(answer)]);
      return;
    }
    const models = examine(task, command);
    const milliseconds = performance.now() - began;
    const { update, probe } = command;
    // The way back can be megabytes, which the page would take in with a pause if they were copied.
    const moved = [...buffersIn(models.map(({ backward }) => backward))];
    scope.postMessage({ type: "examined", run, id, update, probe, milliseconds, models }, moved);
  } catch (error) {
    scope.postMessage({ type: "failed", run, id, message: saidBy(error) });
  }
}

export function receive(command: Command): void {
  if (command.type === "open") open(command);
  else queue = queue.then(() => answer(command));
}
