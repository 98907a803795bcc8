// Keys for a sitting at the bench. Everything they do stands on the page as a form or a link, too: j and k move the focus
// from proposal to proposal, the others press what the proposal with the focus, or the first one, holds.
(() => {
  const pairs = [...document.querySelectorAll("[data-pair]")];
  const legend = document.querySelector("[data-keys]");
  if (!legend) return;
  legend.hidden = false;

  const at = () => pairs.findIndex((pair) => pair.contains(document.activeElement));
  const current = () => pairs[Math.max(at(), 0)];
  const go = (index) => pairs[Math.min(Math.max(index, 0), pairs.length - 1)]?.focus();
  const unfold = (name, target) => {
    const summary = current()?.querySelector(name);
    if (!summary) return;
    summary.parentElement.open = true;
    summary.parentElement.querySelector(target).focus();
  };
  const keys = {
    j: () => go(at() + 1),
    k: () => go(at() < 0 ? 0 : at() - 1),
    a: () => current()?.querySelector("[data-approve]").requestSubmit(),
    e: () => current()?.querySelector("textarea").focus(),
    h: () => unfold("[data-hold]", "input[type=date]"),
    n: () => unfold("[data-never]", "button"),
    u: () => document.querySelector("[data-undo]")?.requestSubmit(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && typing) {
      const pair = typing.closest("[data-pair]");
      if (pair) pair.focus();
      return;
    }
    if (typing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // After a decision the sitting goes on with the proposal that came next.
  const next = pairs.find((pair) => `#${pair.id}` === window.location.hash);
  if (next) next.focus();
})();
