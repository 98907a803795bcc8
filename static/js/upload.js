// How far a file is on its way, for a form that htmx sends (components/_upload.html). Without scripts it
// is an ordinary form. The same event tells of the answer coming back: what comes after all of it is sent is that.
(() => {
  const SAID_EVERY = 25; // per cent; a screen reader that hears each one hears nothing else
  const parts = (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    const bar = form && form.querySelector("[data-upload]");
    const chosen = bar && [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    return chosen ? { bar, progress: bar.querySelector("progress"), said: form.querySelector("[data-upload-said]") } : null;
  };

  document.addEventListener("htmx:beforeSend", (event) => {
    const found = parts(event);
    if (!found) return;
    found.bar.hidden = false;
    found.bar.dataset.sent = "0";
    found.progress.value = 0;
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const found = parts(event);
    if (!found || !event.detail.lengthComputable || found.bar.dataset.sent === "100") return;
    const sent = Math.floor((100 * event.detail.loaded) / event.detail.total);
    const before = Number(found.bar.dataset.sent);
    found.progress.value = sent;
    found.bar.dataset.sent = String(sent);
    if (sent === 100) {
      found.progress.removeAttribute("value"); // the rest takes as long as it takes
      found.said.textContent = found.said.dataset.read;
    } else if (Math.floor(sent / SAID_EVERY) > Math.floor(before / SAID_EVERY)) {
      found.said.textContent = found.said.dataset.part.replace("#", String(sent));
    }
  });

  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const found = parts(event);
      if (!found) return;
      found.bar.hidden = true;
      found.said.textContent = found.said.dataset.failed;
    });
  }

  // Another page stands there now.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === document.body) document.getElementById("main")?.focus();
  });
})();
