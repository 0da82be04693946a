// Queries that keep themselves true: each names its topics, and a change to one of them makes it read again.
import { getCurrentScope, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Ref, ShallowRef, WatchSource } from "vue";
import { failureOf, onChanged } from "../host";
import type { CommandFailure, Topic } from "../host";

export type Query<T> = {
  /** The last answer; undefined until the first one arrives. */
  data: Readonly<ShallowRef<T | undefined>>;
  /** Why the last reading failed; null after a good one. The data of the reading before is kept. */
  failure: Readonly<ShallowRef<CommandFailure | null>>;
  reading: Readonly<Ref<boolean>>;
  /** Reads again; readings that overlap become one more reading after the present one. */
  refresh: () => Promise<void>;
};

type Live = { topics: readonly Topic[]; refresh: () => Promise<void> };
const live = new Set<Live>();

/** Starts listening for changes; to be called once, before the first screen. */
export async function followChanges(): Promise<void> {
  await onChanged(({ topics }) => { announce(topics); });
}

/** Makes every open query on one of these topics read again. */
export function announce(topics: readonly Topic[]): void {
  for (const query of live) if (query.topics.some((topic) => topics.includes(topic))) void query.refresh();
}

/**
 * A query on `topics`. It reads at once, again on each change, and again when `on` changes;
 * an answer to an older `on` is thrown away. It ends with the component that asked.
 */
export function useQuery<T>(topics: readonly Topic[], read: () => Promise<T>, on?: WatchSource): Query<T> {
  const data = shallowRef<T>();
  const failure = shallowRef<CommandFailure | null>(null);
  const reading = ref(false);
  let wanted = 0;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    let answered = 0;
    while (answered < wanted) {
      answered = wanted;
      try {
        const answer = await read();
        if (answered < wanted) continue;
        data.value = answer;
        failure.value = null;
      } catch (thrown) {
        failure.value = failureOf(thrown);
      }
    }
    // In the same step as the last look at `wanted`, or a wish in between would be lost.
    running = null;
    reading.value = false;
  }

  function refresh(): Promise<void> {
    wanted += 1;
    if (running) return running;
    reading.value = true;
    running = run();
    return running;
  }

  const entry: Live = { topics, refresh };
  live.add(entry);
  if (getCurrentScope()) onScopeDispose(() => { live.delete(entry); });
  if (on) watch(on, () => { data.value = undefined; void refresh(); });
  void refresh();
  return { data, failure, reading, refresh };
}
