// Which projects the list shows.
import { describe, expect, it } from "vitest";
import { countOf, rowsOf } from "./list";
import type { ProjectBook, ProjectLine } from "../../host";

const line = (id: string, name: string, stage: ProjectLine["stage"]): ProjectLine => ({
  id, name, stage, short_name: null, timing: "double", kind: "service", review: "approved", from: "2026-06-08", to: "2026-06-08",
  start: "08:30", end: "17:30", category: "环保绿化", place: "南湖公园", wanted: 10, admitted: 3,
});

const book: ProjectBook = {
  projects: [line("1", "河道巡护", "in-progress"), line("2", "社区清洁日", "finished")],
  drafts: [{ id: "3", name: "写到一半", saved_at: "2026-06-01T08:00:00+08:00" }],
};

describe("the list of projects", () => {
  it("counts each filter, drafts by themselves", () => {
    expect((["all", "in-progress", "recruiting", "finished", "draft"] as const).map((filter) => countOf(book, filter))).toEqual([3, 1, 0, 1, 1]);
  });

  it("finds every word in name, category or place", () => {
    expect(rowsOf(book, "all", "南湖 巡护").map((row) => row.id)).toEqual(["1"]);
    expect(rowsOf(book, "finished", "巡护")).toEqual([]);
    expect(rowsOf(book, "all", "一半").map((row) => row.kind)).toEqual(["draft"]);
  });
});
