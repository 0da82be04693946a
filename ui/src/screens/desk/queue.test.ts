// The order of scans.
import { expect, it } from "vitest";
import { createQueue } from "./queue";

const later = (turns: number): Promise<void> => (turns === 0 ? Promise.resolve() : Promise.resolve().then(() => later(turns - 1)));

it("answers in the order taken, however long each one needs", async () => {
  const order: number[] = [];
  const queue = createQueue(() => undefined);
  [9, 1, 5, 0].forEach((turns, i) => { queue.add(async () => { await later(turns); order.push(i); }); });
  expect(queue.waiting.value).toBe(4);
  await queue.settled();
  expect(order).toEqual([0, 1, 2, 3]);
  expect(queue.waiting.value).toBe(0);
});

it("goes on after one that fails, and tells of it", async () => {
  const order: number[] = [];
  const told: unknown[] = [];
  const queue = createQueue((thrown) => { told.push(thrown); });
  queue.add(() => Promise.reject(new Error("disk")));
  queue.add(async () => { order.push(1); });
  await queue.settled();
  expect(order).toEqual([1]);
  expect(told).toEqual([new Error("disk")]);
});
