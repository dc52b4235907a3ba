/** The lab of the page: it goes on whatever view is open, is kept in the browser, and goes on after a reload. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { decode, encode } from "../experiment/link.ts";
import { createLabClient, type LabClient, type OpenLabClient } from "../lab/client.ts";
import { checkLab, type Job, jobsOf, type Lab, readLab, writeLab } from "../lab/lab.ts";
import type { LabEvent } from "../lab/protocol.ts";
import type { LabResult, LabResults } from "../lab/results.ts";
import { type Phrase, phrase } from "../lib/phrase.ts";
import { uniqueName } from "../lib/unique-name.ts";
import { createKeptLabs, type KeptLabs, labFormat } from "./labs-database.ts";
import { completed } from "./own-data.ts";

export interface OpenLab {
  readonly id: string;
  readonly lab: Lab;
  readonly jobs: readonly Job[];
  readonly results: LabResults;
  /** Which instructions the engine has; null before the first run was over. */
  readonly variant: string | null;
  readonly phase: "running" | "paused" | "finished";
  /** Of wall-clock time, from the runs that this page made; null while it knows too little. */
  readonly secondsLeft: number | null;
  /** Workers at work. */
  readonly cores: number;
  /** What stopped it, as a sentence. */
  readonly problem: Phrase | null;
}

export interface LabDeskState {
  /** False until it is known whether the browser keeps one. */
  readonly isRead: boolean;
  readonly open: OpenLab | null;
  /** Storage is full or forbidden: the lab lives as long as the page. */
  readonly isUnkept: boolean;
}

export interface LabDesk {
  readonly state: StoreApi<LabDeskState>;
  /** Brings back the lab that the browser keeps, at rest. */
  restore(): Promise<void>;
  /** @throws Refused where it cannot be run. */
  start(lab: Lab): void;
  pause(): void;
  resume(): void;
  /** Forgets the open lab. */
  drop(): void;
  /** A lab that was dropped comes back, at rest. */
  putBack(open: OpenLab): void;
  dispose(): void;
}

