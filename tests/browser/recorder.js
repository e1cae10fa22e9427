// Runs in every tab before the page: remembers what was to be seen and heard, however short it lasted.
(() => {
  const recorded = {
    lines: [], // every line of text that was ever on the page, in the order of its coming
    lists: [], // numbers of the messages shown together, whenever they changed
    spoken: [], // what was said to screen readers, and when
    boxes: {}, // where the parts of the running view were
    shifts: [], // the browser's own account of what jumped, and when
    firstRunAt: 0, // when the running view came
    lastRunAt: 0, // and when it was last there
    sources: [], // every EventSource
    violations: [], // of the Content-Security-Policy
  };
  window.recorded = recorded;
  let listBox = null; // where the messages are, or were last
  const known = new Set();
  const said = new WeakMap();

  const parts = () => ({
    bar: document.querySelector("main [role=progressbar]"),
    list: document.querySelector("main ol[aria-label='Latest updates']"),
    cancel: [...document.querySelectorAll("main button")].find((button) => button.textContent.startsWith("Cancel")),
  });

  const look = () => {
    for (const line of document.body.innerText.split("\n")) {
      if (line.trim() && !known.has(line)) recorded.lines.push(line);
      known.add(line);
    }
    const shown = [...document.querySelectorAll("li[data-seq]")].map((item) => Number(item.dataset.seq));
    if (shown.length && String(shown) !== String(recorded.lists.at(-1))) recorded.lists.push(shown);
    if (!window.everyFrame) requestAnimationFrame(measure);
    for (const region of document.querySelectorAll("[role=status]")) {
      const text = region.innerText.trim();
      if (text === (said.get(region) ?? "")) continue;
      said.set(region, text);
      if (text) recorded.spoken.push({ text, at: performance.now() });
    }
  };

  // after a change; in every frame, which takes a tenth of a core, where a test asks for it
  const measure = () => {
    if (window.everyFrame) requestAnimationFrame(measure);
    const found = parts();
    if (!found.list || !found.bar || !found.cancel) return;
    listBox = found.list.getBoundingClientRect();
    recorded.lastRunAt = performance.now();
    recorded.firstRunAt ||= recorded.lastRunAt;
    for (const [name, element] of Object.entries(found)) {
      const { x, y, width, height } = element.getBoundingClientRect();
      const box = [x + scrollX, y + scrollY, width, height].map(Math.round).join(" ");
      const boxes = (recorded.boxes[name] ??= []);
      if (!boxes.includes(box)) boxes.push(box);
    }
  };

  // messages move up as new ones come, which is what a list of the latest is for; one may be gone by now
  const isMessage = ({ node, currentRect: { top, bottom } }) =>
    node ? node.nodeName === "LI" && node.dataset.seq : listBox?.top - 1 <= top && bottom <= listBox?.bottom + 1;

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
    measure();
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    recorded.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
  new PerformanceObserver((entries) => {
    for (const { value, hadRecentInput, startTime, sources } of entries.getEntries()) {
      const moved = sources.filter((source) => !isMessage(source));
      const names = moved.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "gone");
      if (names.length && !hadRecentInput) recorded.shifts.push({ value, at: startTime, names });
    }
  }).observe({ type: "layout-shift", buffered: true });

  window.EventSource = class extends EventSource {
    constructor(...address) {
      super(...address);
      recorded.sources.push(this);
    }
  };
})();
