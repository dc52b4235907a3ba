/** How every script and test of ours starts Chromium. E2E_GPU=1 uses the machine's GPU, else WebGL runs in software. */
export const launchOptions = {
  ...(process.env.E2E_CHROMIUM ? { executablePath: process.env.E2E_CHROMIUM } : {}),
  // Chromium refuses to run as root with its sandbox on.
  chromiumSandbox: process.getuid?.() !== 0,
  args: [
    ...(process.env.E2E_GPU === "1" ? [] : ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]),
    // Else 2D canvases run through SwiftShader too, at 2 frames a second.
    "--disable-accelerated-2d-canvas",
    // Else SwiftShader composes the page: 2 frames per second while it trains, where a machine without a GPU shows 55.
    // WebGL2 is untouched.
    ...(process.env.E2E_GPU === "1" ? [] : ["--disable-gpu-compositing"]),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
  ],
};
