import parser from "@typescript-eslint/parser";
import reactHooks from "eslint-plugin-react-hooks";

// React's own rules of hooks, as its authors recommend them
export default [
  {
    ...reactHooks.configs.flat.recommended,
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
];
