/** The entry of the worker that reads large tables. No other chunk may import it, so its work is in `table-worker-body.ts`. */
import { startWorker } from "../lib/worker-shell.ts";

startWorker(async () => (await import("./table-worker-body.ts")).receive);
