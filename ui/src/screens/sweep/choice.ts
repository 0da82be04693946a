// Which of the open sessions are listed, which of those are chosen, and what can be done about them. Pure.
import type { ClosedLine, OpenSession, SweepView } from "../../host";

export type Action = "sign-out" | "request" | "leave";
export const ACTIONS: readonly Action[] = ["sign-out", "request", "leave"];

/** Stands for people without a team in the filter. */
export const NO_TEAM = "\u0000";

/** The teams that are named, in the order of their names; people without one come last. */
export function teamsOf(open: readonly OpenSession[]): string[] {
  const named = new Set(open.map((one) => one.team ?? NO_TEAM));
  if (named.size < 2 && named.has(NO_TEAM)) return [];
  return [...named].sort((a, b) => Number(a === NO_TEAM) - Number(b === NO_TEAM) || a.localeCompare(b, "zh"));
}

/** The sessions of a team in which every word of the search occurs in name or number. */
export function listed(open: readonly OpenSession[], search: string, team: string | null): OpenSession[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return open.filter((one) => (team === null || (one.team ?? NO_TEAM) === team) && words.every((word) => one.person.name.toLowerCase().includes(word) || one.person.number.toLowerCase().endsWith(word)));
}

/** Why an action cannot be taken at all; null where it can. */
export function hindrance(view: SweepView, action: Action): "role" | "sign-out" | "request" | "no-repair" | null {
  if (!view.may_close) return "role";
  if (action === "sign-out") return view.over ? "sign-out" : null;
  if (action === "request") return view.repair === null ? "no-repair" : view.over ? null : "request";
  return null;
}

/** What came of it, most telling first: who was left out, and why, comes before the others. */
export function inOrder(lines: readonly ClosedLine[]): ClosedLine[] {
  const rank: Record<ClosedLine["outcome"], number> = { refused: 0, gone: 1, left: 2, requested: 3, "signed-out": 4 };
  return [...lines].sort((a, b) => rank[a.outcome] - rank[b.outcome]);
}

/** How many of each outcome, in the same order. */
export function tally(lines: readonly ClosedLine[]): [ClosedLine["outcome"], number][] {
  const counts = new Map<ClosedLine["outcome"], number>();
  for (const { outcome } of inOrder(lines)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts];
}
