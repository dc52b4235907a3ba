import { useCallback, useEffect, useState } from "react";
import { useActions, useAppState } from "../store/hooks.ts";

/** Updates between which a film is repeated; without an end, to the newest. */
export interface Loop {
  readonly from: number;
  readonly to: number | null;
}

export interface Film {
  readonly plays: boolean;
  setPlays(plays: boolean): void;
  /** Kept moments a second. */
  readonly rate: number;
  setRate(rate: number): void;
  readonly loop: Loop | null;
  setLoop(loop: Loop | null): void;
  /** An end of the loop is the update that is shown; where it is already, the loop is cleared. */
  setEnd(end: keyof Loop): void;
}

export const rates = [2, 4, 8, 16] as const;
/** Milliseconds that a film waits for the states of a moment before it goes on without them. */
const mostWait = 1500;
const looksEvery = 30;

/** The loop with one of its ends at an update; null where that is where the end was. */
export function withEnd(loop: Loop | null, end: keyof Loop, at: number): Loop | null {
  if (loop?.[end] === at) return null;
  if (end === "from") return { from: at, to: loop?.to != null && loop.to > at ? loop.to : null };
  return { from: loop && loop.from < at ? loop.from : 0, to: at };
}

/** A film that repeats is to begin again: it is outside of the loop, or the next moment is. */
export function isPast({ from, to }: Loop, at: number, next: number, newest: number): boolean {
  const end = Math.min(to ?? newest, newest);
  return at < from || at >= end || next > end || next === at;
}

/** Plays the kept moments from the one that is looked at to the newest, which is now, or between the ends of the loop again and again. */
export function useFilm(): Film {
  const [plays, setPlays] = useState(false);
  const [rate, setRate] = useState<number>(8);
  const [loop, setLoop] = useState<Loop | null>(null);
  const { stepMoment, lookAt } = useActions();
  const getState = useAppState();
  useEffect(() => {
    if (!plays) return;
    let since = performance.now();
    const timer = setInterval(() => {
      const { record, moment } = getState();
      const waited = performance.now() - since;
      const isThere = moment === null || record?.trace?.update === moment;
      if (waited < 1000 / rate || (!isThere && waited < mostWait)) return;
      since = performance.now();
      const at = moment ?? Number.POSITIVE_INFINITY;
      const next = record?.moments.step(at, 1)?.update ?? at;
      if (loop && isPast(loop, at, next, record?.update ?? 0)) lookAt(loop.from);
      else {
        stepMoment(1);
        if (getState().moment === null) setPlays(false);
      }
    }, looksEvery);
    return () => clearInterval(timer);
  }, [plays, rate, loop, stepMoment, lookAt, getState]);
  const play = useCallback(
    (next: boolean) => {
      // From the start where nothing is looked at.
      if (next && getState().moment === null) lookAt(loop?.from ?? 0);
      setPlays(next);
    },
    [getState, lookAt, loop],
  );
  const setEnd = useCallback(
    (end: keyof Loop) => {
      const { moment, record } = getState();
      const at = moment ?? record?.update ?? 0;
      setLoop((before) => withEnd(before, end, at));
    },
    [getState],
  );
  return { plays, setPlays: play, rate, setRate, loop, setLoop, setEnd };
}
