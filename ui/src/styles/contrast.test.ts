// The colours can be read: the verdicts in sunlight and at two metres, the rest at a desk.
import { describe, expect, it } from "vitest";
import tokens from "./tokens.css?raw";

type Tokens = Record<string, string>;

function tokensOf(block: string): Tokens {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(of: Tokens, one: string, other: string): number {
  const [first, second] = [of[one], of[other]];
  if (!first || !second) throw new Error(`no colour ${one} or ${other}`);
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const dark = tokens.indexOf("html.dark {");
const light = tokensOf(tokens.slice(0, dark));
const themes = { light, dark: { ...light, ...tokensOf(tokens.slice(dark)) } };

describe.each(Object.entries(themes))("in the %s theme", (_, theme) => {
  it.each(["in", "out", "notice", "refused"])("the answer %s reads at 7 : 1, fresh and dimmed", (kind) => {
    expect(contrast(theme, `${kind}-solid`, `${kind}-on`)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme, `${kind}-tint`, `${kind}-ink`)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme, "surface", `${kind}-ink`)).toBeGreaterThanOrEqual(7);
  });

  it("text reads on everything it stands on", () => {
    for (const ground of ["paper", "surface", "sunken"]) {
      expect(contrast(theme, "ink", ground)).toBeGreaterThanOrEqual(7);
      expect(contrast(theme, "ink-2", ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const word of ["ink-3", "good", "warn", "bad", "action"]) expect(contrast(theme, word, "surface")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "on-action", "action")).toBeGreaterThanOrEqual(7);
  });
});
