import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { pageOfQuery } from "./app/pages.ts";
import { createAppStore, type OpenStore } from "./store/store.ts";

declare global {
  /** The page's store, for the browser's console and for tests: `unrolled.state.getState()`, `unrolled.actions.train()`. */
  var unrolled: OpenStore;
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root to draw into");
const page = createRoot(root);

if (pageOfQuery(location.search) === "device") {
  // No experiment is opened: its worker would compete for the device that is looked at.
  const { DevicePage } = await import("./app/device-page/device-page.tsx");
  page.render(
    <StrictMode>
      <DevicePage />
    </StrictMode>,
  );
} else {
  globalThis.unrolled = createAppStore();
  page.render(
    <StrictMode>
      <App store={globalThis.unrolled} />
    </StrictMode>,
  );
}
