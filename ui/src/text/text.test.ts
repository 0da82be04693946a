// Both languages say everything, and say it in their own characters.
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { clockTime, day, days, duration, elapsed, hours, maskedName, typedDay, wallMinute, wallTime } from "./format";
import { zh } from "./zh";

type Leaf = { path: string; value: unknown };

function leaves(value: unknown, path = ""): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

describe("the two languages", () => {
  it("have the same keys of the same kind", () => {
    const shape = (text: unknown): string[] => leaves(text).map(({ path, value }) => `${path}: ${typeof value}`).sort();
    expect(shape(en)).toEqual(shape(zh));
  });

  it("leave nothing empty", () => {
    for (const { path, value } of [...leaves(zh), ...leaves(en)]) {
      const said = typeof value === "function" ? String(value(2, 3, 4)) : String(value);
      expect(said.trim().length, path).toBeGreaterThan(0);
      expect(said, path).not.toContain("undefined");
    }
  });

  it("do not leave Chinese in the English, but for the name of the language", () => {
    for (const { path, value } of leaves(en)) {
      if (path === "settings.languages.zh") continue;
      expect(typeof value === "function" ? String(value(2, 3, 4)) : String(value), path).not.toMatch(/[\u3400-\u9fff]/);
    }
  });
});

describe("how things are written", () => {
  it("dates as people say them, the year only when it is another", () => {
    expect(day(zh, "2024-06-08", 2024)).toBe("6月8日 周六");
    expect(day(zh, "2024-06-08", 2025)).toBe("2024年6月8日 周六");
    expect(day(en, "2024-06-08", 2024)).toBe("8 June Sat");
  });

  it("days from one to another, what both share said once", () => {
    expect(days(zh, "2024-06-08", "2024-06-08", 2024)).toBe("6月8日");
    expect(days(zh, "2024-06-08", "2024-06-10", 2024)).toBe("6月8日–10日");
    expect(days(zh, "2024-06-28", "2024-07-02", 2025)).toBe("2024年6月28日 – 7月2日");
    expect(days(zh, "2023-12-30", "2024-01-02", 2024)).toBe("2023年12月30日 – 1月2日");
    expect(days(en, "2024-06-08", "2024-06-10", 2024)).toBe("8–10 June");
  });

  it("a typed date as the day that it means, once it is whole", () => {
    expect(typedDay(zh, "2024/6/8", 2024)).toBe("6月8日 周六");
    expect(typedDay(zh, "2024-06", 2024)).toBeUndefined();
  });

  it("durations in hours and minutes, and as counted hours cut to two places", () => {
    expect(duration(zh, 150)).toBe("2 小时 30 分");
    expect(duration(zh, 120)).toBe("2 小时");
    expect(duration(zh, 32)).toBe("32 分钟");
    expect(hours(150)).toBe("2.50");
    expect(hours(32)).toBe("0.53");
    expect(hours(179)).toBe("2.98");
    expect(hours(40)).toBe("0.67");
  });

  it("spans of a status from seconds to days, never negative", () => {
    expect(elapsed(zh, -5)).toBe("0 秒");
    expect(elapsed(zh, 41_000)).toBe("41 秒");
    expect(elapsed(zh, 12 * 60_000)).toBe("12 分钟");
    expect(elapsed(zh, 185 * 60_000)).toBe("3 小时 5 分");
    expect(elapsed(zh, 49 * 3_600_000)).toBe("2 天");
  });

  it("times as the receipt wrote them, whatever zone this machine is in", () => {
    expect(wallTime("2024-06-08T08:41:07+08:00")).toBe("08:41:07");
    expect(wallMinute("2024-06-08T08:41:07.123+08:00")).toBe("08:41");
    expect(clockTime(new Date(Date.UTC(2024, 5, 8, 0, 4, 7)), 480)).toBe("08:04:07");
    expect(clockTime(new Date(Date.UTC(2024, 5, 8, 0, 4, 7)), -30)).toBe("23:34:07");
  });

  it("masked names that keep one whole character, rare ones too", () => {
    expect(maskedName("林晓龘")).toBe("林**");
    expect(maskedName("𠮷野")).toBe("𠮷*");
    expect(maskedName("阿卜杜热合曼·买买提")).toBe("阿**");
  });
});
