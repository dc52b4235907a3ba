/** The reader of large tables against a worker that is a plain object. */

import { expect, test, vi } from "vitest";
import { linkRoom, packed } from "../experiment/data-in-link.ts";
import { inEnglish } from "../lib/phrase.ts";
import { readTable } from "../own-data/read-table.ts";
import type { TableAnswer, TableRequest } from "./table-messages.ts";
import { createTableReader } from "./table-reader.ts";

const text = "date,x\n2023-01-01,5\n2023-01-02,6\n2023-01-03,7";

function stub() {
  const port = {
    postMessage: vi.fn<(request: TableRequest) => void>(),
    terminate: vi.fn(),
    onmessage: null as ((event: MessageEvent) => void) | null,
    onerror: null as ((event: ErrorEvent) => void) | null,
    answer: (data: TableAnswer) => port.onmessage?.({ data } as MessageEvent),
  };
  return port;
}
const begin = () => {
  const ports: ReturnType<typeof stub>[] = [];
  const reader = createTableReader(() => {
    const port = stub();
    ports.push(port);
    return port as unknown as Worker;
  });
  return { ports, reader };
};

test("progress is passed on, what the worker packed is known, and the worker ends", async () => {
  const { ports, reader } = begin();
  const onProgress = vi.fn();
  const answer = reader.read(text, "t", {}, onProgress);
  const [port] = ports;
  const { id } = port?.postMessage.mock.calls[0]?.[0] ?? { id: -1 };
  port?.answer({ kind: "progress", id, share: 0.5 });
  expect(onProgress).toHaveBeenCalledWith(0.5);
  const read = readTable(text, "t");
  if (!read.ok) throw new Error(inEnglish(read.problem));
  port?.answer({ kind: "read", id, read, packed: { ...packed(read.table), size: 77 } });
  expect(await answer).toEqual(read);
  expect(linkRoom(read.table).size).toBe(77);
  expect(port?.terminate).toHaveBeenCalled();
});

test("a later request ends the earlier one, and disposing ends the last", async () => {
  const { ports, reader } = begin();
  const first = reader.read(text, "t", {}, () => {});
  const second = reader.read(text, "t", { header: false }, () => {});
  expect(await first).toBeNull();
  expect(ports[0]?.terminate).toHaveBeenCalled();
  reader.dispose();
  expect(await second).toBeNull();
});

test("where no worker runs, the page reads the table", async () => {
  const { ports, reader } = begin();
  const answer = reader.read(text, "t", {}, () => {});
  ports[0]?.onerror?.({} as ErrorEvent);
  expect(await answer).toMatchObject({ ok: true, table: { columns: [{ name: "x" }] } });
});

test("an error of reading is one of the request", async () => {
  const { ports, reader } = begin();
  const answer = reader.read(text, "t", {}, () => {});
  ports[0]?.answer({ kind: "failed", id: 0, reason: "no" });
  await expect(answer).rejects.toThrow("no");
});
