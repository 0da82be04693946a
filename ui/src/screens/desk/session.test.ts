// What the desk answers: the shell's receipts, and its own words when nothing could be recorded.
import { beforeEach, expect, it, vi } from "vitest";
import type { CommandError, Receipt } from "../../host";

vi.hoisted(() => {
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("navigator", { language: "zh-CN" });
});
const shell = vi.hoisted(() => ({ calls: [] as unknown[], answer: (): Promise<unknown> => Promise.resolve([]) }));
vi.mock("@tauri-apps/api/core", () => ({ invoke: (name: string, args: unknown) => { shell.calls.push([name, args]); return shell.answer(); } }));
vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));
vi.mock("@tauri-apps/api/window", () => ({ getCurrentWindow: () => undefined }));

const { answer, busy, confirmFace, direction, keepTrue, notRecording, project, refuseComposed, refuseFace, takeImage, takeText, turnDirection, undo } = await import("./session");

const { faces } = await import("./faces");

const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  fact: "f1", at: "2024-06-08T08:41:07+08:00", kind: "in", code: null, title: "签到成功", message: "", next: null, person: null, minutes: null, desk: null, undoable: true, undone: false, ...more,
});
const idle = (): Promise<void> => vi.waitFor(() => { if (busy.value) throw new Error("still busy"); });
const rejects = (error: CommandError) => (): Promise<never> => Promise.reject(error);

beforeEach(() => {
  shell.calls.length = 0;
  project.value = "p";
  direction.value = "auto";
});

it("a text goes to the shell exactly as it came, with the project and direction of its moment", async () => {
  shell.answer = () => Promise.resolve([receipt()]);
  direction.value = "in";
  takeText(" VC1:A  B ");
  turnDirection();
  project.value = "q";
  await idle();
  expect(shell.calls).toEqual([["scan", { project: "p", direction: "in", text: " VC1:A  B " }]]);
  expect(answer.value?.receipt.title).toBe("签到成功");
  expect(notRecording.value).toBe(false);
});

it("the last of several cards in one picture is in front, the others are counted", async () => {
  shell.answer = () => Promise.resolve([receipt({ fact: "a" }), receipt({ fact: "b" }), receipt({ fact: "c" })]);
  takeImage(new Blob([new Uint8Array([1])], { type: "image/png" }));
  await idle();
  expect(answer.value?.receipt.fact).toBe("c");
  expect(answer.value?.others).toBe(2);
});

it("a picture without a card, and a file that is no picture, are refused in words", async () => {
  shell.answer = () => Promise.resolve([]);
  takeImage(new Blob([], { type: "image/png" }));
  await idle();
  expect(answer.value?.receipt.code).toBe("no-code");
  shell.calls.length = 0;
  takeImage(new Blob([], { type: "text/plain" }));
  await idle();
  expect(answer.value?.receipt.code).toBe("not-an-image");
  expect(shell.calls).toEqual([]);
});

it("a full disk is told, the desk says it is not recording, and the same scan can be tried again", async () => {
  shell.answer = rejects({ code: "disk-full", message: "磁盘已满" });
  takeText("VC1:X");
  await idle();
  expect(answer.value?.receipt).toMatchObject({ kind: "refused", code: "disk-full", message: "磁盘已满" });
  expect(notRecording.value).toBe(true);
  shell.answer = () => Promise.resolve([receipt()]);
  answer.value?.retry?.();
  await idle();
  expect(shell.calls.length).toBe(2);
  expect(shell.calls[1]).toEqual(shell.calls[0]);
  expect(notRecording.value).toBe(false);
});

it("input at fault does not put the next scan in doubt", async () => {
  shell.answer = rejects({ code: "bad-input", message: "图片太大" });
  takeText("x");
  await idle();
  expect(notRecording.value).toBe(false);
});

it("what an input method touched never reaches the shell", () => {
  refuseComposed();
  expect(answer.value?.receipt.code).toBe("input-method");
  expect(shell.calls).toEqual([]);
});

it("without a project nothing is sent", async () => {
  project.value = null;
  takeText("VC1:X");
  await idle();
  expect(answer.value?.receipt.code).toBe("no-project");
  expect(shell.calls).toEqual([]);
});

it("an undo that fails says so and leaves scanning alone", async () => {
  shell.answer = rejects({ code: "refused", message: "太晚了" });
  undo("f1");
  await idle();
  expect(answer.value?.receipt).toMatchObject({ title: "没有撤销", code: "refused" });
  expect(notRecording.value).toBe(false);
});

it("the answer in front follows a punch taken back elsewhere", async () => {
  shell.answer = () => Promise.resolve([receipt({ fact: "seen" })]);
  takeText("VC1:X");
  await idle();
  keepTrue([receipt({ fact: "other", undone: true }), receipt({ fact: "seen", undone: true })]);
  expect(answer.value?.receipt.undone).toBe(true);
});

it("the direction goes round", () => {
  const seen = [1, 2, 3].map(() => { turnDirection(); return direction.value; });
  expect(seen).toEqual(["in", "out", "auto"]);
});

const person = { volunteer: "v1", number: "7", name: "林晓", organisation: "队", stars: null };
const waits = (): Receipt => receipt({ fact: "w", kind: "refused", code: "face-check-required", next: "face-check", person, undoable: false });

it("who was never checked waits, and is signed in once confirmed", async () => {
  shell.answer = () => Promise.resolve([waits()]);
  takeText("VC1:X");
  await idle();
  expect(faces.value.length).toBe(1);
  shell.answer = () => Promise.resolve(receipt({ fact: "in", person }));
  confirmFace(waits());
  expect(faces.value.length).toBe(0);
  await idle();
  expect(shell.calls.at(-1)).toEqual(["face_confirm", { fact: "w" }]);
  expect(answer.value?.receipt.kind).toBe("in");
});

it("a check that could not be recorded waits again; one that is gone does not", async () => {
  shell.answer = rejects({ code: "disk-full", message: "磁盘已满" });
  confirmFace(waits());
  await idle();
  expect(faces.value.length).toBe(1);
  shell.answer = rejects({ code: "bad-input", message: "没有这条记录" });
  refuseFace(waits());
  await idle();
  expect(faces.value.length).toBe(0);
});

it("another person's card stays the answer although the scan was taken back", async () => {
  shell.answer = () => Promise.resolve(receipt({ fact: "w", kind: "refused", code: "not-the-person", title: "不是本人", undoable: false }));
  refuseFace(waits());
  await idle();
  keepTrue([{ ...waits(), undone: true }]);
  expect(answer.value?.receipt.code).toBe("not-the-person");
});

it("the answer in front follows what another desk's facts made of it", async () => {
  shell.answer = () => Promise.resolve([receipt({ fact: "seen" })]);
  takeText("VC1:X");
  await idle();
  keepTrue([receipt({ fact: "seen", kind: "notice", code: "duplicate", title: "重复打卡" })]);
  expect(answer.value?.receipt.code).toBe("duplicate");
});
