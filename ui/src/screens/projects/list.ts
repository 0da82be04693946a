// The list of projects as it is shown: projects and drafts together, by filter and search.
import type { DraftLine, ProjectBook, ProjectLine } from "../../host";
import type { Filter } from "./state";

export type Row = { kind: "project"; id: string; name: string; project: ProjectLine } | { kind: "draft"; id: string; name: string; draft: DraftLine };

const rowOf = (project: ProjectLine): Row => ({ kind: "project", id: project.id, name: project.name, project });
const rowOfDraft = (draft: DraftLine): Row => ({ kind: "draft", id: draft.id, name: draft.name, draft });

function belongs(row: Row, filter: Filter): boolean {
  if (filter === "all") return true;
  return row.kind === "draft" ? filter === "draft" : row.project.stage === filter;
}

/** Whether every word is somewhere in what the row says. */
function isFound(row: Row, words: readonly string[]): boolean {
  const said = row.kind === "draft" ? [row.name] : [row.name, row.project.short_name ?? "", row.project.category ?? "", row.project.place ?? ""];
  const text = said.join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The rows to show: drafts first, then projects in the order they came in. */
export function rowsOf(book: ProjectBook, filter: Filter, search: string): Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...book.drafts.map(rowOfDraft), ...book.projects.map(rowOf)];
  return all.filter((row) => belongs(row, filter) && isFound(row, words));
}

/** How many there are of each filter. */
export function countOf(book: ProjectBook, filter: Filter): number {
  return rowsOf(book, filter, "").length;
}
