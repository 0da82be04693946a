// How dates, durations, numbers and names are written, as people say them. Pure: the texts are an argument.
import type { Text } from "./zh";

const MINUTE_MS = 60_000;

/** 「6月8日 周六」; the year is named when it is not `thisYear`. Anything that is no date comes back as it is. */
export function day(text: Text, date: string, thisYear: number): string {
  const [year, month, dayOfMonth] = date.slice(0, 10).split("-").map(Number);
  if (!year || !month || !dayOfMonth) return date;
  const weekday = text.units.weekdays[new Date(Date.UTC(year, month - 1, dayOfMonth)).getUTCDay()] ?? "";
  const named = year === thisYear ? text.units.monthDay(month, dayOfMonth) : text.units.yearMonthDay(year, month, dayOfMonth);
  return `${named} ${weekday}`;
}

/** 「6月8日」 without its weekday, for dense rows; the year is named when it is not `thisYear`. */
export function dayShort(text: Text, date: string, thisYear: number): string {
  return day(text, date, thisYear).replace(/ \S+$/, "");
}

/** 「6月8日 – 10日」: from a day to a day, what both share said once. */
export function days(text: Text, from: string, to: string, thisYear: number): string {
  if (from === to) return dayShort(text, from, thisYear);
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  const first = dayShort(text, from, thisYear);
  if (from.slice(0, 7) === to.slice(0, 7)) return text.units.daysOfMonth(first, Number(from.slice(8, 10)), Number(to.slice(8, 10)));
  return `${first} – ${dayShort(text, to, sameYear ? Number(to.slice(0, 4)) : thisYear)}`;
}

/** The day that a typed date means, for whoever typed it; nothing for one that is not whole yet. */
export function typedDay(text: Text, typed: string, thisYear: number): string | undefined {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(typed.trim());
  if (!parts) return undefined;
  const [year, month, dayOfMonth] = parts.slice(1);
  return day(text, `${year ?? ""}-${(month ?? "").padStart(2, "0")}-${(dayOfMonth ?? "").padStart(2, "0")}`, thisYear);
}

/** 「2 小时 30 分」 of whole minutes. */
export function duration(text: Text, minutes: number): string {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (whole === 0) return text.units.minutesLong(rest);
  return rest === 0 ? text.units.hours(whole) : `${text.units.hours(whole)} ${text.units.minutes(rest)}`;
}

/** 「2.50」: minutes as hours with two places, rounded half up, as the rules count them. */
export function hours(minutes: number): string {
  return (Math.round((minutes * 100) / 60) / 100).toFixed(2);
}

/** 「12 分钟」, 「3 小时 5 分」, 「2 天」: a time span in milliseconds, for a status. */
export function elapsed(text: Text, span_ms: number): string {
  const minutes = Math.max(0, Math.floor(span_ms / MINUTE_MS));
  if (minutes === 0) return text.units.seconds(Math.max(0, Math.floor(span_ms / 1000)));
  return minutes < 48 * 60 ? duration(text, minutes) : text.units.days(Math.floor(minutes / (24 * 60)));
}

/** `08:41:07` as written in an RFC 3339 time, in the time zone it names. */
export function wallTime(at: string): string {
  return at.slice(11, 19);
}

/** `08:41` as written in an RFC 3339 time. */
export function wallMinute(at: string): string {
  return at.slice(11, 16);
}

/** The time of day as `08:41:07` where clocks are this many minutes ahead of UTC. */
export function clockTime(now: Date, offset_minutes: number): string {
  const there = new Date(now.getTime() + offset_minutes * MINUTE_MS);
  return [there.getUTCHours(), there.getUTCMinutes(), there.getUTCSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
}

/** 「林**」: the first character, and a star for each of the others, at most two. */
export function maskedName(name: string): string {
  const [first = "", ...rest] = Array.from(name);
  return first + "*".repeat(Math.min(rest.length, 2));
}

/** The last four characters of a number, to tell two masked names apart. */
export function tail(number: string): string {
  return number.slice(-4);
}
