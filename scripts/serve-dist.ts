/**
 * Serves the built page below a path that is not the root, with the content security policy as a header on every response,
 * workers included: what the end-to-end tests and the screenshot run against.
 *
 *   tsx scripts/serve-dist.ts [PORT]
 */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { CSP } from "./csp.ts";

export const BASE = "/unrolled/";
const DIST = join(import.meta.dirname, "..", "dist");
const STORIES = join(import.meta.dirname, "..", "e2e", "browsers");
/** With E2E_LISTEN=1 this script comes before all others of the page: it keeps errors for browsers that tell of none. */
const LISTENER = "listen.js";
const STORY_SCRIPTS = [LISTENER, "planted-worker.js"];
const listens = process.env.E2E_LISTEN === "1";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".bin": "application/octet-stream",
};

/** The file that an address names, if it is inside the built page. */
function fileFor(url: string): string | undefined {
  const path = new URL(url, "http://127.0.0.1").pathname;
  if (!path.startsWith(BASE)) return undefined;
  let name: string;
  try {
    name = decodeURIComponent(path.slice(BASE.length)) || "index.html";
  } catch {
    return undefined;
  }
  if (listens && STORY_SCRIPTS.includes(name)) return join(STORIES, name);
  const file = normalize(join(DIST, name));
  return file.startsWith(DIST + sep) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/** Resolves once it listens on 127.0.0.1; port 0 takes a free one. */
export function serveDist(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const file = fileFor(request.url ?? "/");
    response.setHeader("Content-Security-Policy", CSP);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-cache");
    if (file === undefined) {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
      response.end(`Nothing at ${request.url}; the page is at ${BASE}\n`);
      return;
    }
    if (listens && file === join(DIST, "index.html")) {
      response.writeHead(200, { "Content-Type": TYPES[".html"] });
      const page = readFileSync(file, "utf8").replace(
        "<head>",
        `<head><script src="./${LISTENER}"></script>`,
      );
      response.end(request.method === "HEAD" ? "" : page);
      return;
    }
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Length": statSync(file).size,
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve({ server, url: `http://127.0.0.1:${bound}${BASE}` });
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!existsSync(join(DIST, "index.html")))
    throw new Error("dist/index.html is missing: run `npm run build` first");
  const { url } = await serveDist(Number(process.argv[2] ?? 4173));
  console.log(`Serving dist at ${url}`);
}