export interface LabDeskOptions {
  readonly assetBase: string;
  /** Cores of the device. */
  readonly cores: number;
  /** A run of the page trains: the lab leaves it a core. */
  readonly isTraining: () => boolean;
  readonly openClient?: OpenLabClient;
  readonly kept?: KeptLabs;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Between two writes of a lab that runs, in milliseconds. */
const saveEvery = 1500;
/** A worker that leaves its core to the page's run looks again after so many milliseconds. */
const lookAgain = 500;
const mostWorkers = 16;

interface Seat {
  readonly client: LabClient;
  job: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function createLabDesk({
  assetBase,
  cores,
  isTraining,
  openClient = createLabClient,
  kept = createKeptLabs(),
  now = Date.now,
}: LabDeskOptions): LabDesk {
  const state = createStore<LabDeskState>()(() => ({ isRead: false, open: null, isUnkept: false }));
  let seats: Seat[] = [];
  /** Of this page: when its runs began, and how many are over. */
  let clock = { began: 0, made: 0 };
  let saving: ReturnType<typeof setTimeout> | undefined;

  const current = () => state.getState().open;
  const change = (changed: Partial<OpenLab>) => {
    const open = current();
    if (open) state.setState({ open: { ...open, ...changed } });
  };

  async function save(): Promise<void> {
    clearTimeout(saving);
    saving = undefined;
    const open = current();
    if (!open) return;
    const { id, lab, results, variant } = open;
    try {
      await kept.put({
        ...{ id, format: labFormat, experiment: encode(lab.base), lab: writeLab(lab) },
        ...{ results, variant, savedAt: now() },
      });
    } catch (error) {
      // Nothing on screen depends on it, and the lab goes on.
      if (!(error instanceof DOMException)) throw error;
      state.setState({ isUnkept: true });
    }
  }
  const saveSoon = () => {
    saving ??= setTimeout(() => void save(), saveEvery);
  };

  function end(): void {
    for (const seat of seats) {
      clearTimeout(seat.timer);
      seat.client.end();
    }
    seats = [];
  }

  function stop(phase: "paused" | "finished", problem: Phrase | null = null): void {
    end();
    change({ phase, problem, cores: 0, secondsLeft: null });
    void save();
  }

  const busy = () => seats.filter(({ job }) => job !== null).length;

  /** The first run that is neither over nor under way. */
  function nextJob({ jobs, results }: OpenLab): Job | undefined {
    const taken = new Set(seats.map(({ job }) => job));
    return jobs.find(({ index }) => results[index] === undefined && !taken.has(index));
  }

  function give(seat: Seat): void {
    seat.job = null;
    const open = current();
    if (open?.phase !== "running" || !seats.includes(seat)) return;
    const job = nextJob(open);
    if (!job) {
      if (busy() === 0) stop("finished");
      return;
    }
    // The first seat always works.
    if (isTraining() && seats.indexOf(seat) > 0 && seats.length - busy() <= 1) {
      seat.timer = setTimeout(() => give(seat), lookAgain);
      change({ cores: busy() });
      return;
    }
    seat.job = job.index;
    seat.client.send({ job: job.index, spec: job.spec, assetBase });
    change({ cores: busy() });
  }

  function take(seat: Seat, event: LabEvent): void {
    const open = current();
    if (!open || !seats.includes(seat)) return;
    if (event.type === "failed") {
      stop("paused", event.why);
      return;
    }
    if (open.variant !== null && open.variant !== event.variant && open.results.some((one) => one)) {
      stop(
        "paused",
        phrase`These runs were made with ${open.variant}, and this browser has ${event.variant}: their numbers would not be of one lab.`,
      );
      return;
    }
    clock.made++;
    const results: (LabResult | undefined)[] = [...open.results];
    results[event.job] = event.result;
    const left = results.filter((one) => one === undefined).length;
    const each = (now() - clock.began) / 1000 / clock.made;
    change({ results, variant: event.variant, secondsLeft: left * each });
    saveSoon();
    give(seat);
  }

  function run(): void {
    const open = current();
    if (!open) return;
    const left = open.results.filter((one) => one === undefined).length;
    if (left === 0) {
      stop("finished");
      return;
    }
    clock = { began: now(), made: 0 };
    change({ phase: "running", problem: null, secondsLeft: null });
    const count = Math.max(1, Math.min(cores, mostWorkers, left));
    seats = Array.from({ length: count }, () => {
      const seat: Seat = {
        client: openClient(
          (event) => take(seat, event),
          (why) => {
            if (seats.includes(seat)) stop("paused", phrase`A worker of the lab ended: ${why}.`);
          },
        ),
        ...{ job: null, timer: undefined },
      };
      return seat;
    });
    for (const seat of seats) give(seat);
  }

  function enter(open: OpenLab): void {
    end();
    state.setState({ isRead: true, open });
  }

  return {
    state,
    restore: async () => {
      try {
        const found = await kept.newest();
        if (found && current() === null) {
          const { spec, problems } = await completed(decode(found.experiment));
          if (problems.length === 0) {
            const lab = readLab(spec, found.lab);
            const jobs = jobsOf(lab);
            const results = jobs.map(({ index }) => found.results[index] ?? undefined);
            const isOver = results.every((one) => one !== undefined);
            enter({
              ...{ id: found.id, lab, jobs, results, variant: found.variant },
              ...{ phase: isOver ? "finished" : "paused", secondsLeft: null, cores: 0, problem: null },
            });
          }
        }
      } catch {
        // Forbidden, or written by another version: there is nothing to bring back.
      }
      state.setState({ isRead: true });
    },
    start: (lab) => {
      checkLab(lab);
      const jobs = jobsOf(lab);
      enter({
        ...{ id: uniqueName(), lab, jobs, results: jobs.map(() => undefined), variant: null },
        ...{ phase: "paused", secondsLeft: null, cores: 0, problem: null },
      });
      run();
      void save();
    },
    pause: () => {
      if (current()?.phase === "running") stop("paused");
    },
    resume: () => {
      if (current()?.phase === "paused") run();
    },
    drop: () => {
      const open = current();
      end();
      clearTimeout(saving);
      saving = undefined;
      state.setState({ open: null });
      if (open) kept.remove(open.id).catch(() => state.setState({ isUnkept: true }));
    },
    putBack: (open) => {
      enter({
        ...open,
        phase: open.phase === "finished" ? "finished" : "paused",
        cores: 0,
        secondsLeft: null,
      });
      void save();
    },
    dispose: () => {
      end();
      clearTimeout(saving);
    },
  };
}
