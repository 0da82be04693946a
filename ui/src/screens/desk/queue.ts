// Scans waiting their turn: in order, none dropped, one failing never stops the next.
import { readonly, ref } from "vue";
import type { Ref } from "vue";

export type Queue = {
  /** How many were taken and are not answered yet. */
  waiting: Readonly<Ref<number>>;
  /** Takes a piece of work; it starts when all before it have ended. */
  add: (work: () => Promise<void>) => void;
  /** Resolves when everything taken so far has ended. */
  settled: () => Promise<void>;
};

/** A queue; `failed` hears of work that rejected. */
export function createQueue(failed: (thrown: unknown) => void): Queue {
  const waiting = ref(0);
  let last: Promise<void> = Promise.resolve();

  function add(work: () => Promise<void>): void {
    waiting.value += 1;
    last = last.then(work).catch(failed).finally(() => { waiting.value -= 1; });
  }

  return { waiting: readonly(waiting), add, settled: () => last };
}
