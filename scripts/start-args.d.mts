export function viteArgs(port: number, given: readonly string[]): string[];
