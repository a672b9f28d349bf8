// Pure enhancement: every page does all it has to do without this script.
(() => {
  "use strict";

  // A reader who sent a faulty form hears what is wrong before anything else.
  const summary = document.querySelector("[data-hd-focus]");
  if (summary) summary.focus();

  // Escape, or a tap elsewhere, closes an open menu and gives focus back to its button.
  const menus = document.querySelectorAll("details[data-hd-menu-toggle]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });

  // That this page is being read, and nothing about who reads it; not where a reader asks not to be followed.
  const counted = document.body.dataset.hdViews;
  const unwilling = navigator.globalPrivacyControl || navigator.doNotTrack === "1" || window.doNotTrack === "1";
  if (counted && !unwilling && navigator.sendBeacon) {
    const count = () => navigator.sendBeacon(counted, location.pathname);
    if (document.prerendering) document.addEventListener("prerenderingchange", count, { once: true });
    else count();
  }

  // A second tap on a slow link must not send the form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.hdSent) event.preventDefault();
    form.dataset.hdSent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.hdSent;
  });

  // <time data-hd-countdown datetime="…">: the date stays readable, the time left stands behind it. A page may have been kept and a
  // phone's clock may be wrong, so the server is asked for its own time; without an answer nothing is counted.
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const tick = (time, ahead) => {
    const left = Math.floor((Date.parse(time.dateTime) - Date.now() - ahead) / 1000);
    let output = time.nextElementSibling;
    if (!output || !output.matches(".hd-countdown")) {
      output = document.createElement("span");
      output.className = "hd-countdown";
      time.after(" ", output);
    }
    if (!(left > 0)) {
      output.textContent = "";
      return;
    }
    const [unit, size] = units.find(([, seconds]) => left >= seconds);
    output.textContent = "(" + words.format(Math.floor(left / size), unit) + ")";
    setTimeout(tick, left > 3600 ? 60000 : 1000, time, ahead);
  };
  const deadlines = document.querySelectorAll("time[data-hd-countdown]");
  if (deadlines.length) {
    fetch(location.href, { method: "HEAD", cache: "no-store" })
      .then((answer) => Date.parse(answer.headers.get("Date")) - Date.now())
      .then((ahead) => {
        if (!Number.isNaN(ahead)) for (const time of deadlines) tick(time, ahead);
      })
      .catch(() => {});
  }
})();
