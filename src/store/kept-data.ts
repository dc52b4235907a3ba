import { isFormed } from "../lib/phrase.ts";
import { checkOwnData, type OwnData } from "../own-data/own-data.ts";
import { openDatabase } from "./database.ts";

/** Sets of data that are kept; the one unused for longest goes first. */
const most = 12;

/** Keeps data of one's own on this device, so that a link can name it. @returns whether it was kept; never rejects. */
export async function keepData(fingerprint: string, data: OwnData): Promise<boolean> {
  try {
    const store = (await openDatabase()).transaction("data", "readwrite").store;
    const written = store.put({ fingerprint, data, usedAt: Date.now() });
    let over = (await store.count()) - most;
    for (let at = await store.index("usedAt").openCursor(); at && over > 0; at = await at.continue(), over--)
      await at.delete();
    await written;
    await store.transaction.done;
    return true;
  } catch {
    // Full or forbidden: the experiment's file still holds it.
    return false;
  }
}

/** The data of a fingerprint, null where this device has none; never rejects. */
export async function readData(fingerprint: string): Promise<OwnData | null> {
  try {
    const database = await openDatabase();
    const kept = await database.get("data", fingerprint);
    const data = kept && checkOwnData(kept.data);
    if (!data || isFormed(data)) return null;
    await database.put("data", { fingerprint, data, usedAt: Date.now() });
    return data;
  } catch {
    return null;
  }
}
