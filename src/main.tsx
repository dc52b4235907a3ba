import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { pageOfQuery } from "./app/pages.ts";
import { createAppStore, type OpenStore } from "./store/store.ts";
import { languageOfQuery } from "./text/language.ts";
import { LanguageContext } from "./ui/words.ts";

declare global {
  /** The page's store, for the browser's console and for tests: `unrolled.state.getState()`, `unrolled.actions.train()`. */
  var unrolled: OpenStore;
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root to draw into");
document.getElementById("unopened")?.remove();
const page = createRoot(root);

/**
 * No experiment is opened: its worker would compete for the device that is looked at. Not awaited at the top level: the
 * page's late chunks import this one, and would wait for it while it waits for them.
 */
async function showDevice(): Promise<void> {
  const { DevicePage } = await import("./app/device-page/device-page.tsx");
  page.render(
    <StrictMode>
      <LanguageContext value={languageOfQuery(location.search) ?? "en"}>
        <DevicePage />
      </LanguageContext>
    </StrictMode>,
  );
}

if (pageOfQuery(location.search) === "device") void showDevice();
else {
  globalThis.unrolled = createAppStore();
  page.render(
    <StrictMode>
      <App store={globalThis.unrolled} />
    </StrictMode>,
  );
}
