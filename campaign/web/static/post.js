// The editor: previews while one writes, drafts that survive a crash, a sign that the page is open.
"use strict";
(() => {
  const form = document.getElementById("post");
  if (!form) return;
  const at = (id) => document.getElementById(id);
  const key = `draft:${form.dataset.who}:${form.dataset.id}:${form.dataset.lang}`;
  const own = new Set(["csrf", "base", "lang", "was", "upload"]);
  const kept = { get: () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } }, set: (value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* no room: the words stay in the page */ } }, drop: () => { try { localStorage.removeItem(key); } catch { /* the same */ } } };
  const values = () => { const found = {}; for (const [name, value] of new FormData(form)) if (!own.has(name) && typeof value === "string") (found[name] ??= []).push(value.replace(/\r\n/g, "\n")); return found; };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const first = values();
  document.querySelectorAll("[data-scriptless]").forEach((each) => each.remove());

  // ---- the preview: composed on the server, a quarter of a second after the last key
  let timer, asked = 0, took = 60, over = at("previews").dataset.over, busy = null;
  const swap = (html) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    for (const part of fresh.content.querySelectorAll("[data-live]")) {
      const old = at(part.id);
      if (!old || old.isEqualNode(part) || old.contains(document.activeElement)) continue;
      if (part.id === "previews") keepPictures(old, part);
      for (const each of old.querySelectorAll("details[id][open]")) part.querySelector(`#${each.id}`)?.setAttribute("open", "");
      old.replaceWith(part);
    }
  };
  // A picture stays until its next one is drawn, and previews stay in their order.
  const keepPictures = (old, part) => {
    const order = [...old.children].map((each) => each.id);
    const place = (each) => { const found = order.indexOf(each.id); return found < 0 ? order.length : found; };
    part.append(...[...part.children].sort((a, b) => place(a) - place(b)));
    for (const image of part.querySelectorAll("img")) {
      const before = old.querySelector(`img[data-picture="${CSS.escape(image.dataset.picture)}"]`);
      if (!before) continue;
      const source = image.getAttribute("src");
      const wanted = before.dataset.late || before.getAttribute("src");
      before.alt = image.alt;
      if (source !== wanted) {
        before.dataset.late = source;
        const next = new Image();
        next.onload = next.onerror = () => { if (before.dataset.late === source) { delete before.dataset.late; before.src = source; before.width = image.width; before.height = image.height; } };
        next.src = source;
      }
      image.replaceWith(before);
    }
  };
  const compose = async () => {
    const mine = ++asked, began = performance.now();
    busy?.abort();
    busy = new AbortController();
    const body = new FormData(form);
    body.delete("upload");
    try {
      const answer = await fetch(`/posts/${form.dataset.id}/compose`, { method: "POST", body, signal: busy.signal });
      if (signedOut(answer) || !answer.ok || mine !== asked) return;
      swap(await answer.text());
      took = performance.now() - began;
    } catch { return; }
    const now = at("previews").dataset;
    if (now.over !== over) { over = now.over; window.desk.announce(now.say); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(compose, Math.max(60, 210 - took)); };

  // ---- the draft: the fields that differ from what was opened
  let saving;
  const typed = new Set(JSON.parse(form.dataset.typed || "[]"));
  const offered = () => !at("draft").hidden;
  const write = () => {
    const now = values(), wrote = {};
    for (const name in now) if (typed.has(name) || !same(now[name], first[name])) wrote[name] = now[name];
    const changed = Object.keys(wrote).length > 0;
    if (changed) kept.set({ at: Date.now(), values: wrote }); else if (!offered()) kept.drop();
    if (changed && at("saved")) at("saved").textContent = form.dataset.unsaved;
  };
  const put = (wanted) => {
    for (const [name, list] of Object.entries(wanted)) {
      const fields = [...form.elements].filter((each) => each.name === name && !each.disabled);
      fields.forEach((field, number) => { if (field.type === "radio") field.checked = field.value === list[0]; else if (number in list) field.value = list[number]; });
    }
    compose();
  };
  const draft = kept.get();
  if (draft && draft.values) {
    // What was sent and is in the file now is no draft any more.
    if (Object.entries(draft.values).every(([name, list]) => same(list, first[name] ?? list))) kept.drop();
    else if (!typed.size) {
      at("draft").hidden = false;
      at("draft").querySelector("[data-when]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    }
  }
  at("draft").addEventListener("click", (event) => {
    if (event.target.closest("[data-restore]")) { at("draft").hidden = true; put(draft.values); write(); }
    else if (event.target.closest("[data-forget]")) kept.drop();
    else return;
    at("draft").hidden = true;
    const text = form.querySelector("textarea:enabled");
    if (text) text.focus();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    soon();
    clearTimeout(saving);
    saving = setTimeout(write, 200);
  });
  addEventListener("pagehide", () => { clearTimeout(saving); if (!sent) write(); });

  // ---- saving: it waits while there is no connection
  let sent = false, waiting = null;
  const reach = async () => { try { return (await fetch("/static/mark.svg", { method: "HEAD", cache: "no-store" })).status > 0; } catch { return false; } };
  const warn = (words) => { const p = at("offline").querySelector("p"); if (words && p.textContent !== words) window.desk.announce(words); at("offline").hidden = !words; p.textContent = words; };
  const offline = (on) => warn(on ? form.dataset.waits : "");
  // Saving leads to a page that keeps the words until somebody has signed in.
  const signedOut = (answer) => { const is = window.desk.isOut(answer); if (is) warn(form.dataset.out); return is; };
  const send = async (button) => {
    clearTimeout(waiting);
    if (await reach()) {
      offline(false);
      write();
      sent = true;
      if (button && button.name) { const hidden = document.createElement("input"); Object.assign(hidden, { type: "hidden", name: button.name, value: button.value }); form.append(hidden); }
      form.submit();
    } else { write(); offline(true); waiting = setTimeout(() => send(button), 3000); }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); if (!sent) send(event.submitter); });
  addEventListener("online", () => { if (waiting) at("offline").hidden || send(null); });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") { event.preventDefault(); const save = document.querySelector("[data-save]"); if (save) save.click(); }
  });

  // ---- figures go where the caret was
  let last = form.querySelector("textarea:enabled");
  form.addEventListener("focusin", (event) => { if (event.target.matches("textarea[lang], input[lang]")) last = event.target; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button || !last) return;
    button.closest("details")?.removeAttribute("open");
    last.focus();
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- a picture of one's own
  at("upload")?.addEventListener("change", async (event) => {
    const file = event.target.files[0], wrong = at("upload-mistake");
    if (!file) return;
    const body = new FormData();
    body.set("csrf", window.desk.csrf());
    body.set("upload", file);
    wrong.hidden = true;
    try {
      const answer = await fetch("/pictures", { method: "POST", body, headers: { "X-Part": "picture" } });
      if (signedOut(answer)) { event.target.value = ""; return; }
      const text = await answer.text();
      if (!answer.ok) { wrong.textContent = text; wrong.hidden = false; return; }
      at("image").value = text;
      event.target.value = "";
      at("image").dispatchEvent(new Event("input", { bubbles: true }));
    } catch { offline(true); }
  });

  // ---- the order of the previews
  document.querySelectorAll("[data-order]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    const list = at("previews"), byRoom = link.dataset.order === "room";
    document.querySelectorAll("[data-order]").forEach((each) => each.toggleAttribute("aria-current", each === link));
    link.setAttribute("aria-current", "true");
    const by = (each) => Number(byRoom ? each.dataset.left : each.dataset.place);
    list.append(...[...list.children].sort((a, b) => by(a) - by(b)));
  }));

  // ---- a sign that the page is open, and who else has it
  const sign = async () => {
    if (document.hidden) return;
    const body = new FormData();
    body.set("csrf", window.desk.csrf());
    body.set("base", form.elements.base.value);
    try { const answer = await fetch(`/posts/${form.dataset.id}/here`, { method: "POST", body }); if (!signedOut(answer) && answer.ok) swap(await answer.text()); } catch { /* the next one tells */ }
  };
  setInterval(sign, 20000);
  document.addEventListener("visibilitychange", sign);
})();
