/**
 * A class-room server on plain http is no secure context: browsers leave these out there, and calling one throws. Each is used in
 * one place that does without it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** What exists only in secure contexts, and the files that know what to do without it. */
const onlyInSecureContexts: readonly (readonly [name: RegExp, files: readonly string[]])[] = [
  [/navigator\.clipboard|ClipboardItem/, ["src/ui/use-copy.tsx"]],
  [/navigator\??\.locks/, ["src/lib/lifeline.ts", "src/store/store.ts"]],
  [/\.wakeLock/, ["src/store/awake.ts", "src/store/store.ts"]],
  [/crypto\.(randomUUID|subtle)/, []],
  [/serviceWorker/, []],
  [/navigator\??\.storage\b/, ["src/store/moment-saving.ts"]],
  [/navigator\??\.(gpu|mediaDevices|share|usb|deviceMemory)\b/, []],
  [/show(Open|Save|Directory)(File)?Picker|\bcaches\.|SharedArrayBuffer\(|EyeDropper|AudioWorklet/, []],
];

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

test("what only secure contexts have is used where there is a way without it", () => {
  const found = sources.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return onlyInSecureContexts
      .filter(([name, files]) => name.test(text) && !files.includes(file))
      .map(([name]) => `${file} uses ${name.exec(text)?.[0]}`);
  });
  expect(found).toEqual([]);
});
