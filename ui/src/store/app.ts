// What every screen knows: the application's state, the settings, the status line, and the screen in front.
import { computed, effectScope, ref, shallowRef } from "vue";
import { failureOf, host, onFailure, onProgress } from "../host";
import type { AppState, CommandError, Progress, Settings, StatusLine } from "../host";
import { followChanges, useQuery } from "./queries";
import type { Query } from "./queries";

export type Screen = "desk" | "projects" | "supplements" | "sweep" | "print" | "sync" | "settings";

const state = shallowRef<AppState | null>(null);
const settings = shallowRef<Settings>({ language: navigator.language.startsWith("en") ? "en" : "zh", theme: "system", sound: true });
const progress = shallowRef<Progress | null>(null);

export const screen = ref<Screen>("desk");
export const appState = computed(() => state.value);
export const appSettings = computed(() => settings.value);
export const taskProgress = computed(() => progress.value);

let statusQuery: Query<StatusLine> | null = null;

/** The status line, read only while the application is open. */
export function useStatus(): Query<StatusLine> {
  statusQuery ??= effectScope(true).run(() => useQuery(["status", "settings"], host.status)) ?? null;
  if (!statusQuery) throw new Error("a detached scope always runs");
  return statusQuery;
}

/** Takes over the state a command answered with. */
export function takeState(next: AppState): void {
  const opened = next.phase === "open" && state.value?.phase !== "open";
  state.value = next;
  progress.value = null;
  if (opened) {
    screen.value = "desk";
    void statusQuery?.refresh();
    void readSettings();
  }
}

/** Reads the state; a failure is shown as trouble, not hidden. */
export async function readState(): Promise<void> {
  try {
    takeState(await host.state());
  } catch (thrown) {
    const { code, message } = failureOf(thrown);
    showTrouble({ code, message });
  }
}

function showTrouble(trouble: CommandError): void {
  const known = state.value ?? { organisation: null, desk: null, staff: null, demo: false, version: "" };
  state.value = { ...known, phase: "trouble", trouble };
}

async function readSettings(): Promise<void> {
  // Before the replica is open there may be none: what is on screen stays.
  settings.value = await host.settings().catch(() => settings.value);
}

/** Shows the change at once and keeps it; rejects when it could not be kept. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  settings.value = { ...settings.value, ...change };
  settings.value = await host.saveSettings(settings.value);
}

/** Changes the language on screen where nothing can be kept yet. */
export async function changeLanguage(language: Settings["language"]): Promise<void> {
  const wanted = { ...settings.value, language };
  settings.value = wanted;
  await host.saveSettings(wanted).catch(() => undefined);
  await readState();
}

/** Closes the records; whatever the shell then says is shown. */
export async function lockNow(): Promise<void> {
  try {
    takeState(await host.lock());
  } catch {
    await readState();
  }
}

/** Starts everything that lives as long as the window. */
export async function startApp(): Promise<void> {
  onFailure((failure) => {
    if (failure.code === "locked" && state.value?.phase === "open") void readState();
  });
  await followChanges();
  await onProgress((step) => { progress.value = step; });
  effectScope(true).run(() => useQuery(["settings"], readSettings));
  await readState();
}
