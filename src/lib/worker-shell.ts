interface ShellScope {
  onmessage: ((event: MessageEvent) => void) | null;
}

/**
 * All that a module worker's entry script does: it keeps what arrives until the worker's body is loaded, then hands it over
 * in order. The body must be a chunk of its own. WebKit evaluates the entry of a module worker a second time when another
 * chunk imports it, and the second copy would take over `onmessage` with none of the first copy's state.
 * @param load imports the body and returns what takes its messages.
 */
export function startWorker<Message>(load: () => Promise<(message: Message) => void>): void {
  const scope = self as unknown as ShellScope;
  const waiting: Message[] = [];
  scope.onmessage = ({ data }) => void waiting.push(data as Message);
  load().then(
    (receive) => {
      scope.onmessage = ({ data }) => receive(data as Message);
      for (const message of waiting) receive(message);
    },
    // An unhandled rejection in a worker is not told to the page; an error is.
    (error: unknown) => {
      setTimeout(() => {
        throw error;
      });
    },
  );
}
