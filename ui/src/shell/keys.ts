// Keys of a screen: which elements keep them for text, and shortcuts bound while the screen is on.
import { onBeforeUnmount } from "vue";

type Chord = `${"" | "Ctrl+"}${string}`;

const UNTYPED = ["button", "checkbox", "radio", "file"];

/** Whether keys pressed on this element are text going into it. */
export function isEditable(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !UNTYPED.includes(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

/** Whether an input method has this key; WebKit tells it by the old code alone when Enter ends a composition. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function matches(chord: Chord, event: KeyboardEvent): boolean {
  const wantsControl = chord.startsWith("Ctrl+");
  const key = wantsControl ? chord.slice(5) : chord;
  return wantsControl === (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === key.toLowerCase();
}

/** Calls `act` on the chord and keeps it from anyone else, until the calling component goes. */
export function onKey(chord: Chord, act: () => void, where: "everywhere" | "outside-fields" = "everywhere"): void {
  const listen = (event: KeyboardEvent): void => {
    if (!matches(chord, event) || event.repeat) return;
    if (where === "outside-fields" && isEditable(event.target)) return;
    event.preventDefault();
    act();
  };
  window.addEventListener("keydown", listen);
  onBeforeUnmount(() => { window.removeEventListener("keydown", listen); });
}
