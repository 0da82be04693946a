// Starts the screens.
import { createApp } from "vue";
import "./elements";
import "./styles/tokens.css";
import "./styles/base.css";
import App from "./App.vue";
import { isEditable } from "./shell/keys";
import { startApp } from "./store/app";
import { startClock } from "./store/clock";

// A file dropped beside the desk must not replace the page, and the engine's own menu is not ours.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => { event.preventDefault(); });
window.addEventListener("contextmenu", (event) => { if (!isEditable(event.target)) event.preventDefault(); });

startClock();
void startApp();
createApp(App).mount("#app");
