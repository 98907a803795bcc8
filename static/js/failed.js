// A form or a link that htmx sends, and that does not go through, says so beside itself, in the words of base.html. What the
// page asks for by itself (polls, what is offered while one types) fails in silence: it asks again.
(() => {
  const template = (name) => document.querySelector(`template[data-${name}]`);
  if (!template("failed")) return;

  const pressed = (event) => ["submit", "click"].includes(event.detail.requestConfig?.triggeringEvent?.type);
  // components/_upload.html has a sentence of its own.
  const saysItself = (form) => form?.querySelector("[data-upload]") && [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  const hasTyped = () =>
    [...document.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked) ||
    [...document.querySelectorAll("option")].some((option) => option.selected && option.parentNode.querySelector("[selected]") && !option.defaultSelected);
  const told = (event, name) => event.detail.xhr?.getResponseHeader(name);
  const again = new WeakSet();

  // Whose page this is: somebody else who signed in since sends nothing that was written on it.
  const reader = document.querySelector("meta[name=reader]")?.content;
  document.addEventListener("htmx:configRequest", (event) => {
    if (reader) event.detail.headers["X-Reader"] = reader;
  });

  // Whoever signed in again in another tab holds a new token: what they sent with the old one goes once more, by itself.
  const sentAgain = (event, form) => {
    const token = told(event, "X-New-Token");
    if (!token) return false;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
    if (!form || !pressed(event) || again.delete(form)) return false;
    again.add(form);
    const button = event.detail.requestConfig.triggeringEvent.submitter;
    // The request that failed is not over yet.
    setTimeout(() => form.requestSubmit(button), 0);
    return true;
  };

  // Taken away with the next try, so that a second failure is read out, too.
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!pressed(event)) return;
    for (const said of document.querySelectorAll("[data-failed-said]")) said.remove();
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest("form");
      const signIn = told(event, "X-Sign-In");
      if (signIn && !hasTyped()) return window.location.assign(signIn);
      if (sentAgain(event, form)) return;
      // The page of an outage takes the place of the whole page.
      if (!pressed(event) || event.detail.xhr?.status === 503) return;
      const untyped = event.detail.xhr?.status === 404 ? "gone" : "failed-untyped";
      const sentence = template(signIn ? "signed-out" : hasTyped() ? "failed" : untyped);
      // By the prototype: a field of the form may be called "after", and stand in the place of the method.
      if (signIn || !saysItself(form)) Element.prototype.after.call(form ?? event.target, sentence.content.cloneNode(true));
    });
  }
})();
