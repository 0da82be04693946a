// What the linter holds the screens to, with the walls of the front end: one door to the host, no markup from strings.
import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

const door = {
  "no-restricted-imports": ["error", { patterns: [{ group: ["@tauri-apps/*", "**/bindings"], message: "Go through src/host.ts, the only door." }] }],
};

export default ts.config(
  { ignores: ["dist", "src/bindings.ts"] },
  ...ts.configs.strict,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.{ts,vue}"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      ...door,
      "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "WebSocket", "localStorage", "sessionStorage"],
      "no-console": "error",
      "no-eval": "error",
      eqeqeq: "error",
      "vue/no-v-html": "error",
      "vue/no-static-inline-styles": "error",
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/multi-word-component-names": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": ["warn", { html: { void: "always" } }],
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/multiline-html-element-content-newline": "off",
    },
  },
  { files: ["src/host.ts"], rules: { "no-restricted-imports": "off" } },
);
