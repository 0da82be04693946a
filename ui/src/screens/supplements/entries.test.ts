// Times as people type them, deadlines as people read them.
import { describe, expect, it } from "vitest";
import { remaining, timeOfDay } from "./entries";
import { zh } from "../../text/zh";

describe("a time of day", () => {
  it("is taken in every way people type it", () => {
    for (const [typed, time] of [["8:30", "08:30"], ["0830", "08:30"], ["830", "08:30"], ["１７：３０", "17:30"], ["9", "09:00"], [" 17:05 ", "17:05"]]) expect(timeOfDay(typed ?? ""), typed).toBe(time);
  });

  it("is nothing where nothing is typed, and null where it is no time", () => {
    expect(timeOfDay("  ")).toBe("");
    for (const typed of ["25:00", "8:60", "noon", "12345"]) expect(timeOfDay(typed), typed).toBeNull();
  });
});

describe("a deadline", () => {
  const now = new Date("2025-06-08T09:00:00+08:00");
  it("says how long there is, is urgent near its end, and over after it", () => {
    expect(remaining(zh, "2025-06-14T17:30:00+08:00", now)).toEqual({ note: "还剩 6 天", tone: "plain" });
    expect(remaining(zh, "2025-06-08T12:00:00+08:00", now)).toEqual({ note: "还剩 3 小时", tone: "soon" });
    expect(remaining(zh, "2025-06-08T08:59:00+08:00", now).tone).toBe("over");
  });
});
