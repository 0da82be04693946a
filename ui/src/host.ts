// The only door to the desktop shell: every command, every event, every window call of the screens goes through here.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { commands } from "./bindings";
import type { Changed, CommandError, Direction, ErrorCode, PictureRead, Progress, Receipt, Recorded, RequestForm } from "./bindings";

export type * from "./bindings";

/** A command that could not be carried out; `message` is already in the chosen language. */
export class CommandFailure extends Error {
  readonly code: ErrorCode;
  constructor(error: CommandError) {
    super(error.message);
    this.code = error.code;
  }
}

const heard = new Set<(failure: CommandFailure) => void>();

/** Calls `listener` for each failed command, after the caller's own promise was rejected. */
export function onFailure(listener: (failure: CommandFailure) => void): void {
  heard.add(listener);
}

/** Whatever was thrown, as a failure with a code; what is not one of ours is `internal`. */
export function failureOf(thrown: unknown): CommandFailure {
  if (thrown instanceof CommandFailure) return thrown;
  if (isCommandError(thrown)) return new CommandFailure(thrown);
  return new CommandFailure({ code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) });
}

function isCommandError(thrown: unknown): thrown is CommandError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown && typeof thrown.message === "string";
}

function guarded<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await call(...args);
    } catch (thrown) {
      const failure = failureOf(thrown);
      heard.forEach((listener) => { listener(failure); });
      throw failure;
    }
  };
}

/** An image file goes as raw bytes, which the generated commands cannot describe. */
const scanImage = (project: string, direction: Direction, image: Uint8Array): Promise<Receipt[]> =>
  invoke<Receipt[]>("scan_image", image, { headers: { project, direction } });

const readEvidence = (image: Uint8Array): Promise<PictureRead> => invoke<PictureRead>("read_evidence", image);

/** The form and its pictures go as one body, each part after its length in four bytes. */
function requestSupplement(form: RequestForm, pictures: readonly Uint8Array[]): Promise<Recorded> {
  const parts = [new TextEncoder().encode(JSON.stringify(form)), ...pictures];
  const body = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(body.buffer).setUint32(at, part.length);
    body.set(part, at + 4);
    at += 4 + part.length;
  }
  return invoke<Recorded>("request_supplement", body);
}

export const host = {
  state: guarded(commands.state),
  suggestPassphrase: guarded(commands.suggestPassphrase),
  startDemo: guarded(commands.startDemo),
  join: guarded(commands.join),
  unlock: guarded(commands.unlock),
  lock: guarded(commands.lock),
  projects: guarded(commands.projects),
  desk: guarded(commands.desk),
  scan: guarded(commands.scan),
  scanImage: guarded(scanImage),
  undo: guarded(commands.undo),
  faceQuestion: guarded(commands.faceQuestion),
  faceConfirm: guarded(commands.faceConfirm),
  faceRefuse: guarded(commands.faceRefuse),
  sweep: guarded(commands.sweep),
  closeSweep: guarded(commands.closeSweep),
  portrait: guarded(commands.portrait),
  members: guarded(commands.members),
  supplementRights: guarded(commands.supplementRights),
  casesWaiting: guarded(commands.casesWaiting),
  missingRecords: guarded(commands.missingRecords),
  waitingSupplements: guarded(commands.waitingSupplements),
  latestSupplements: guarded(commands.latestSupplements),
  serviceDay: guarded(commands.serviceDay),
  mayRequest: guarded(commands.mayRequest),
  readEvidence: guarded(readEvidence),
  requestSupplement: guarded(requestSupplement),
  evidence: guarded(commands.evidence),
  decideSupplement: guarded(commands.decideSupplement),
  disputes: guarded(commands.disputes),
  mayDispute: guarded(commands.mayDispute),
  raiseDispute: guarded(commands.raiseDispute),
  resolveDispute: guarded(commands.resolveDispute),
  unconfirmedDays: guarded(commands.unconfirmedDays),
  confirmDay: guarded(commands.confirmDay),
  status: guarded(commands.status),
  syncNow: guarded(commands.syncNow),
  printCards: guarded(commands.printCards),
  settings: guarded(commands.settings),
  saveSettings: guarded(commands.saveSettings),
  projectBook: guarded(commands.projectBook),
  projectDetail: guarded(commands.projectDetail),
  formChoices: guarded(commands.formChoices),
  checkProject: guarded(commands.checkProject),
  saveDraft: guarded(commands.saveDraft),
  openDraft: guarded(commands.openDraft),
  deleteDraft: guarded(commands.deleteDraft),
  publishProject: guarded(commands.publishProject),
  changeProject: guarded(commands.changeProject),
  deleteProject: guarded(commands.deleteProject),
  copyProject: guarded(commands.copyProject),
  participants: guarded(commands.participants),
  admitPeople: guarded(commands.admitPeople),
  removeParticipant: guarded(commands.removeParticipant),
  projectRecords: guarded(commands.projectRecords),
  record: guarded(commands.record),
  memberHours: guarded(commands.memberHours),
};

/** Calls `listener` after each commit on this machine with the topics it touched. */
export const onChanged = (listener: (changed: Changed) => void): Promise<() => void> =>
  listen<Changed>("changed", (event) => { listener(event.payload); });

/** Calls `listener` while a long task goes on. */
export const onProgress = (listener: (progress: Progress) => void): Promise<() => void> =>
  listen<Progress>("progress", (event) => { listener(event.payload); });

/** Switches the window between full screen and its former size. */
export async function toggleFullScreen(): Promise<void> {
  const window = getCurrentWindow();
  await window.setFullscreen(!(await window.isFullscreen()));
}
