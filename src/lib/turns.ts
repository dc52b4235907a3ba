const waiting: (() => void)[] = [];
let isSet = false;

/**
 * Calls back after those that wait already, each in a task of its own, so that the page can draw and answer in between.
 *
 * @returns gives the turn up
 */
export function takeTurn(call: () => void): () => void {
  waiting.push(call);
  set();
  return () => {
    const at = waiting.indexOf(call);
    if (at >= 0) waiting.splice(at, 1);
  };
}

function set(): void {
  if (isSet || waiting.length === 0) return;
  isSet = true;
  setTimeout(() => {
    isSet = false;
    const call = waiting.shift();
    set();
    call?.();
  });
}
