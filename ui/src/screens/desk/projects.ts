// How projects are put in order and described, in the head of the desk and where one is still to be chosen.
import type { ProjectSummary } from "../../host";
import { day } from "../../text/format";
import type { Text } from "../../text/zh";

const STATES: readonly ProjectSummary["state"][] = ["in-progress", "recruiting", "finished"];

/** Today's first, then what goes on, then what is to come, then what is over; each by its first day. */
export function inOrder(projects: readonly ProjectSummary[]): ProjectSummary[] {
  return [...projects].sort((a, b) => Number(b.today) - Number(a.today) || STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.from.localeCompare(b.from));
}

/** 「6月8日 周六 08:30–17:30」, or the first and the last day. */
export function when(text: Text, project: ProjectSummary, thisYear: number): string {
  const from = day(text, project.from, thisYear);
  const days = project.from === project.to ? from : `${from} – ${day(text, project.to, thisYear)}`;
  return `${days} ${project.start}–${project.end}`;
}

/** The project a desk works for by itself: today's, the one in progress before others. */
export function ofToday(projects: readonly ProjectSummary[]): ProjectSummary | undefined {
  return inOrder(projects).find((project) => project.today);
}
