// What the desk is doing: the project, the direction, the answer in front, the scans on their way.
import { computed, readonly, ref, shallowRef, watch } from "vue";
import { failureOf, host } from "../../host";
import type { Direction, Receipt } from "../../host";
import { appSettings, appState } from "../../store/app";
import { t } from "../../text";
import { askFace, clearFaces, dropFace, dropVolunteer } from "./faces";
import { createQueue } from "./queue";
import { sound } from "./sounds";

/** An answer in front: `serial` grows with each one, so the same verdict twice is seen as two. */
export type Answer = { receipt: Receipt; serial: number; fresh: boolean; others: number; retry: (() => void) | null };

/** After this time an answer dims; it stays until the next. */
const FRESH_MS = 5000;
const DIRECTIONS: readonly Direction[] = ["auto", "in", "out"];

const current = shallowRef<Answer | null>(null);
const lastFailed = ref(false);
let serial = 0;
let dimming = 0;

export const project = ref<string | null>(null);
export const direction = ref<Direction>("auto");
export const answer = readonly(current);
/** The last scan could not be recorded: the desk must not look as if it could. */
export const notRecording = readonly(lastFailed);

const queue = createQueue((thrown) => { fail(thrown, t.value.desk.failedTitle, null); });
export const busy = computed(() => queue.waiting.value > 0);

function put(receipt: Receipt, more: { others?: number; retry?: (() => void) | null; fresh?: boolean } = {}): void {
  const fresh = more.fresh ?? true;
  serial += 1;
  current.value = { receipt, serial, fresh, others: more.others ?? 0, retry: more.retry ?? null };
  window.clearTimeout(dimming);
  if (!fresh) return;
  dimming = window.setTimeout(() => { if (current.value) current.value = { ...current.value, fresh: false }; }, FRESH_MS);
  if (appSettings.value.sound) sound(receipt.kind);
}

/** This machine's time in the form receipts use. */
function localTime(now: Date): string {
  const shifted = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** An answer the screens give themselves, when nothing reached the shell or it could not record. */
function refuseHere(code: string, title: string, message: string, retry: (() => void) | null = null): void {
  const receipt: Receipt = { fact: null, at: localTime(new Date()), kind: "refused", code, title, message, next: null, person: null, minutes: null, desk: null, undoable: false, undone: false };
  put(receipt, { retry });
}

function fail(thrown: unknown, title: string, retry: (() => void) | null): void {
  const failure = failureOf(thrown);
  refuseHere(failure.code, title, failure.message, retry);
}

function take(receipts: Receipt[]): void {
  lastFailed.value = false;
  for (const receipt of receipts) {
    askFace(receipt);
    if (receipt.code === null) dropVolunteer(receipt.person?.volunteer);
  }
  const last = receipts.at(-1);
  if (last) put(last, { others: receipts.length - 1 });
}

/** Queues one attempt for the project and direction of this moment; when it fails it can be tried again as it was. */
function attempt(run: (project: string, direction: Direction) => Promise<Receipt[]>, whenEmpty?: () => void): void {
  const [where, way] = [project.value, direction.value];
  if (!where) {
    refuseHere("no-project", t.value.desk.failedTitle, t.value.desk.unarmedProject);
    return;
  }
  const again = (): void => {
    queue.add(async () => {
      try {
        const receipts = await run(where, way);
        if (receipts.length === 0) whenEmpty?.();
        take(receipts);
      } catch (thrown) {
        // What came in was at fault, or this machine: only the second touches the scans to come.
        lastFailed.value = failureOf(thrown).code !== "bad-input";
        fail(thrown, t.value.desk.failedTitle, again);
      }
    });
  };
  again();
}

/** Takes a card's text or a volunteer's number, exactly as it came. */
export function takeText(text: string): void {
  attempt((where, way) => host.scan(where, way, text));
}

/** Takes an image file; what is no image is refused here. */
export function takeImage(file: Blob): void {
  if (!file.type.startsWith("image/")) {
    refuseHere("not-an-image", t.value.desk.notImageTitle, t.value.desk.notImageMessage);
    return;
  }
  attempt(
    async (where, way) => host.scanImage(where, way, new Uint8Array(await file.arrayBuffer())),
    () => { refuseHere("no-code", t.value.desk.emptyImageTitle, t.value.desk.emptyImageMessage); },
  );
}

/** An input method garbled a burst: said aloud, never recorded. */
export function refuseComposed(): void {
  refuseHere("input-method", t.value.desk.imeTitle, t.value.desk.imeMessage);
}

/** Takes back a punch; the answer is what became of it. */
export function undo(fact: string): void {
  queue.add(async () => {
    try {
      put(await host.undo(fact));
    } catch (thrown) {
      fail(thrown, t.value.desk.undoFailedTitle, null);
    }
  });
}

/** The person is who the card says: the answer is the scan, taken once more. */
export function confirmFace(receipt: Receipt): void {
  decideFace(receipt, host.faceConfirm);
}

/** Somebody else holds the card: the answer says so, nothing was signed in. */
export function refuseFace(receipt: Receipt): void {
  decideFace(receipt, host.faceRefuse);
}

/** Out of the queue at once, so that the next key is about the next person; back in where it could not be recorded. */
function decideFace(receipt: Receipt, decide: (fact: string) => Promise<Receipt>): void {
  const { fact } = receipt;
  if (!fact) return;
  dropFace(fact);
  queue.add(async () => {
    try {
      put(await decide(fact));
    } catch (thrown) {
      fail(thrown, t.value.desk.failedTitle, null);
      if (failureOf(thrown).code !== "bad-input") askFace(receipt);
    }
  });
}

/** Puts an earlier answer in front again, quietly. */
export function showAgain(receipt: Receipt): void {
  put(receipt, { fresh: false });
}

const saysTheSame = (one: Receipt, other: Receipt): boolean =>
  one.undone === other.undone && one.kind === other.kind && one.code === other.code && one.message === other.message && one.minutes === other.minutes;

/** The answer in front follows what the records say of it: a punch taken back, or judged otherwise since another desk's facts came. */
export function keepTrue(recent: readonly Receipt[]): void {
  const shown = current.value;
  const now = shown?.receipt.fact ? recent.find((one) => one.fact === shown.receipt.fact) : undefined;
  // An answer of the screens' own about a scan, as that the person was another, is not overruled by it.
  if (shown && now && shown.receipt.code !== "not-the-person" && !saysTheSame(now, shown.receipt)) current.value = { ...shown, receipt: now };
  for (const one of recent) if (one.undone) dropFace(one.fact);
}

/** The next of auto, in, out. */
export function turnDirection(): void {
  direction.value = DIRECTIONS[(DIRECTIONS.indexOf(direction.value) + 1) % DIRECTIONS.length] ?? "auto";
}

/** Nothing of a person stays in front, nor in memory, once the records are closed. */
function clear(): void {
  window.clearTimeout(dimming);
  current.value = null;
  project.value = null;
  direction.value = "auto";
  lastFailed.value = false;
  clearFaces();
}

watch(() => appState.value?.phase, (phase) => { if (phase !== "open") clear(); });
