// A form or a link that htmx sends, and that does not go through, says so beside itself, in the words of base.html. What the
// page asks for by itself (polls, what is offered while one types) fails in silence: it asks again.
(() => {
  const sentence = document.querySelector("template[data-failed]");
  if (!sentence) return;

  const pressed = (event) => ["submit", "click"].includes(event.detail.requestConfig?.triggeringEvent?.type);
  // components/_upload.html has a sentence of its own.
  const saysItself = (form) => form?.querySelector("[data-upload]") && [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);

  // Taken away with the next try, so that a second failure is read out, too.
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!pressed(event)) return;
    for (const said of document.querySelectorAll("[data-failed-said]")) said.remove();
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      // The page of an outage takes the place of the whole page.
      if (!pressed(event) || event.detail.xhr?.status === 503) return;
      const form = event.target.closest("form");
      // By the prototype: a field of the form may be called "after", and stand in the place of the method.
      if (!saysItself(form)) Element.prototype.after.call(form ?? event.target, sentence.content.cloneNode(true));
    });
  }
})();
