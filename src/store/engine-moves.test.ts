/** Which engine trained which part of a run is part of its record, also of the kept one. */
import { expect, test } from "vitest";
import { newRecord, recordEngine, truncateRecord } from "./run-record.ts";
import { readRecord, writeRecord } from "./written-record.ts";

const empty = () => newRecord(1, {} as never, {} as never, [], []);

function moved() {
  const record = empty();
  recordEngine(record, { byModel: ["wasm"], update: 0 });
  recordEngine(record, { byModel: ["webgl"], update: 120 });
  // Told again with every look at what else there is.
  recordEngine(record, { byModel: ["webgl"], update: 140 });
  return record;
}
const move = { update: 120, from: "wasm", to: "webgl" };

test("an engine that takes another one's place is recorded with its update", () => {
  expect(moved().moves).toEqual([move]);
  const untrained = empty();
  recordEngine(untrained, { byModel: ["wasm"], update: 0 });
  recordEngine(untrained, { byModel: ["webgl"], update: 0 });
  expect([untrained.engines, untrained.moves]).toEqual([["webgl"], []]);
});

test("it is written and read with the curves, and older runs without it are read", () => {
  const written = structuredClone(writeRecord(moved()));
  const read = empty();
  readRecord(read, written);
  expect(read.moves).toEqual([move]);
  const { moves: _, ...older } = written;
  const old = empty();
  readRecord(old, older);
  expect(old.moves).toEqual([]);
  expect(() => readRecord(empty(), { ...written, moves: "webgl" as never })).toThrow(RangeError);
});

test("a run that goes back to before the move goes on with the engine that it has, and says so", () => {
  const after = moved();
  truncateRecord(after, 130);
  expect(after.moves).toEqual([move]);
  const before = moved();
  truncateRecord(before, 100);
  expect(before.moves).toEqual([{ ...move, update: 100 }]);
  const untrained = moved();
  truncateRecord(untrained, 0);
  expect(untrained.moves).toEqual([]);
});

test("of a race over several engines only the models that moved are told of, those that moved together once", () => {
  const record = empty();
  recordEngine(record, { byModel: ["wasm", "reference", "wasm"], update: 0 });
  recordEngine(record, { byModel: ["webgl", "reference", "webgl"], update: 120 });
  expect(record.moves).toEqual([move]);
  recordEngine(record, { byModel: ["reference", "reference", "webgl"], update: 130 });
  expect(record.moves).toEqual([move, { update: 130, from: "webgl", to: "reference" }]);
});
