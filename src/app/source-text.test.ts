import { expect, test } from "vitest";
import { architectures } from "../architectures/index.ts";
import { cells } from "../cells/index.ts";
import { tasks } from "../tasks/index.ts";
import { sourcePieces } from "../ui/source-text.tsx";

test.each([
  ["arXiv:1406.1078", ["https://arxiv.org/abs/1406.1078"]],
  ["doi:10.1109/IJCNN.2000.861302", ["https://doi.org/10.1109/IJCNN.2000.861302"]],
  [
    "Hochreiter & Schmidhuber 1997, task 4, doi:10.1162/neco.1997.9.8.1735",
    ["https://doi.org/10.1162/neco.1997.9.8.1735"],
  ],
  ["https://www.jmlr.org/papers/v3/bengio03a.html", ["https://www.jmlr.org/papers/v3/bengio03a.html"]],
  ["as in arXiv:1308.0850, and doi:10.1/no, arXiv:12", ["https://arxiv.org/abs/1308.0850"]],
  ["University of Oslo, INF5400, 2019", []],
  ["javascript:alert(1) http://example.org", []],
])("%s names %j", (source, urls) => {
  const pieces = sourcePieces(source);
  expect(pieces.map(({ text }) => text).join("")).toBe(source);
  expect(pieces.flatMap(({ url }) => url ?? [])).toEqual(urls);
});

test.each(Object.entries(cells))("the cell %s names a page", (_, { source }) => {
  expect(sourcePieces(source).some(({ url }) => url !== undefined)).toBe(true);
});

test.each(Object.entries(architectures))("the architecture %s names a page", (_, { source }) => {
  expect(sourcePieces(source).some(({ url }) => url !== undefined)).toBe(true);
});

test.each(Object.entries(tasks))("the source of the task %s is shown whole", (_, { source }) => {
  expect(
    sourcePieces(source)
      .map(({ text }) => text)
      .join(""),
  ).toBe(source);
});
