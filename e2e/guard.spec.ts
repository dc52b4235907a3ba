import { expect, test } from "./fixtures.ts";

test("the page opens below a base path, offline and under the strict policy", async ({ page }) => {
  const response = await page.goto("./");
  expect(response?.headers()["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval'");
  await expect(page).toHaveTitle(/Unrolled/);
  const meta = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(meta).toHaveAttribute(
    "content",
    /default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src/,
  );
  expect(await page.locator("script:not([src])").count()).toBe(0);
  await expect(page.locator("#root > *").first()).toBeAttached();
});

// The guard proves that the page works offline, so it must notice what it claims to notice.
test("the guard notices foreign requests, violations and errors", async ({ page, guard }) => {
  guard.expect(/./);
  await page.goto("./");
  await page.evaluate(() => {
    const image = new Image();
    image.src = "http://foreign.example/x.png";
    document.body.append(image);
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.body.append(script);
    setTimeout(() => {
      throw new Error("planted");
    });
    console.error("planted too");
  });
  await expect.poll(() => guard.violations.join("\n")).toMatch(/script-src/);
  await expect.poll(() => guard.violations.join("\n")).toMatch(/img-src/);
  await expect
    .poll(() => guard.errors.join("\n"))
    .toMatch(/uncaught: planted[\s\S]*planted too|planted too[\s\S]*uncaught: planted/);
  expect(await page.evaluate(() => "inlineRan" in window)).toBe(false);
});

test("the guard aborts a navigation to another origin", async ({ page, guard }) => {
  guard.expect(/foreign\.example/, /ERR_BLOCKED_BY_CLIENT/);
  await expect(page.goto("http://foreign.example/")).rejects.toThrow();
  expect(guard.foreign).toEqual(["http://foreign.example/"]);
});

test("the guard hears workers", async ({ page, guard }) => {
  guard.expect(/./);
  const source = `
    onmessage = () => {
      try { new Function("return 1")(); } catch {}
      fetch("http://foreign.example/data").catch(() => {});
      setTimeout(() => { throw new Error("planted in the worker"); });
    };
    postMessage("ready");`;
  await page.route("**/planted-worker.js", async (route) => {
    const policy = (await page.request.get("./")).headers()["content-security-policy"] ?? "";
    await route.fulfill({
      body: source,
      contentType: "text/javascript",
      headers: { "Content-Security-Policy": policy },
    });
  });
  await page.goto("./");
  await page.evaluate(async () => {
    const worker = new Worker("./planted-worker.js", { type: "module" });
    worker.onerror = (event) => event.preventDefault();
    await new Promise((resolve) => {
      worker.onmessage = resolve;
    });
    // The guard's own listener arrives a while after the worker starts: it is told until it has heard.
    setInterval(() => worker.postMessage("go"), 200);
  });
  await expect
    .poll(() => guard.violations.join("\n"))
    .toMatch(/worker: connect-src http:\/\/foreign\.example/);
  await expect.poll(() => guard.violations.join("\n")).toMatch(/worker: script-src eval/);
  await expect.poll(() => guard.errors.join("\n")).toMatch(/planted in the worker/);
});
