// The four lists of the screen as rows of one shape, and what each row says at its right.
import type { DisputeRow, MissingRow, Person, SupplementRow } from "../../host";
import { day, elapsed } from "../../text/format";
import type { Text } from "../../text/zh";

export type Tab = "missing" | "waiting" | "done" | "disputes";

export type Entry = { key: string; person: Person; project: string; day: string; note: string; tone: Tone };
export type Tone = "plain" | "soon" | "good" | "bad" | "over";

/** A deadline closer than this is shown as urgent. */
const SOON_MS = 48 * 3_600_000;

/** 「还剩 2 天」, or that it is over. */
export function remaining(text: Text, deadline: string, now: Date): { note: string; tone: Tone } {
  const left = Date.parse(deadline) - now.getTime();
  if (left < 0) return { note: text.supplements.over, tone: "over" };
  return { note: text.supplements.left(elapsed(text, left)), tone: left < SOON_MS ? "soon" : "plain" };
}

export const missingKey = (row: MissingRow): string => `${row.person.volunteer}/${row.project}/${row.day}`;

export function missingEntry(text: Text, row: MissingRow, now: Date): Entry {
  const when = row.requested ? { note: text.supplements.asked, tone: "plain" as const } : remaining(text, row.deadline, now);
  return { ...common(text, row, now), key: missingKey(row), ...when };
}

export function waitingEntry(text: Text, row: SupplementRow, now: Date): Entry {
  const waited = now.getTime() - Date.parse(row.requestedAt);
  const note = waited < 60_000 ? text.sync.justNow : text.supplements.waited(elapsed(text, waited));
  return { ...common(text, row, now), key: row.fact, note, tone: "plain" };
}

export function doneEntry(text: Text, row: SupplementRow, now: Date): Entry {
  return { ...common(text, row, now), key: row.fact, note: text.supplements.states[row.state], tone: tone(row.state) };
}

export function disputeEntry(text: Text, row: DisputeRow, now: Date): Entry {
  const waits = row.state === "waiting";
  return { ...common(text, row, now), key: row.fact, note: text.supplements.disputeStates[row.state], tone: waits ? "soon" : "plain" };
}

function tone(state: SupplementRow["state"]): Tone {
  return state === "approved" ? "good" : state === "waiting" ? "plain" : "bad";
}

function common(text: Text, row: { person: Person; projectName: string; day: string }, now: Date): Pick<Entry, "person" | "project" | "day"> {
  return { person: row.person, project: row.projectName, day: day(text, row.day, now.getFullYear()) };
}

/** A time of day as people type it (8:30, 830, ０８：３０) as `HH:MM`; what is none comes back as null, nothing as nothing. */
export function timeOfDay(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(/[^0-9:]/g, "");
  if (plain === "") return typed.trim() === "" ? "" : null;
  const parts = /^(\d{1,2}):(\d{2})$/.exec(plain) ?? /^(\d{1,2})(\d{2})$/.exec(plain) ?? /^(\d{1,2})$/.exec(plain);
  const [hour, minute] = [Number(parts?.[1] ?? NaN), Number(parts?.[2] ?? 0)];
  if (!(hour < 24) || !(minute < 60)) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
