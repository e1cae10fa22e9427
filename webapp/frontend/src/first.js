// Runs before the first paint, a second or two before the page itself on a slow phone: the theme and the language as
// `theme.ts` and `languages.ts` will choose them, and the dictionary on its way.
{
  const root = document.documentElement;
  const { en, zh } = document.currentScript.dataset;
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };

  const theme = remembered("limelight.theme");
  if (theme) root.dataset.theme = theme;

  const wanted = remembered("limelight.language") ?? navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  const isChinese = wanted?.toLowerCase().startsWith("zh") ?? false;
  root.lang = isChinese ? "zh-Hans" : "en";
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: isChinese ? zh : en }));

  // the landing page's words and pictures stand in index.html; with a task in the address something else will come
  root.dataset.landing = String(location.pathname === "/" && !location.search);
}
