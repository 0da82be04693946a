// The words of the chosen language, reactive.
import { computed } from "vue";
import { appSettings } from "../store/app";
import { en } from "./en";
import { zh } from "./zh";
import type { Text } from "./zh";

/** The texts in the chosen language; every use follows a change of language at once. */
export const t = computed<Text>(() => (appSettings.value.language === "en" ? en : zh));
