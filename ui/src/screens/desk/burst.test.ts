// What the desk makes of key presses: readers, hands, input methods.
import { describe, expect, it } from "vitest";
import { Burst, FORGET_MS, PAUSE_MS } from "./burst";
import type { Outcome } from "./burst";

const CARD = "VC1:AB 12$%*+-./:CD  EF";

function type(burst: Burst, text: string, gap_ms: number, from_ms = 0): number {
  let at_ms = from_ms;
  for (const key of text) {
    burst.press({ key, at_ms, control: false, composing: false });
    at_ms += gap_ms;
  }
  return at_ms;
}

const press = (burst: Burst, key: string, at_ms = 0, more: { control?: boolean; composing?: boolean } = {}): Outcome =>
  burst.press({ key, at_ms, control: more.control ?? false, composing: more.composing ?? false });

describe("a reader", () => {
  it("ends with Enter and keeps every blank of the card", () => {
    const burst = new Burst();
    const end = type(burst, ` ${CARD} `, 5);
    expect(press(burst, "Enter", end)).toEqual({ kind: "scan", text: ` ${CARD} `, byReader: true });
    expect(burst.isEmpty).toBe(true);
  });

  it("ends with Tab", () => {
    const burst = new Burst();
    const end = type(burst, CARD, 12);
    expect(press(burst, "Tab", end)).toEqual({ kind: "scan", text: CARD, byReader: true });
  });

  it("without Enter ends by a pause", () => {
    const burst = new Burst();
    type(burst, CARD, 5);
    expect(burst.patience_ms).toBe(PAUSE_MS);
    expect(burst.rest()).toEqual({ kind: "scan", text: CARD, byReader: true });
  });

  it("that stalls in the middle is still one text", () => {
    const burst = new Burst();
    const stall = type(burst, CARD.slice(0, 12), 5) + 400;
    const end = type(burst, CARD.slice(12), 5, stall);
    expect(press(burst, "Enter", end)).toEqual({ kind: "scan", text: CARD, byReader: true });
  });

  it("that stalls never becomes a part of its number", () => {
    const burst = new Burst();
    const stall = type(burst, "00990", 5) + 900;
    const end = type(burst, "1000000007", 5, stall);
    expect(press(burst, "Enter", end)).toMatchObject({ kind: "scan", text: "009901000000007" });
  });

  it("is not spoiled by what a hand left before it", () => {
    const burst = new Burst();
    const left = type(burst, "3206", 180) + 2000;
    const end = type(burst, CARD, 5, left);
    expect(press(burst, "Enter", end)).toEqual({ kind: "scan", text: CARD, byReader: true });
  });

  it("follows another without losing a key", () => {
    const burst = new Burst();
    const scans: string[] = [];
    let at_ms = 0;
    for (let i = 0; i < 200; i += 1) {
      at_ms = type(burst, `${CARD}${i}`, 3, at_ms);
      const outcome = press(burst, "Enter", at_ms);
      if (outcome.kind === "scan") scans.push(outcome.text);
    }
    expect(scans).toEqual(Array.from({ length: 200 }, (_, i) => `${CARD}${i}`));
  });
});

describe("a hand", () => {
  it("is never cut off by a pause: only Enter ends a typed number", () => {
    const burst = new Burst();
    const end = type(burst, "320600000809162", 220);
    expect(burst.patience_ms).toBe(FORGET_MS);
    expect(press(burst, "Enter", end)).toEqual({ kind: "scan", text: "320600000809162", byReader: false });
  });

  it("corrects with Backspace", () => {
    const burst = new Burst();
    type(burst, "3207", 220);
    expect(press(burst, "Backspace")).toEqual({ kind: "typing", text: "320" });
  });

  it("that goes away leaves nothing behind", () => {
    const burst = new Burst();
    type(burst, "32", 220);
    expect(burst.rest()).toEqual({ kind: "typing", text: "" });
    expect(burst.isEmpty).toBe(true);
  });

  it("keeps Enter, Tab and Backspace for the page while nothing is typed", () => {
    const burst = new Burst();
    for (const key of ["Enter", "Tab", "Backspace", "F2", "ArrowDown"]) expect(press(burst, key)).toEqual({ kind: "pass" });
  });

  it("keeps shortcuts for the page", () => {
    const burst = new Burst();
    expect(press(burst, "z", 0, { control: true })).toEqual({ kind: "pass" });
    expect(burst.isEmpty).toBe(true);
  });
});

describe("an input method", () => {
  it("spoils the whole burst, reported once at its end", () => {
    const burst = new Burst();
    type(burst, "VC1:AB", 5);
    press(burst, "Process", 30, { composing: true });
    type(burst, "12345", 5, 40);
    expect(press(burst, "Enter", 90)).toEqual({ kind: "spoiled" });
    expect(burst.isEmpty).toBe(true);
  });

  it("spoils a burst with characters outside ASCII", () => {
    for (const key of ["补", "Ａ", "𠮷"]) {
      const burst = new Burst();
      type(burst, "VC1:AB", 5);
      press(burst, key, 30);
      expect(burst.patience_ms).toBe(PAUSE_MS);
      expect(burst.rest()).toEqual({ kind: "spoiled" });
    }
  });
});
