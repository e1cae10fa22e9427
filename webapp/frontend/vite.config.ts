import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// where `npm run dev` finds the backend that `script/server` starts
const BACKEND = "http://127.0.0.1:8000";
const BACKEND_ROUTES = ["/ai", "/auth", "/brand", "/compositions", "/features", "/media", "/openapi.json", "/storyboards", "/tasks", "/videos"];

const BASE = "/static/";

/** Runs src/first.js before the first paint; it knows the names of the built dictionaries. */
function beforeFirstPaint(): Plugin {
  return {
    name: "before-first-paint",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "asset", name: "first.js", source: readFileSync("src/first.js") });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, path }) {
        if (path !== "/index.html") return [];
        const built = (name: string) =>
          BASE + Object.keys(bundle ?? {}).find((file) => file.startsWith(`assets/${name}-`) && file.endsWith(".js"));
        const attrs = { src: built("first"), "data-en": built("en"), "data-zh": built("zh") };
        return [{ tag: "script", attrs, injectTo: "head" }];
      },
    },
  };
}

export default defineConfig({
  base: BASE,
  plugins: [react(), beforeFirstPaint()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    // the page's Content-Security-Policy allows no inlined scripts
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // swagger-ui is one big bundle, and only the docs page loads it
    chunkSizeWarningLimit: 1600,
    rollupOptions: { input: { page: "index.html", docs: "docs.html" } },
  },
  server: { proxy: Object.fromEntries(BACKEND_ROUTES.map((route) => [route, BACKEND])) },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    // tests that need a DOM say so themselves: starting one takes a second
    environment: "node",
    // they run beside the tests of Python, in the time that those leave
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
