import { createContext } from "react";

/** The path of the setting whose row is marked, so that a text can speak of it; null is none. */
export const MarkedField = createContext<string | null>(null);
