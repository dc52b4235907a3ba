// The first script of the page while stories run in all browsers (scripts/serve-dist.ts): WebDriver has no console for WebKit, so
// errors are kept where its driver can ask for them, across reloads and whatever page is open.
const key = "errors that stories read";
const keep = (text) => {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  sessionStorage.setItem(key, JSON.stringify([...kept, text]));
};

const { error } = console;
console.error = (...parts) => {
  keep(`console: ${parts.map(String).join(" ")}`);
  error.apply(console, parts);
};
addEventListener(
  "error",
  (event) => {
    const address = event.target?.src ?? event.target?.href;
    keep(address ? `not loaded: ${address}` : `uncaught: ${event.message}`);
  },
  // Errors of resources do not bubble.
  true,
);
addEventListener("unhandledrejection", ({ reason }) => keep(`unhandled rejection: ${reason}`));
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  keep(`Content Security Policy: ${violatedDirective} ${blockedURI}`);
});
globalThis.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    this.addEventListener("error", ({ message }) => keep(`uncaught in a worker: ${message}`));
  }
};
