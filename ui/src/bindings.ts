// This file is generated from the commands of the desktop shell: change them there.
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";

export const commands = {
  state: () => __TAURI_INVOKE<AppState>("state"),
  suggestPassphrase: () => __TAURI_INVOKE<string>("suggest_passphrase"),
  startDemo: (passphrase: string) => __TAURI_INVOKE<AppState>("start_demo", { passphrase }),
  join: (address: string, code: string, passphrase: string) => __TAURI_INVOKE<AppState>("join", { address, code, passphrase }),
  unlock: (passphrase: string) => __TAURI_INVOKE<AppState>("unlock", { passphrase }),
  lock: () => __TAURI_INVOKE<AppState>("lock"),
  projects: () => __TAURI_INVOKE<ProjectSummary[]>("projects"),
  desk: (project: string) => __TAURI_INVOKE<DeskView>("desk", { project }),
  scan: (project: string, direction: Direction, text: string) => __TAURI_INVOKE<Receipt[]>("scan", { project, direction, text }),
  undo: (fact: string) => __TAURI_INVOKE<Receipt>("undo", { fact }),
  portrait: (volunteer: string) => __TAURI_INVOKE<string | null>("portrait", { volunteer }),
  members: (search: string, limit: number) => __TAURI_INVOKE<Member[]>("members", { search, limit }),
  status: () => __TAURI_INVOKE<StatusLine>("status"),
  syncNow: () => __TAURI_INVOKE<SyncOutcome>("sync_now"),
  printCards: (numbers: string[], layout: CardLayout) => __TAURI_INVOKE<PrintOutcome>("print_cards", { numbers, layout }),
  settings: () => __TAURI_INVOKE<Settings>("settings"),
  saveSettings: (settings: Settings) => __TAURI_INVOKE<Settings>("save_settings", { settings }),
};

export type Phase = "first-start" | "locked" | "open" | "trouble";
export type Direction = "auto" | "in" | "out";
export type AppState = {
  phase: Phase;
  organisation: string | null;
  desk: string | null;
  staff: string | null;
  demo: boolean;
  trouble: CommandError | null;
  version: string;
};
export type CommandError = { code: ErrorCode; message: string };
export type ErrorCode =
  | "wrong-passphrase"
  | "weak-passphrase"
  | "damaged"
  | "newer-schema"
  | "in-use"
  | "disk-full"
  | "disk"
  | "locked"
  | "not-empty"
  | "invitation"
  | "unreachable"
  | "refused"
  | "bad-input"
  | "printing"
  | "internal";
export type ProjectSummary = {
  id: string;
  name: string;
  timing: "single" | "double";
  kind: "service" | "training";
  state: "recruiting" | "in-progress" | "finished";
  from: string;
  to: string;
  start: string;
  end: string;
  today: boolean;
};
export type Person = { volunteer: string; number: string; name: string; organisation: string; stars: number | null };
export type ReceiptKind = "in" | "out" | "notice" | "refused";
export type NextStep = "find-person" | "lock-in" | "lock-out" | "request-supplement" | "replace-card";
export type Receipt = {
  fact: string | null;
  at: string;
  kind: ReceiptKind;
  code: string | null;
  title: string;
  message: string;
  next: NextStep | null;
  person: Person | null;
  minutes: number | null;
  desk: string | null;
  undoable: boolean;
  undone: boolean;
};
export type Counts = { expected: number; present: number; left: number; absent: number };
export type Inside = { person: Person; since: string; fact: string };
export type DeskView = { project: ProjectSummary; counts: Counts; inside: Inside[]; recent: Receipt[] };
export type Link = "online" | "offline" | "standalone";
export type StatusLine = {
  link: Link;
  since: string | null;
  lastContact: string | null;
  unsent: number;
  attention: number;
  clock: "trusted" | "doubtful";
  diskLow: boolean;
  staff: string;
  central: string | null;
  problem: string | null;
};
export type Member = { person: Person; card: "valid" | "retired" | "expired" | null; phone: string | null };
export type Settings = { language: "zh" | "en"; theme: "system" | "light" | "dark"; sound: boolean };
export type CardLayout = "cr80" | "a4";
export type PrintOutcome = { file: string; printed: number; failed: { number: string; code: string; detail: string }[] };
export type SyncOutcome = { pushed: number; pulled: number; flagged: number; refused: number };
export type Topic = "facts" | "people" | "projects" | "status" | "settings";
export type Changed = { topics: Topic[] };
export type Progress = { task: "demo" | "join" | "first-copy" | "print"; done: number; total: number | null };
