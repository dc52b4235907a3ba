/** Pages beside the experiment are chosen by the query; the hash is the experiment's alone and travels along. */
export type PageOfQuery = "device";

const known: readonly string[] = ["device"] satisfies PageOfQuery[];

/** The page that the address names; null is the experiment. */
export function pageOfQuery(search: string): PageOfQuery | null {
  const page = new URLSearchParams(search).get("page");
  return page !== null && known.includes(page) ? (page as PageOfQuery) : null;
}

/** The address of a page with everything else of the present one, relative to its folder. */
export function addressOf(page: PageOfQuery | null, { search, hash } = globalThis.location): string {
  const query = new URLSearchParams(search);
  query.delete("page");
  if (page !== null) query.set("page", page);
  const written = query.toString();
  return `./${written === "" ? "" : `?${written}`}${hash}`;
}
