// The one clock of the screens: this machine's time, once a second.
import { readonly, ref } from "vue";

const now = ref(new Date());

function tick(): void {
  now.value = new Date();
  window.setTimeout(tick, 1000 - (Date.now() % 1000));
}

/** Starts the clock; to be called once. */
export const startClock = tick;

/** This machine's time, renewed at the start of every second. */
export const clock = readonly(now);
