// Says on the page what allauth would say to the console alone: that the passkey did not work.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const old of document.querySelectorAll("[data-passkey-failed]")) old.remove();
    const notice = document.getElementById("passkey_failed").content.firstElementChild.cloneNode(true);
    notice.dataset.passkeyFailed = "";
    document.querySelector("main h1").after(notice);
    notice.scrollIntoView({ block: "center" });
  });
})();
