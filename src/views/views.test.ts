// @vitest-environment happy-dom
/** What views and panels promise each other: nothing stands nowhere, and nothing is empty without saying why. */
import { expect, test } from "vitest";
import { panels } from "../panels/index.ts";
import { viewOf, views } from "./index.ts";

test("every panel stands in views that there are, and no two have one id or title", () => {
  const known = views.map(({ id }) => id);
  for (const { id, places } of panels) {
    expect(places.length, id).toBeGreaterThan(0);
    for (const { view } of places) expect(known, id).toContain(view);
  }
  for (const all of [panels, views]) {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  }
});

test("a view has a layout, panels in its bands, or says why it is empty; bands follow each other", () => {
  for (const { id, Layout, unfilled } of views) {
    const bands = panels.flatMap(({ places }) =>
      places.flatMap((place) => (place.view === id && "band" in place ? [place.band] : [])),
    );
    if (bands.length > 0) expect([...new Set(bands)].sort()).toEqual([1, 2, 3].slice(0, Math.max(...bands)));
    else expect(Layout ?? unfilled?.({ generates: false }), id).toBeTruthy();
  }
  expect(viewOf("no such view").id).toBe("overview");
});
