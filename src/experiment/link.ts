/**
 * An experiment as the hash of a link: `#1/task.kind=adding&models=simple,lstm,gru&models.1.units=64`, the version of
 * the format and then what differs from that version's defaults. Reading never throws: it gives the experiment that
 * could be read and sentences about what could not.
 */
export { decode, type Link, maxLinkLength, type Problem } from "./link-read.ts";
export { isLink } from "./link-repair.ts";
export { encode, encodeChecked } from "./link-write.ts";
