/** Which of the three browsers this machine has, and what is missing where it has one not. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startChromium } from "./chromium.ts";
import type { BrowserName, Driver } from "./driver.ts";
import { startFirefox } from "./firefox.ts";
import { startWebkit } from "./webkit.ts";

export type Installed =
  | { readonly start: () => Promise<Driver> }
  /** A sentence: what was looked for, and how to get it. */
  | { readonly missing: string };

const onPath = (...names: readonly string[]): string | undefined =>
  names
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path));

/** Debian keeps it beside the library, in the folder of the architecture. */
const miniBrowser = (): string | undefined =>
  ["x86_64", "aarch64"]
    .flatMap((arch) =>
      ["4.1", "6.0", "4.0"].flatMap((version) => [
        `/usr/lib/${arch}-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
        `/usr/lib/${arch}-linux-gnu/webkitgtk-${version}/MiniBrowser`,
      ]),
    )
    .find((path) => existsSync(path));

function firefox(): Installed {
  const named = process.env.E2E_FIREFOX;
  const browser = named && existsSync(named) ? named : onPath("firefox-esr", "firefox");
  if (!browser)
    return { missing: "Firefox is not installed (Debian: apt-get install firefox-esr; or set E2E_FIREFOX)" };
  return { start: () => startFirefox({ browser }) };
}

function webkit(): Installed {
  const driver = onPath("WebKitWebDriver");
  const browser = miniBrowser();
  const xvfb = onPath("xvfb-run");
  const missing = [driver ? "" : "WebKitWebDriver", browser ? "" : "MiniBrowser", xvfb ? "" : "xvfb-run"];
  if (!driver || !browser || !xvfb)
    return {
      missing: `${missing.filter(Boolean).join(", ")} not found (Debian: apt-get install webkit2gtk-driver xvfb xauth)`,
    };
  return { start: () => startWebkit({ driver, browser, xvfb }) };
}

/** Looked up anew at each call. */
export const installed = (name: BrowserName): Installed =>
  name === "chromium" ? { start: startChromium } : name === "firefox" ? firefox() : webkit();
