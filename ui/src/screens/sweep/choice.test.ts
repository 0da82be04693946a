// What of the open sessions is listed, and what may be done.
import { expect, it } from "vitest";
import { NO_TEAM, hindrance, inOrder, listed, tally, teamsOf } from "./choice";
import type { ClosedLine, OpenSession, SweepView } from "../../host";

const session = (name: string, number: string, team: string | null = null): OpenSession => ({
  person: { volunteer: number, number, name, organisation: "队", stars: null }, team, since: "2024-06-08T09:00:00+08:00", fact: number, desk: "1号台", minutes: 60, code: null, refusal: null, requested: false,
});
const open = [session("林晓", "320001", "搬运组"), session("王芳", "320002"), session("林芳", "320013", "引导组")];
const names = (list: readonly OpenSession[]): string[] => list.map((one) => one.person.name);

it("people are found by a part of the name, the end of the number, and the team", () => {
  expect(names(listed(open, "林", null))).toEqual(["林晓", "林芳"]);
  expect(names(listed(open, "林 13", null))).toEqual(["林芳"]);
  expect(names(listed(open, "3200", null))).toEqual([]);
  expect(names(listed(open, "", "搬运组"))).toEqual(["林晓"]);
  expect(names(listed(open, "", NO_TEAM))).toEqual(["王芳"]);
  expect(teamsOf(open).at(-1)).toBe(NO_TEAM);
  expect(teamsOf([session("王芳", "1")])).toEqual([]);
});

it("nobody signs out too late, nobody asks too early, nobody without the role does either", () => {
  const view = (more: Partial<SweepView>): SweepView => ({ may_close: true, over: false, repair: { until: "", causes: [], evidence: false }, ...more }) as SweepView;
  expect(hindrance(view({}), "sign-out")).toBeNull();
  expect(hindrance(view({}), "request")).toBe("request");
  expect(hindrance(view({ over: true }), "sign-out")).toBe("sign-out");
  expect(hindrance(view({ over: true }), "request")).toBeNull();
  expect(hindrance(view({ over: true, repair: null }), "request")).toBe("no-repair");
  expect(hindrance(view({ may_close: false }), "leave")).toBe("role");
});

it("who was left out is told first", () => {
  const line = (outcome: ClosedLine["outcome"]): ClosedLine => ({ person: session("林晓", "1").person, outcome, minutes: null, detail: null });
  const lines = [line("signed-out"), line("gone"), line("signed-out"), line("refused")];
  expect(inOrder(lines).map((one) => one.outcome)).toEqual(["refused", "gone", "signed-out", "signed-out"]);
  expect(tally(lines)).toEqual([["refused", 1], ["gone", 1], ["signed-out", 2]]);
});
