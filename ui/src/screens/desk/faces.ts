// Who waits at the desk for a face check: a short queue, one card in it once, the first in front.
import { readonly, shallowRef } from "vue";
import type { Receipt } from "../../host";

const waiting = shallowRef<readonly Receipt[]>([]);

/** The scans that wait for a face check, in the order in which they came. */
export const faces = readonly(waiting);

const isOf = (volunteer: string | undefined) => (one: Receipt): boolean => one.person?.volunteer === volunteer;

/** Whether this answer waits for a face check at all. */
export function needsFace(receipt: Receipt): boolean {
  return receipt.next === "face-check" && receipt.fact !== null && receipt.person !== null && !receipt.undone;
}

/** Puts a scan in the queue; the same person's earlier one gives its place to it. */
export function askFace(receipt: Receipt): void {
  if (!needsFace(receipt)) return;
  const same = isOf(receipt.person?.volunteer);
  const known = waiting.value.some(same);
  waiting.value = known ? waiting.value.map((one) => (same(one) ? receipt : one)) : [...waiting.value, receipt];
}

/** Brings a scan to the front, for one who comes back or was asked for by hand. */
export function faceFirst(receipt: Receipt): void {
  if (!needsFace(receipt)) return;
  const same = isOf(receipt.person?.volunteer);
  waiting.value = [receipt, ...waiting.value.filter((one) => !same(one))];
}

/** Takes a scan out of the queue: it was decided, or put aside. */
export function dropFace(fact: string | null): void {
  waiting.value = waiting.value.filter((one) => one.fact !== fact);
}

/** Whoever was signed in meanwhile waits no more. */
export function dropVolunteer(volunteer: string | undefined): void {
  waiting.value = waiting.value.filter((one) => !isOf(volunteer)(one));
}

/** Nobody waits. */
export function clearFaces(): void {
  waiting.value = [];
}
