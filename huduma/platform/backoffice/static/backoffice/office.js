// Wagtail's date and time fields start with an inline script, which our Content-Security-Policy forbids. Our templates of these fields
// say instead, in data attributes, what is to be started; here it is started, also in forms that arrive later.
(() => {
  const STARTERS = { date: "initDateChooser", time: "initTimeChooser", datetime: "initDateTimeChooser" };

  const start = (root) => {
    for (const mark of root.querySelectorAll("[data-hd-chooser]")) {
      const starter = window[STARTERS[mark.dataset.hdChooser]];
      if (!starter || !document.getElementById(mark.dataset.hdFor)) continue;
      starter(mark.dataset.hdFor, JSON.parse(mark.dataset.hdOptions));
      mark.remove();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    new MutationObserver(() => start(document)).observe(document.body, { childList: true, subtree: true });
  });
})();
