import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { looksTabular } from "./looks-tabular.ts";

const folder = join(import.meta.dirname, "cases");
test.each(readdirSync(folder))("%s is a table by its text alone", (name) => {
  if (name.startsWith("27-")) return; // none of its numbers can be learned from
  expect(looksTabular(readFileSync(join(folder, name), "utf8"))).toBe(true);
});
test.each([
  "1.5\n2.5\n3.5\n4.5",
  "1,5\n2,5\n3,5",
  "1\t2\n3\t4\n5\t6",
  "time\tvalue\n0\t5\n1\t7\n2\t3",
  `${"2023-01-01 10:00 0.5\n".repeat(5000)}`,
])("%.30j is a table", (text) => {
  expect(looksTabular(text)).toBe(true);
});

test.each([
  "The night is dark, the road is long; the lamp is lit, the song is gone.\n".repeat(12),
  "5",
  "",
  "1. Buy milk\n2. Buy eggs\n3. Call home",
  "12 monkeys\n3 men in a boat\n7 samurai\n",
  "12+34=46\n15+20=35\n99+1=100\n",
  "2023-01-01 10:00:00 INFO started\n2023-01-01 10:00:01 WARN slow\n2023-01-01 10:00:02 INFO done\n",
  "1 In the beginning God created the heaven and the earth.\n2 And the earth was without form, and void;\n3 And God said, Let there be light: and there was light.",
  "ACGT\nACCT\nGGTA\n",
  "if (a)\n\treturn a;\n".repeat(20),
  JSON.stringify({ a: [1, 2, 3], b: { c: 4 } }, null, 2),
])("%.30j is a text", (text) => {
  expect(looksTabular(text)).toBe(false);
});
