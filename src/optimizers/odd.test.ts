import { expect, test } from "vitest";
import { defaults } from "../lib/fields.ts";
import { optimizers } from "./index.ts";

const arithmetic = {
  constant: (value: number) => value,
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  sqrt: Math.sqrt,
};

/** Three updates of one weight with settings at which every slot counts. */
function trained(kind: keyof typeof optimizers, sign: 1 | -1) {
  const { fields, scalars, slots, update } = optimizers[kind];
  const options = { ...defaults(fields), momentum: 0.9 };
  let [parameter, state] = [sign * 0.3, Object.fromEntries(slots.map((slot) => [slot, 0]))];
  [0.5, -0.2, 0.7].forEach((gradient, n) => {
    const known: { [name: string]: number } = {
      ...{ parameter, gradient: sign * gradient },
      ...state,
      ...scalars(options, n + 1),
    };
    const next: { [slot: string]: number } = {};
    parameter = update<number>({ ...arithmetic, ref: (name) => known[name] as number }, (slot, value) => {
      next[slot] = value;
      return value;
    });
    state = next;
  });
  return { parameter, state };
}

test.each(Object.values(optimizers))(
  "$kind: a negated weight with a negated gradient stays the negated one, if its odd slots alone are negated too",
  ({ kind, slots, odd }) => {
    const [plus, minus] = [trained(kind, 1), trained(kind, -1)];
    expect(minus.parameter).toBe(-plus.parameter);
    for (const slot of slots) {
      expect(plus.state[slot]).not.toBe(0);
      expect(minus.state[slot]).toBe((odd.includes(slot) ? -1 : 1) * (plus.state[slot] as number));
    }
  },
);
