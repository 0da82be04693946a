// The queue of face checks: nobody twice, nobody lost, nothing in it that does not wait.
import { beforeEach, expect, it } from "vitest";
import { askFace, clearFaces, dropFace, dropVolunteer, faceFirst, faces } from "./faces";
import type { Receipt } from "../../host";

const scan = (fact: string, volunteer: string, more: Partial<Receipt> = {}): Receipt => ({
  fact, at: "2024-06-08T08:41:07+08:00", kind: "refused", code: "face-check-required", title: "需要面验", message: "", next: "face-check",
  person: { volunteer, number: "1", name: "林晓", organisation: "队", stars: null }, minutes: null, desk: null, undoable: false, undone: false, ...more,
});
const inOrder = (): (string | null)[] => faces.value.map((one) => one.fact);

beforeEach(clearFaces);

it("several people wait in the order in which they came", () => {
  askFace(scan("a", "1"));
  askFace(scan("b", "2"));
  expect(inOrder()).toEqual(["a", "b"]);
  dropFace("a");
  expect(inOrder()).toEqual(["b"]);
});

it("who scans again keeps the place with the newer scan", () => {
  askFace(scan("a", "1"));
  askFace(scan("b", "2"));
  askFace(scan("c", "1"));
  expect(inOrder()).toEqual(["c", "b"]);
  faceFirst(scan("d", "2"));
  expect(inOrder()).toEqual(["d", "c"]);
});

it("only what waits for a face check is taken", () => {
  askFace(scan("a", "1", { next: "lock-in" }));
  askFace(scan("b", "2", { undone: true }));
  askFace(scan("c", "3", { person: null }));
  expect(inOrder()).toEqual([]);
});

it("who was signed in another way waits no more", () => {
  askFace(scan("a", "1"));
  dropVolunteer("1");
  dropVolunteer(undefined);
  expect(inOrder()).toEqual([]);
});
