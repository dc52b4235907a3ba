/** What axe finds that is serious or critical, one line a rule. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/** @param only selectors of the parts that are looked at; everything if none is given */
export async function seriousFindings(page: Page, ...only: readonly string[]): Promise<readonly string[]> {
  // Without frames axe can run in the page itself. Else it opens another page each time to put the results together,
  // which costs as much as the look.
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  for (const selector of only) axe.include(selector);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
