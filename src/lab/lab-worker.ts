/** The entry of a worker of a lab. No other chunk may import it, so everything that it does is in `worker-body.ts`. */
import { startWorker } from "../lib/worker-shell.ts";

startWorker(async () => (await import("./worker-body.ts")).receive);
