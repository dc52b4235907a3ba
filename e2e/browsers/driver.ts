/**
 * One page of one browser, driven from outside. Chromium is driven by Playwright, Firefox by WebDriver BiDi and WebKit by
 * WebDriver, so that the stories run on the browsers that people have and not on patched ones. Pointer and keys are real input.
 */

export const browserNames = ["chromium", "firefox", "webkit"] as const;
export type BrowserName = (typeof browserNames)[number];

/** In CSS pixels from the top left of the viewport. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Driver {
  readonly browser: BrowserName;
  /** As the browser itself gives it. */
  readonly version: string;
  /** Resolves once the page is loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page. Arguments and result travel as JSON; a promise is awaited. */
  evaluate<Result, Args extends readonly unknown[] = []>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Presses the main button at the first point, moves through the others and lets go at the last. */
  drag(points: readonly [Point, ...Point[]]): Promise<void>;
  /** Types a text into whatever has the focus. */
  type(text: string): Promise<void>;
  /** Writes a PNG. */
  screenshot(path: string): Promise<void>;
  /** Console errors, uncaught exceptions and violations of the policy since the browser was started, workers included. */
  errors(): Promise<readonly string[]>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

export const viewport = { width: 1440, height: 900 };

/** What WebDriver runs in the page: the function's result as JSON, or undefined. */
export const asExpression = (run: (...args: never[]) => unknown, args: readonly unknown[]): string =>
  `(async () => JSON.stringify(await (${run})(...${JSON.stringify(args)})))()`;

export const fromJson = <Result>(json: unknown): Result =>
  (typeof json === "string" ? JSON.parse(json) : undefined) as Result;

/** The actions of WebDriver, the same in both of its protocols. */
export const dragActions = (points: readonly [Point, ...Point[]]) => {
  const to = ({ x, y }: Point) => ({
    type: "pointerMove",
    x: Math.round(x),
    y: Math.round(y),
    origin: "viewport",
    duration: 0,
  });
  const [first, ...rest] = points;
  return [
    {
      type: "pointer",
      id: "mouse",
      parameters: { pointerType: "mouse" },
      actions: [
        to(first),
        { type: "pointerDown", button: 0 },
        ...rest.map(to),
        { type: "pointerUp", button: 0 },
      ],
    },
  ];
};

export const keyActions = (text: string) => [
  {
    type: "key",
    id: "keyboard",
    actions: [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]),
  },
];

/**
 * Runs in the page before its own scripts, where the browser's log tells only of scripts of the window: what breaks in a
 * worker, and what the policy stops, is written to the console by the window.
 */
export function passOnErrors(): void {
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("error", ({ message }) => console.error(`uncaught in a worker: ${message}`));
    }
  };
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`);
  });
}
