// Queries read again when, and only when, what they stand on changed.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { announce, useQuery } from "./queries";
import type { Query } from "./queries";

vi.mock("@tauri-apps/api/core", () => ({ invoke: () => Promise.reject(new Error("no shell in a unit test")) }));
vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));
vi.mock("@tauri-apps/api/window", () => ({ getCurrentWindow: () => undefined }));

/** Readings that are answered by hand, to see what happens in between. */
class Shell {
  asked: { answer: (value: number) => void; fail: (why: unknown) => void }[] = [];
  read = (): Promise<number> => new Promise((answer, fail) => { this.asked.push({ answer, fail }); });
  async answer(value: number): Promise<void> {
    this.asked.at(-1)?.answer(value);
    await settled();
  }
}

const settled = async (): Promise<void> => { for (let i = 0; i < 5; i += 1) await nextTick(); };

let shell: Shell;
beforeEach(() => { shell = new Shell(); });

function open(on?: Parameters<typeof useQuery>[2]): { query: Query<number>; close: () => void } {
  const scope = effectScope();
  const query = scope.run(() => useQuery(["facts", "people"], shell.read, on));
  if (!query) throw new Error("the scope is active");
  return { query, close: () => { scope.stop(); } };
}

describe("a query", () => {
  it("reads at once and again on its own topics, not on others", async () => {
    const { query, close } = open();
    await shell.answer(1);
    expect(query.data.value).toBe(1);
    announce(["status"]);
    expect(shell.asked.length).toBe(1);
    announce(["status", "people"]);
    expect(shell.asked.length).toBe(2);
    await shell.answer(2);
    expect(query.data.value).toBe(2);
    close();
  });

  it("makes one more reading of many changes that come while it reads", async () => {
    const { query, close } = open();
    for (let i = 0; i < 10; i += 1) announce(["facts"]);
    expect(shell.asked.length).toBe(1);
    await shell.answer(1);
    expect(shell.asked.length).toBe(2);
    await shell.answer(2);
    expect(shell.asked.length).toBe(2);
    expect(query.data.value).toBe(2);
    expect(query.reading.value).toBe(false);
    close();
  });

  it("never shows the answer to an older question", async () => {
    const project = ref("a");
    const { query, close } = open(project);
    project.value = "b";
    await nextTick();
    await shell.answer(1);
    expect(query.data.value).toBeUndefined();
    await shell.answer(2);
    expect(query.data.value).toBe(2);
    close();
  });

  it("keeps what it had when a reading fails, and says why until one succeeds", async () => {
    const { query, close } = open();
    await shell.answer(1);
    announce(["facts"]);
    shell.asked.at(-1)?.fail({ code: "disk", message: "the disk" });
    await settled();
    expect(query.data.value).toBe(1);
    expect(query.failure.value?.code).toBe("disk");
    announce(["facts"]);
    await shell.answer(3);
    expect(query.failure.value).toBeNull();
    expect(query.data.value).toBe(3);
    close();
  });

  it("ends with the screen that asked", async () => {
    const { close } = open();
    await shell.answer(1);
    close();
    announce(["facts"]);
    expect(shell.asked.length).toBe(1);
  });
});
