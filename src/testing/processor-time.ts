/**
 * For tests of how long something may take: a clock would count what other programs take on a busy machine.
 * @returns seconds that this process has taken on all cores
 */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * What `work` returns, as long as it takes no more of the processor.
 * @throws Error that says how long it took
 */
export function withinSeconds<T>(seconds: number, work: () => T): T {
  const before = processorSeconds();
  const result = work();
  const taken = processorSeconds() - before;
  if (taken > seconds)
    throw new Error(`it took ${taken.toFixed(2)} s of the processor; ${seconds} s is the most`);
  return result;
}
