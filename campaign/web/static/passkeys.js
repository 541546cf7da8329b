// Passkeys: asks the desk for a challenge, lets the device answer it, and sends the form with the
// answer. Where a browser knows no passkeys, the form stays hidden.
"use strict";
(() => {
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  const answer = async (form) => {
    const asked = await fetch(form.dataset.ask, { method: "POST", headers: { "X-CSRF": window.desk.csrf() } });
    if (!asked.ok) throw new Error("refused");
    const options = await asked.json();
    const made = form.dataset.passkey === "add"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.credential.value = JSON.stringify(made.toJSON());
    form.submit();
  };
  for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-failed]");
      const button = form.querySelector("button");
      said.textContent = "";
      button.disabled = true;
      try { await answer(form); } catch { said.textContent = said.dataset.failed; }
      button.disabled = false;
    });
  }
})();
