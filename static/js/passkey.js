// Passkeys are the one thing here that a plain form cannot do. A form says what it is for in data-passkey (login, add or
// authenticate); allauth's scripts, which stand before this one, talk to the browser. The form is hidden until it works.
(() => {
  const form = document.querySelector("[data-passkey]");
  if (!form || !window.PublicKeyCredential || !window.allauth) return;

  const button = "passkey-button";
  const ids = { login: button, add: button, authenticate: button, credential: "passkey-credential", passwordless: "id_passwordless" };
  if (form.dataset.passkey !== "login") ids.data = "passkey-data";
  window.allauth.webauthn.forms[`${form.dataset.passkey}Form`]({ ids });

  for (const sentence of document.querySelectorAll("[data-passkey-missing]")) sentence.hidden = true;
  form.hidden = false;

  const failed = form.querySelector("[data-passkey-failed]");
  document.getElementById(button).addEventListener("click", () => { failed.hidden = true; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.hidden = false;
  });
})();
