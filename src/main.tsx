import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createAppStore, type OpenStore } from "./store/store.ts";

declare global {
  /** The page's store, for the browser's console and for tests: `unrolled.state.getState()`, `unrolled.actions.train()`. */
  var unrolled: OpenStore;
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root to draw into");
globalThis.unrolled = createAppStore();
createRoot(root).render(
  <StrictMode>
    <App store={globalThis.unrolled} />
  </StrictMode>,
);
