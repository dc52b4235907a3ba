/** Finds a Chromium for the end-to-end tests. Node built-ins only: it runs before anything else is known to work. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = {
  linux: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"],
  darwin: ["chromium"],
  win32: ["chrome.exe", "msedge.exe"],
};

/** @returns {string[]} */
function fixedPaths() {
  if (process.platform === "darwin") {
    return [
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];
  }
  if (process.platform === "win32") {
    const roots = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
    return roots
      .filter((root) => root !== undefined)
      .flatMap((root) => [
        join(root, "Google/Chrome/Application/chrome.exe"),
        join(root, "Chromium/Application/chrome.exe"),
        join(root, "Microsoft/Edge/Application/msedge.exe"),
      ]);
  }
  return ["/snap/bin/chromium"];
}

async function playwrightChromium() {
  try {
    const { chromium } = await import("@playwright/test");
    return chromium.executablePath();
  } catch {
    return undefined; // not installed yet
  }
}

/**
 * In order: E2E_CHROMIUM, Playwright's own, a browser of the system.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const named = process.env.E2E_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    console.error(`E2E_CHROMIUM is "${named}", and no such file exists; looking for another browser.`);
  }
  const own = await playwrightChromium();
  if (own && existsSync(own)) return own;
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = (NAMES[process.platform] ?? NAMES.linux).flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return [...onPath, ...fixedPaths()].find((path) => existsSync(path));
}
