/**
 * The content security policy of the built page. The build writes it into index.html; the end-to-end server sends it as a
 * header on every response too, because a `<meta>` policy does not govern a worker that is fetched by URL.
 *
 * 'wasm-unsafe-eval' allows WebAssembly to compile; it does not allow eval. Inline styles are how React sets positions.
 */
export const CSP = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  // The page has no forms to send, and nothing that got into it may send one anywhere.
  "form-action 'none'",
].join("; ");
