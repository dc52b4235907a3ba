/**
 * User data in a link: `data=z.…`, JSON as UTF-8, deflated, in base64url, as long as that is short enough for
 * what people paste links into; else `data=kept.…`, its fingerprint, by which the page finds it on the device or says
 * that the experiment's file is needed. Reading never throws.
 */
import { deflateSync, inflateSync } from "fflate";
import { base64url, fromBase64url } from "../lib/base64url.ts";
import { fingerprint } from "../lib/fingerprint.ts";
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { checkOwnData, type OwnData } from "../own-data/own-data.ts";

/** Compressed bytes that go into a link. */
export const maxLinkData = 8192;
/** What is told where a link's data is elsewhere. */
export const missingData = phrase`The data of this experiment is too large for a link and is not on this device. Open the experiment file (.unrolled.json) that belongs to the link. Until then, example data is shown.`;

/** Data as a link has it; it can be made elsewhere, since it takes long for large data: see `notePacked`. */
export interface Packed {
  readonly fingerprint: string;
  /** Bytes when compressed. */
  readonly size: number;
  readonly entry: string;
}
/** Links are made at every change of a setting; the data stays the same object. */
const known = new WeakMap<OwnData, Packed>();

export function packed(data: OwnData): Packed {
  const found = known.get(data);
  if (found) return found;
  const json = JSON.stringify(data);
  const id = fingerprint(json);
  const bytes = deflateSync(new TextEncoder().encode(json), { level: 9 });
  const made = {
    fingerprint: id,
    size: bytes.length,
    entry: bytes.length <= maxLinkData ? `z.${base64url(bytes)}` : `kept.${id}`,
  };
  known.set(data, made);
  return made;
}

/** Keeps what was made of the same data in a worker. */
export const notePacked = (data: OwnData, made: Packed): void => void known.set(data, made);

/** The value of a link's `data`. */
export const writeData = (data: OwnData): string => packed(data).entry;
/** Whether data are those that a link names. */
export const isDataOf = (print: string, data: OwnData): boolean =>
  fingerprint(JSON.stringify(data)) === print;
export const fingerprintOf = (data: OwnData): string => packed(data).fingerprint;
/** Compressed bytes, and whether a link holds them. */
export function linkRoom(data: OwnData): { readonly size: number; readonly fits: boolean } {
  const { size } = packed(data);
  return { size, fits: size <= maxLinkData };
}

export type ReadData =
  | { readonly ok: true; readonly data: OwnData }
  /** The data is elsewhere. */
  | { readonly ok: false; readonly kept: string }
  /** In half a sentence. */
  | { readonly ok: false; readonly kept: null; readonly reason: Formed };

export function readData(entry: string): ReadData {
  const refuse = (reason: Formed): ReadData => ({ ok: false, kept: null, reason });
  const [, id] = /^kept\.([0-9a-f]{16})$/.exec(entry) ?? [];
  if (id !== undefined) return { ok: false, kept: id };
  if (!/^z\.[\w-]+$/.test(entry)) return refuse(phrase`it is not in the format of data in links`);
  if (entry.length > 2 + Math.ceil((maxLinkData * 4) / 3))
    return refuse(phrase`it is longer than the limit of a link`);
  let checked: OwnData | Formed;
  try {
    checked = checkOwnData(JSON.parse(inflated(entry.slice(2))));
  } catch {
    return refuse(phrase`it is cut off or damaged`);
  }
  return isFormed(checked) ? refuse(checked) : { ok: true, data: checked };
}

/** @throws what `atob`, fflate or the decoder throw where the text is none of ours. */
function inflated(text: string): string {
  // A deflated byte stands for 1,032 at most, so that what fits a link unpacks to 8.5 MB at most.
  return new TextDecoder("utf-8", { fatal: true }).decode(inflateSync(fromBase64url(text)));
}
