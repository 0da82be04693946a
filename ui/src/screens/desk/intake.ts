// What may bring a scan to the desk besides pictures chosen by hand: keys, paste, drop. No editable element is ever focused for it.
import { computed, onBeforeUnmount, onMounted, readonly, ref } from "vue";
import type { Ref } from "vue";
import { Burst } from "./burst";
import type { Outcome } from "./burst";
import { refuseComposed, takeImage, takeText } from "./session";
import { wakeSound } from "./sounds";
import { isComposing, isEditable } from "../../shell/keys";
import { appSettings } from "../../store/app";

/** Why a scan would not be taken right now; null when it would. */
export type Hindrance = "away" | "input" | null;

export type Intake = {
  typed: Readonly<Ref<string>>;
  hindrance: Readonly<Ref<Hindrance>>;
  dropping: Readonly<Ref<boolean>>;
  /** Gives the keys back to the desk. */
  hold: () => void;
  /** Gives the keys back to the desk and forgets what was typed. */
  arm: () => void;
};

/** A gap this long in a text field ends whatever a reader might have begun there. */
const FIELD_GAP_MS = 1000;
/** How long a paste may take to arrive; slow clipboards need most of it. */
const PASTE_MS = 1000;

/**
 * Listens while the desk is on screen. `host` is the non-editable element that holds the focus;
 * `catcher` an editable one out of sight, focused only for the moment of a paste. `overtyped` is called
 * when a reader's burst landed in a text field: it was taken as a scan, and the field is to be emptied.
 */
export function useIntake(host: Ref<HTMLElement | null>, catcher: Ref<HTMLElement | null>, overtyped: () => void): Intake {
  const burst = new Burst();
  const inField = new Burst();
  const typed = ref("");
  const dropping = ref(false);
  const windowActive = ref(document.hasFocus());
  const inEditable = ref(false);
  let patience = 0;
  let lastInField_ms = 0;

  function settle(outcome: Outcome): void {
    if (outcome.kind === "scan") takeText(outcome.text);
    else if (outcome.kind === "spoiled") refuseComposed();
    typed.value = burst.text;
    window.clearTimeout(patience);
    const wait_ms = burst.patience_ms;
    if (wait_ms !== null) patience = window.setTimeout(() => { settle(burst.rest()); }, wait_ms);
  }

  function hold(): void {
    host.value?.focus({ preventScroll: true });
  }

  function arm(): void {
    burst.clear();
    settle({ kind: "typing", text: "" });
    hold();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Where keys arrive the window is in front, whatever the desktop says of it.
    windowActive.value = true;
    if (burst.isEmpty && appSettings.value.sound) wakeSound();
    const control = event.ctrlKey || event.metaKey || event.altKey;
    if (control && event.key.toLowerCase() === "v" && !isEditable(event.target)) return catchPaste();
    if (isEditable(event.target) && event.target !== catcher.value) return watchField(event, control);
    if (event.key === "Escape" && !burst.isEmpty) {
      event.preventDefault();
      event.stopPropagation();
      return arm();
    }
    // AltGr types characters with Control and Alt both down.
    const outcome = burst.press({ key: event.key, at_ms: event.timeStamp, control: control && !event.getModifierState("AltGraph"), composing: isComposing(event) });
    if (outcome.kind === "pass") return;
    event.preventDefault();
    event.stopPropagation();
    settle(outcome);
  }

  /** A field keeps its keys; only a reader's burst that ends in it is taken out again. */
  function watchField(event: KeyboardEvent, control: boolean): void {
    if (event.timeStamp - lastInField_ms > FIELD_GAP_MS) inField.clear();
    lastInField_ms = event.timeStamp;
    const outcome = inField.press({ key: event.key, at_ms: event.timeStamp, control, composing: isComposing(event) });
    if (outcome.kind !== "scan" || !outcome.byReader) return;
    event.preventDefault();
    event.stopPropagation();
    overtyped();
    takeText(outcome.text);
  }

  function catchPaste(): void {
    catcher.value?.focus({ preventScroll: true });
    window.setTimeout(() => { if (document.activeElement === catcher.value) hold(); }, PASTE_MS);
  }

  function onPaste(event: ClipboardEvent): void {
    if (isEditable(event.target) && event.target !== catcher.value) return;
    event.preventDefault();
    hold();
    const image = Array.from(event.clipboardData?.files ?? []).find((file) => file.type.startsWith("image/"));
    // Only the line ends a copy brings along go; blanks are part of a card.
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/[\r\n\t]+$/, "");
    if (image) takeImage(image);
    else if (text) takeText(text);
  }

  function onDrag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    dropping.value = event.type !== "dragleave" || event.relatedTarget !== null;
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    dropping.value = false;
    Array.from(event.dataTransfer?.files ?? []).forEach(takeImage);
  }

  function onComposition(event: CompositionEvent): void {
    if (!isEditable(event.target) || event.target === catcher.value) settle(burst.spoil());
  }

  const seeFocus = (): void => {
    windowActive.value = document.hasFocus();
    inEditable.value = isEditable(document.activeElement) && document.activeElement !== catcher.value;
  };
  const seeFocusSoon = (): void => { window.setTimeout(seeFocus); };

  const onWindow: [string, (event: never) => void][] = [
    ["keydown", onKeyDown], ["paste", onPaste], ["compositionstart", onComposition],
    ["dragenter", onDrag], ["dragover", onDrag], ["dragleave", onDrag], ["drop", onDrop],
    ["focus", seeFocusSoon], ["blur", seeFocusSoon], ["focusin", seeFocus], ["focusout", seeFocusSoon],
  ];
  onMounted(() => {
    onWindow.forEach(([name, listen]) => { window.addEventListener(name, listen as EventListener, true); });
    arm();
    seeFocus();
  });
  onBeforeUnmount(() => {
    onWindow.forEach(([name, listen]) => { window.removeEventListener(name, listen as EventListener, true); });
    window.clearTimeout(patience);
  });

  const hindrance = computed<Hindrance>(() => (windowActive.value ? (inEditable.value ? "input" : null) : "away"));
  return { typed: readonly(typed), hindrance, dropping: readonly(dropping), hold, arm };
}
