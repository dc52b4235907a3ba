import type { Phase } from "../trainer/protocol.ts";

/** Whether Train and One update do something now. */
export const canTrain = (phase: Phase): boolean => phase !== "failed";
