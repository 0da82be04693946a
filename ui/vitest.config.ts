// Where the unit tests are: beside what they test, without a browser. Style sheets are read as they are.
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["src/**/*.test.ts"], environment: "node", css: true } });
