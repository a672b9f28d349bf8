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

  // The menu has a search of its own: who hears the page is to know which is which.
  const nameSearches = () => {
    const title = document.querySelector("h1")?.textContent.trim() || document.title;
    for (const form of document.querySelectorAll("main form[role=search], header form[role=search]")) {
      const label = form.querySelector("label, input")?.textContent.trim() || form.querySelector("input")?.placeholder || "";
      form.setAttribute("aria-label", `${label} ${title}`.trim());
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    nameSearches();
    new MutationObserver(() => start(document)).observe(document.body, { childList: true, subtree: true });
  });
})();
