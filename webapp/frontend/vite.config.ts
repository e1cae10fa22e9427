import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// where `npm run dev` finds the backend that `script/server` starts
const BACKEND = "http://127.0.0.1:8000";
const BACKEND_ROUTES = ["/ai", "/auth", "/compositions", "/features", "/media", "/openapi.json", "/tasks", "/videos"];

export default defineConfig({
  base: "/static/",
  plugins: [react()],
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
    restoreMocks: true,
    unstubGlobals: true,
  },
});
