import { type Box, tag } from "./markup.ts";

/** What a picture is put together in: its parts in the order in which they are painted, and what they refer to. */
export interface Scene {
  /** Where the top left corner of a box is in the picture. */
  place(box: Pick<Box, "left" | "top">): { readonly x: number; readonly y: number };
  add(part: string): void;
  /** Something is seen there. */
  cover(box: Pick<Box, "bottom">): void;
  /** The lowest place where something is seen. */
  readonly lowest: number;
  /** @returns its id. */
  define(make: (id: string) => string): string;
  /** Everything that `content` adds is clipped to the box. */
  clipped(box: Box, content: () => void): void;
  faded(opacity: number, content: () => void): void;
  /** An id for what is copied with others that refer to it. */
  prefix(): string;
  readonly parts: readonly string[];
  readonly definitions: readonly string[];
}

export function createScene(origin: Pick<Box, "left" | "top">): Scene {
  const parts: string[] = [];
  const definitions: string[] = [];
  let ids = 0;
  let lowest = Number.NEGATIVE_INFINITY;
  const place: Scene["place"] = ({ left, top }) => ({ x: left - origin.left, y: top - origin.top });
  const define: Scene["define"] = (make) => {
    const id = `u${++ids}`;
    definitions.push(make(id));
    return id;
  };
  const grouped = (open: string, content: () => void) => {
    const before = parts.length;
    parts.push(open);
    content();
    // Nothing in it: no group.
    if (parts.length === before + 1) parts.pop();
    else parts.push("</g>");
  };
  return {
    place,
    define,
    add: (part) => parts.push(part),
    cover: ({ bottom }) => {
      lowest = Math.max(lowest, bottom);
    },
    get lowest() {
      return lowest;
    },
    prefix: () => `u${++ids}-`,
    faded: (opacity, content) => grouped(`<g opacity="${opacity}">`, content),
    clipped: (box, content) => {
      const { x, y } = place(box);
      const size = { width: box.right - box.left, height: box.bottom - box.top };
      if (size.width <= 0 || size.height <= 0) return;
      const before = definitions.length;
      const id = define((own) => tag("clipPath", { id: own }, tag("rect", { x, y, ...size })));
      const count = parts.length;
      grouped(`<g clip-path="url(#${id})">`, content);
      if (parts.length === count) definitions.splice(before, 1);
    },
    parts,
    definitions,
  };
}
