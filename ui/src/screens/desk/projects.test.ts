// Which project a desk works for, and how projects read.
import { expect, it } from "vitest";
import { inOrder, ofToday, when } from "./projects";
import type { ProjectSummary } from "../../host";
import { zh } from "../../text/zh";

const project = (id: string, more: Partial<ProjectSummary> = {}): ProjectSummary => ({
  id, name: id, timing: "double", kind: "service", state: "in-progress", from: "2024-06-08", to: "2024-06-08", start: "08:30", end: "17:30", today: false, ...more,
});

it("today's comes first, then what goes on, what is to come, what is over", () => {
  const listed = inOrder([
    project("over", { state: "finished" }), project("to come", { state: "recruiting" }), project("later", { from: "2024-06-10" }),
    project("on"), project("today", { today: true, state: "recruiting" }),
  ]);
  expect(listed.map((one) => one.id)).toEqual(["today", "on", "later", "to come", "over"]);
});

it("a desk takes today's project in progress by itself, and none when there is none today", () => {
  expect(ofToday([project("a", { today: true, state: "recruiting" }), project("b", { today: true })])?.id).toBe("b");
  expect(ofToday([project("a")])).toBeUndefined();
});

it("one day is named once, several by the first and the last", () => {
  expect(when(zh, project("a"), 2024)).toBe("6月8日 周六 08:30–17:30");
  expect(when(zh, project("a", { to: "2024-06-09" }), 2024)).toBe("6月8日 周六 – 6月9日 周日 08:30–17:30");
});
