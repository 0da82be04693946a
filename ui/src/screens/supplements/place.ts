// Which of the four lists is in front; remembered while the window lives.
import { ref } from "vue";
import type { Tab } from "./entries";

export const tab = ref<Tab>("missing");
