import type { Need } from "../examiner/protocol.ts";
import type { Examining, ExaminingOptions } from "./examining.ts";

/** The same, loaded once something is wanted of it: the first picture of the page needs no instrument. */
export function lateExamining(options: ExaminingOptions): Examining {
  let loading: Promise<Examining> | null = null;
  let isOver = false;
  const load = (): Promise<Examining> => {
    loading ??= import("./examining.ts").then(({ createExamining }) => {
      const examining = createExamining(options);
      if (isOver) examining.dispose();
      return examining;
    });
    return loading;
  };
  const need = (want: Need): (() => void) => {
    let isWanted = true;
    let end: () => void = () => undefined;
    void load().then((examining) => {
      if (isWanted) end = examining.need(want);
    });
    return () => {
      isWanted = false;
      end();
    };
  };
  return {
    need,
    look: () => {
      const { moment, typed } = options.state.getState();
      // Nothing was ever wanted, and nothing past or typed is looked at: there is nothing to look at.
      if (loading || moment !== null || typed !== null) void load().then(({ look }) => look());
    },
    dispose: () => {
      isOver = true;
      void loading?.then(({ dispose }) => dispose());
    },
  };
}
