/** Starts the page. */
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/landing.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { applyTheme } from "./components/page/theme";
import { ToastProvider } from "./components/ui/Toasts";
import { I18nProvider } from "./i18n/I18n";
import { firstLanguage, loadTexts } from "./i18n/languages";
import { surviveExpiry } from "./lib/api/session";

applyTheme();
surviveExpiry();
const texts = await loadTexts(firstLanguage());
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <I18nProvider first={texts}>
      <ToastProvider>
        <App />
      </ToastProvider>
    </I18nProvider>
  </StrictMode>,
);
