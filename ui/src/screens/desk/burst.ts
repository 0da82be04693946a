// Turns single key presses into scans: a reader's burst or a typed number, never a guess at a part of one.

/** A key press, reduced to what matters here; `at_ms` is the event's own time. */
export type Press = { key: string; at_ms: number; control: boolean; composing: boolean };

export type Outcome =
  /** Not for the desk: let the page have it. */
  | { kind: "pass" }
  /** Taken; `text` is what is typed so far. */
  | { kind: "typing"; text: string }
  /** A whole text, exactly as it came, blanks included; `byReader` when no hand is that quick. */
  | { kind: "scan"; text: string; byReader: boolean }
  /** An input method was at work: the text cannot be trusted. */
  | { kind: "spoiled" };

/** Keys of a reader follow one another within this time on average; no hand keeps that up. */
const READER_GAP_MS = 45;
/** Fewer keys than this tell nothing about who pressed them. */
const READER_KEYS = 8;
/** A gap this long begins a new run of keys. Longer than a busy machine stalls: half a number is somebody else's. */
const RUN_GAP_MS = 1500;
/** A reader that sends no Enter is done after this pause; generous, for busy machines. */
export const PAUSE_MS = 500;
/** What a hand typed and left is forgotten after this time, so that it cannot spoil the next scan. */
export const FORGET_MS = 20_000;
/** Longer than any card; a stuck key must not fill the memory. */
const MOST_KEYS = 1024;

type Key = { text: string; at_ms: number };

function isFast(keys: readonly Key[]): boolean {
  const first = keys[0];
  const last = keys[keys.length - 1];
  if (!first || !last || keys.length < READER_KEYS) return false;
  return (last.at_ms - first.at_ms) / (keys.length - 1) <= READER_GAP_MS;
}

/** Where the last run of keys without a long gap begins. */
function lastRun(keys: readonly Key[]): number {
  for (let i = keys.length - 1; i > 0; i -= 1) {
    const key = keys[i];
    const before = keys[i - 1];
    if (key && before && key.at_ms - before.at_ms > RUN_GAP_MS) return i;
  }
  return 0;
}

/** What the keys say: when a hand left something before a reader's burst, the burst alone. */
function scanOf(keys: readonly Key[]): Outcome {
  const start = lastRun(keys);
  const byReader = isFast(keys.slice(start));
  const typedBefore = start > 0 && byReader && !isFast(keys.slice(0, start));
  return { kind: "scan", text: keys.slice(typedBefore ? start : 0).map((key) => key.text).join(""), byReader };
}

const isPrintable = (key: string): boolean => key.length === 1 && key >= " " && key <= "~";
/** A single character outside ASCII, a dead key, or a key an input method has taken. */
const isForeign = (key: string): boolean => key === "Process" || key === "Dead" || (key.length === 1 && key > "~") || (key.length === 2 && Array.from(key).length === 1);

export class Burst {
  #keys: Key[] = [];
  #spoiled = false;

  get text(): string {
    return this.#keys.map((key) => key.text).join("");
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0 && !this.#spoiled;
  }

  /** How long to wait for another key before `rest` is to be called; null while there is nothing to wait for. */
  get patience_ms(): number | null {
    if (this.isEmpty) return null;
    return this.#spoiled || isFast(this.#keys.slice(lastRun(this.#keys))) ? PAUSE_MS : FORGET_MS;
  }

  press({ key, at_ms, control, composing }: Press): Outcome {
    if (composing || isForeign(key)) return this.spoil();
    if (control) return { kind: "pass" };
    if (key === "Enter" || key === "Tab") return this.isEmpty ? { kind: "pass" } : this.#end();
    if (key === "Backspace") return this.#drop();
    if (!isPrintable(key)) return { kind: "pass" };
    if (this.#keys.length < MOST_KEYS) this.#keys.push({ text: key, at_ms });
    return { kind: "typing", text: this.text };
  }

  /** Marks what is being typed as touched by an input method; reported at its end, once. */
  spoil(): Outcome {
    this.#spoiled = true;
    return { kind: "typing", text: this.text };
  }

  /** The pause of `patience_ms` went by: a burst is complete, a spoiled one is reported, a typed one is forgotten. */
  rest(): Outcome {
    if (this.patience_ms === PAUSE_MS) return this.#end();
    this.clear();
    return { kind: "typing", text: "" };
  }

  clear(): void {
    this.#keys = [];
    this.#spoiled = false;
  }

  #drop(): Outcome {
    if (this.isEmpty) return { kind: "pass" };
    this.#keys.pop();
    return { kind: "typing", text: this.text };
  }

  #end(): Outcome {
    const outcome: Outcome = this.#spoiled ? { kind: "spoiled" } : scanOf(this.#keys);
    this.clear();
    return outcome;
  }
}
