import parser from "@typescript-eslint/parser";
import reactHooks from "eslint-plugin-react-hooks";

// the rooms of src/components, and those that each may import from
const ROOMS = {
  ui: [],
  cost: [],
  brand: ["ui"],
  account: ["ui"],
  task: ["ui", "cost"],
  storyboard: ["ui", "task", "brand"],
  history: ["ui", "task"],
  compose: ["ui", "cost", "task"],
  run: ["ui", "cost", "task"],
  video: ["ui", "cost", "brand", "task", "run", "storyboard"],
  result: ["ui", "cost", "task", "video"],
  page: ["ui", "account", "task", "history", "compose", "run", "video", "result"],
};

const OUTSIDE_LIB = { regex: "^\\.\\./\\.\\./", message: "src/lib knows nothing of the page." };

function forbidden(files, ...patterns) {
  return { files, languageOptions: { parser }, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default [
  {
    ...reactHooks.configs.flat.recommended,
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  forbidden(["src/lib/**"], OUTSIDE_LIB),
  forbidden(["src/lib/*"], { regex: "^\\.\\./", message: OUTSIDE_LIB.message }),
  forbidden(["src/lib/{api,stream}/**"], OUTSIDE_LIB, {
    regex: "^react|^\\.\\./hooks/",
    message: "Of src/lib, only the hooks know React.",
  }),
  forbidden(["src/i18n/**"], { regex: "^\\.\\./(?!lib/)", message: "The texts know only src/lib." }),
  forbidden(["src/components/**"], { regex: "^\\.\\./(?!\\.\\./)", message: "List the room in eslint.config.js." }),
  forbidden(["src/components/*"], { regex: "", message: "Each component is in a room." }),
  ...Object.entries(ROOMS).map(([room, below]) =>
    forbidden([`src/components/${room}/**`], {
      regex: `^\\.\\./(?!(?:${["\\.\\.", ...below].join("|")})/)`,
      message: `${room}/ may import from: ${below.join(", ") || "no other room"}.`,
    }),
  ),
];
