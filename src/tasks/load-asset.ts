import { phrase } from "../lib/phrase.ts";
import { Failed } from "../lib/said.ts";
import type { AssetLoader } from "./task.ts";

/**
 * Loader for the page and its worker.
 * @param baseUrl absolute address of the page's folder, with "/" at the end: a worker would resolve a relative one against
 * its own script.
 */
export const fetchAsset =
  (baseUrl: string): AssetLoader =>
  async (name) => {
    const url = `${baseUrl}data/${name}.json`;
    const response = await fetch(url).catch(() => {
      throw new Failed(
        phrase`The data file ${url} could not be loaded. Check the connection, then reload the page.`,
      );
    });
    const remedy = phrase`Run “npm run build” again and publish the whole dist folder, data included.`;
    if (!response.ok)
      throw new Failed(phrase`The data file ${url} is missing (HTTP ${response.status}). ${remedy}`);
    return response.json().catch(() => {
      throw new Failed(
        phrase`The data file ${url} does not contain JSON; the server probably sent an HTML page instead. ${remedy}`,
      );
    });
  };
