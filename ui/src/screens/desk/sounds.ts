// The four sounds of the desk, made on the spot: no file to load.
import type { ReceiptKind } from "../../host";

type Note = { hertz: number; start_s: number; length_s: number; wave: OscillatorType; loudness: number };

const note = (hertz: number, start_s: number, length_s: number, wave: OscillatorType, loudness: number): Note => ({ hertz, start_s, length_s, wave, loudness });

const SOUNDS: Record<ReceiptKind, readonly Note[]> = {
  // Two rising notes.
  in: [note(659, 0, 0.12, "sine", 0.5), note(988, 0.11, 0.2, "sine", 0.5)],
  // Two falling notes.
  out: [note(784, 0, 0.12, "sine", 0.5), note(523, 0.11, 0.22, "sine", 0.5)],
  // A double knock.
  notice: [note(240, 0, 0.07, "triangle", 0.9), note(240, 0.15, 0.07, "triangle", 0.9)],
  // A low buzz.
  refused: [note(116, 0, 0.42, "sawtooth", 0.35), note(123, 0, 0.42, "sawtooth", 0.25)],
};

let context: AudioContext | null = null;

function play(on: AudioContext, { hertz, start_s, length_s, wave, loudness }: Note): void {
  const begin = on.currentTime + start_s;
  const tone = on.createOscillator();
  const volume = on.createGain();
  tone.type = wave;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(loudness, begin + 0.008);
  volume.gain.setValueAtTime(loudness, begin + length_s * 0.6);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + length_s);
  tone.connect(volume).connect(on.destination);
  tone.start(begin);
  tone.stop(begin + length_s);
}

/** Wakes the device; to be called from a key press, before which engines keep a page silent. */
export function wakeSound(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
  } catch {
    context = null;
  }
}

/** Sounds the verdict at once, also while the one before still rings. A machine without sound stays silent. */
export function sound(kind: ReceiptKind): void {
  try {
    wakeSound();
    const on = context;
    if (on) SOUNDS[kind].forEach((one) => { play(on, one); });
  } catch {
    // No audio device: the word, the colour and the shape remain.
    context = null;
  }
}
