// How the screens are bundled: relative addresses, nothing inlined, so the strict content policy holds.
import { defineConfig } from "vite";
import vue from "@vitejs/plugin-vue";

export default defineConfig({
  base: "./",
  clearScreen: false,
  plugins: [vue()],
  server: { port: 1420, strictPort: true },
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
});
