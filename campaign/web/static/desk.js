// The desk's shell: dialogs, keys, announcements. Pages add their own scripts; without any of them
// every link and form works.
"use strict";
window.desk = (() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const keys = new Map();
  let before = null; // what opened the dialog, and gets the focus back
  let chord = "";
  let shown = ""; // the page that the dialog shows
  const typed = new Map(); // what was typed into dialogs that were closed, by page

  const announce = (sentence) => {
    const region = document.getElementById("announce");
    if (region) { region.textContent = ""; setTimeout(() => { region.textContent = sentence; }, 50); }
  };

  // Loads the inside of a page into the dialog; a page that cannot be loaded is opened instead.
  const open = async (address, opener) => {
    const dialog = document.getElementById("dialog");
    if (!dialog) { location.href = address; return; }
    before = opener || document.activeElement;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "dialog" } });
      if (!answer.ok || answer.redirected) { location.href = address; return; }
      dialog.innerHTML = await answer.text();
    } catch { location.href = address; return; }
    shown = address;
    for (const [name, value] of typed.get(address) || []) {
      const field = dialog.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    }
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector("[autofocus], .body input:not([type=hidden]), .body select, .body textarea, .body button");
    if (first) first.focus();
    document.dispatchEvent(new CustomEvent("desk:dialog", { detail: { dialog } }));
  };
  const close = () => { const dialog = document.getElementById("dialog"); if (dialog && dialog.open) dialog.close(); };

  // An answer that ended on the sign-in: the session is over, and the answer is none of what was asked.
  const isOut = (answer) => answer.redirected && new URL(answer.url).pathname === "/sign-in";

  const key = (name, act) => keys.set(name, act);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link.href, link);
    }
    if (event.target.closest("[data-close]")) { event.preventDefault(); close(); }
  });
  document.addEventListener("close", (event) => {
    if (event.target.id !== "dialog") return;
    typed.set(shown, all("textarea, input[type=text]", event.target).map((each) => [each.name, each.value]));
    if (!before) return;
    if (before.isConnected && before !== document.body) before.focus();
    else if (document.activeElement === document.body || event.target.contains(document.activeElement)) document.getElementById("main").focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys === "off" || event.ctrlKey || event.metaKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const pressed = (event.altKey ? "Alt+" : "") + event.key;
    const name = chord ? `${chord} ${pressed}` : pressed;
    chord = "";
    if (pressed === "g" && !keys.has(name)) { chord = "g"; return; }
    const act = keys.get(name);
    if (act && act(event) !== false) event.preventDefault();
  });
  const go = (address) => () => { location.href = address; };
  key("g t", go("/"));
  key("g c", go("/calendar"));
  key("g p", go("/posts"));
  key("g s", go("/settle"));
  key("n", go("/posts/new"));
  key("u", () => { const button = document.querySelector("[data-undo]"); if (button) button.click(); else return false; });
  key("?", () => open("/keys"));

  // J and K go along what is open on the page; A says yes to the request that has the focus.
  const next = (step) => () => {
    const some = all("[data-open]").filter((each) => each.getClientRects().length);
    if (!some.length) return false;
    const place = some.findIndex((each) => each.contains(document.activeElement));
    some[(place < 0 && step < 0 ? some.length - 1 : place + step + some.length) % some.length].focus();
  };
  key("j", next(1));
  key("k", next(-1));
  key("a", () => {
    const button = document.querySelector("[data-approve]");
    if (!button || !document.activeElement.closest("[data-request]")) return false;
    button.click();
  });

  // After an act the focus is on the page that tells of it, and what was done is said once.
  const start = () => {
    const told = document.querySelector(".toast span, main > .note[role=status]");
    const wanted = document.querySelector("[data-focus]") || (told && !location.hash && document.getElementById("main"));
    if (wanted) wanted.focus({ preventScroll: wanted.id === "main" });
    if (told) announce(told.textContent);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
  return { all, announce, open, close, isOut, key, typing, csrf: () => document.body.dataset.csrf };
})();
