// The calendar: posts are lifted with a pointer or moved by keys, and the grid is one tab stop.
// Without this script the same is done by the menu of each post and its page.
"use strict";
(() => {
  const { all, announce, open, close, key, csrf } = window.desk;
  const root = () => document.getElementById("calendar");
  const grid = () => all("[data-grid]", root() || document.createElement("i")).find(seen);
  const seen = (element) => element.getClientRects().length > 0;
  const say = (name, values = {}) => root().dataset[name].replace(/%\((\w+)\)s/g, (_, each) => values[each]);
  const headline = (post) => post.querySelector("strong").textContent;
  const on = () => { const at = document.activeElement; return at && at.closest("[data-post]"); };

  // ---- days and hours, as the files have them: no zone, no clock change ----
  const day = (text) => Date.parse(`${text}T00:00Z`);
  const later = (text, days) => new Date(day(text) + days * 864e5).toISOString().slice(0, 10);

  let last = ""; // the post that was moved last
  const toast = (sentence) => {
    all(".toast").forEach((each) => each.remove());
    const note = document.createElement("div");
    note.className = "toast";
    note.append(Object.assign(document.createElement("span"), { textContent: sentence }));
    document.body.append(note);
    announce(sentence);
    setTimeout(() => note.remove(), 8000);
  };

  // ---- sending a move: the answer is the calendar with the post at its new place ----
  const send = async (address, body, post, wanted) => {
    let page, answer;
    try {
      answer = await fetch(address, { method: "POST", body });
      if (window.desk.isOut(answer)) { location.href = answer.url; return; }
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { toast(say("failed")); return; }
    const fresh = page.getElementById("calendar");
    if (answer.ok && fresh) { show(page, post, wanted); return; }
    const inside = page.querySelector("main .page");
    if (!inside) { toast(say("failed")); return; }
    const dialog = document.getElementById("dialog");
    const title = page.querySelector("h1").textContent;
    dialog.innerHTML = '<div class="dh"><h2 id="dialog-title"></h2></div><div class="body"></div>';
    dialog.querySelector("h2").textContent = title;
    dialog.querySelector(".body").append(...inside.childNodes);
    if (!dialog.open) dialog.showModal();
    dialog.addEventListener("close", () => stopOf(post).focus(), { once: true });
    ready();
    (dialog.querySelector("[data-first], [data-close], a") || dialog).focus();
  };

  // Undo leads back here, with the focus on the post that is at its old place again.
  const undo = async (form) => {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (window.desk.isOut(answer)) { location.href = answer.url; return; }
      const told = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = await fetch(root().dataset.back);
      const page = new DOMParser().parseFromString(await again.text(), "text/html");
      const notice = told.querySelector(".toast") || told.querySelector("main .page");
      show(page, last);
      if (notice) toast(notice.textContent.trim());
    } catch { toast(say("failed")); }
  };

  const stopOf = (post, wanted) => {
    if (!post) return document.getElementById("main");
    const some = all(`[data-post="${CSS.escape(post)}"] [data-stop]`).filter(seen);
    const at = (stop) => stop.closest("[data-post]").dataset.on;
    return some.find((stop) => at(stop) === wanted) || some[0] || document.getElementById("main");
  };

  const show = (page, post, wanted) => {
    last = post;
    close();
    root().closest(".page").replaceChildren(...page.querySelector("main .page").childNodes);
    all(".toast").forEach((each) => each.remove());
    const told = page.querySelector(".toast");
    if (told) { document.body.append(told); announce(told.querySelector("span").textContent); }
    ready();
    focus(stopOf(post, wanted));
  };

  const move = (post, to, at) => {
    const { fixed, day: from, hour, zone } = post.dataset;
    if (fixed !== undefined) { toast(fixed); return; }
    const body = new URLSearchParams({
      csrf: csrf(), back: root().dataset.back, day: to, at: at || hour,
      was: `${from}T${hour}`, was_zone: zone, quick: "1",
    });
    send(`/calendar/move/${encodeURIComponent(post.dataset.post)}`, body, post.dataset.post, to);
  };
  const byDays = (days) => () => {
    const post = on();
    if (!post) return false;
    move(post, post.dataset.fixed === undefined ? later(post.dataset.day, days) : "");
  };
  const byMinutes = (minutes) => () => {
    const post = on();
    if (!post) return false;
    if (post.dataset.fixed !== undefined) { toast(post.dataset.fixed); return; }
    const at = new Date(Date.parse(`${post.dataset.day}T${post.dataset.hour}Z`) + minutes * 6e4).toISOString();
    move(post, at.slice(0, 10), at.slice(11, 16));
  };

  // ---- keys ----
  key("m", () => {
    const post = on();
    if (!post) return false;
    if (post.dataset.fixed !== undefined) { toast(post.dataset.fixed); return; }
    open(post.querySelector("[data-move]").href, post.querySelector("[data-stop]"));
  });
  key("Alt+ArrowLeft", byDays(-1));
  key("Alt+ArrowRight", byDays(1));
  key("Alt+ArrowUp", byMinutes(-15));
  key("Alt+ArrowDown", byMinutes(15));
  key("n", () => {
    const cell = document.activeElement.closest("[data-drop], [data-day-section]");
    location.href = cell ? `/posts/new?day=${cell.dataset.drop || cell.dataset.daySection}` : "/posts/new";
  });
  const OPEN = ".is-waits, .is-held, .is-failed, .is-missed, .is-unknown, .is-paused";
  const next = (step) => () => {
    const some = all("[data-post]", root()).filter((post) => seen(post) && post.querySelector(OPEN));
    if (!some.length) return false;
    const place = some.indexOf(on());
    focus(some[(place < 0 && step < 0 ? 0 : place + step + some.length) % some.length].querySelector("[data-stop]"));
  };
  key("j", next(1));
  key("k", next(-1));

  // ---- the grid: one tab stop, arrows inside ----
  const STOPS = "[data-stop], .pub";
  const cells = (row) => all("td, th", row);
  const stops = (cell) => { const some = all(STOPS, cell); return some.length ? some : [cell]; };
  const focus = (stop) => {
    const table = grid();
    if (table && table.contains(stop)) {
      all('[tabindex="0"]', table).forEach((each) => { each.tabIndex = -1; });
      stop.tabIndex = 0;
    }
    stop.focus();
  };
  const arrows = (event) => {
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const ends = { Home: 0, End: -1 }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || (across ?? down ?? ends) === undefined) return;
    const cell = event.target.closest("td, th"), row = cell.parentElement, table = event.currentTarget;
    const mine = stops(cell), place = mine.indexOf(event.target.closest(STOPS) || cell);
    const column = cells(row).indexOf(cell), rows = all("tr", table);
    const standing = cell.matches(".month td, thead th"); // its posts stand below each other
    let to, step = across || down;
    if (ends !== undefined) to = cells(row).at(ends === 0 ? 1 : -1);
    else if (standing === Boolean(down) && mine[place + step]) { event.preventDefault(); focus(mine[place + step]); return; }
    else if (across) to = cells(row)[column + step];
    else to = cells(rows[rows.indexOf(row) + step] || row)[column];
    if (!to || to === cell) return;
    event.preventDefault();
    focus(stops(to).at(step < 0 && ends === undefined ? -1 : 0));
  };

  // ---- lifting with a pointer; a finger has the menu ----
  let held = null; // { post, x, y, lifted, cell }
  const over = (cell) => {
    if (held.cell === cell) return;
    if (held.cell) held.cell.classList.remove("over");
    held.cell = cell;
    if (cell) { cell.classList.add("over"); announce(say("over", { day: cell.dataset.name })); }
  };
  const drop = (put) => {
    if (!held) return;
    const { post, lifted, cell } = held;
    if (lifted) {
      over(null);
      post.classList.remove("lifted");
      post.style.translate = "";
      document.body.classList.remove("lifting");
      // The click that ends a drag opens nothing.
      const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, true), 0);
      if (put || !cell) announce(say("put"));
      else if (cell.dataset.drop !== post.dataset.on)
        move(post, later(post.dataset.day, (day(cell.dataset.drop) - day(post.dataset.on)) / 864e5));
    }
    held = null;
  };
  document.addEventListener("pointerdown", (event) => {
    const post = event.target.closest("[data-grid] [data-post]");
    if (!post || event.button || event.pointerType === "touch" || event.target.closest(".menu")) return;
    held = { post, x: event.clientX, y: event.clientY, lifted: false, cell: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const x = event.clientX - held.x, y = event.clientY - held.y;
    if (!held.lifted) {
      if (Math.hypot(x, y) < 6) return;
      if (held.post.dataset.fixed !== undefined) { toast(held.post.dataset.fixed); held = null; return; }
      held.lifted = true;
      held.post.classList.add("lifted");
      document.body.classList.add("lifting");
      announce(say("lifted", { headline: headline(held.post) }));
    }
    held.post.style.translate = `${x}px ${y}px`;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    over(under && under.closest("[data-drop]"));
  });
  document.addEventListener("pointerup", () => drop(false));
  document.addEventListener("pointercancel", () => drop(true));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held) { event.preventDefault(); drop(true); }
  }, true);
  document.addEventListener("dragstart", (event) => { if (event.target.closest("[data-post]")) event.preventDefault(); });

  // ---- the dialog of a move: what follows is shown as soon as day or hour are chosen ----
  const proposed = async (form) => {
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    let answer;
    try { answer = await fetch(address, { headers: { "X-Part": "dialog" } }); } catch { toast(say("failed")); return; }
    if (window.desk.isOut(answer)) { location.href = answer.url; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const box = form.closest(".moving");
    all(":scope > .note, :scope > .do-it, :scope > .acts, :scope > .summary", box).forEach((each) => each.remove());
    all(".moving > .note, .moving > .do-it, .moving > .acts, .summary", page).forEach((each) => box.append(each));
    const told = box.querySelector(".note p, .summary, .effect");
    if (told) announce(told.textContent.trim().replace(/\s+/g, " "));
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-propose]");
    if (form && form.reportValidity()) proposed(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-propose]")) { event.preventDefault(); proposed(form); return; }
    if (!root()) return;
    if (form.matches(".toast form")) { event.preventDefault(); undo(form); return; }
    if (!form.matches("dialog [data-carry-out]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    send(form.getAttribute("action"), body, decodeURIComponent(form.getAttribute("action").split("/").pop()), body.get("day"));
  });

  const ready = () => {
    all(".moving .look").forEach((button) => { button.hidden = true; });
    const table = grid();
    if (!table || table.dataset.ready) return;
    table.dataset.ready = "1";
    table.setAttribute("role", "grid");
    all("a, summary, button", table).forEach((each) => { each.tabIndex = -1; });
    all("td", table).forEach((cell) => { cell.tabIndex = -1; });
    all("th", table).forEach((cell) => { if (!cell.querySelector(STOPS)) cell.tabIndex = -1; });
    const first = table.querySelector("#now [data-stop]") || table.querySelector("[data-stop]") || table.querySelector("#now, td");
    if (first) first.tabIndex = 0;
    table.addEventListener("keydown", arrows);
    table.addEventListener("focusin", (event) => {
      const stop = event.target.closest(STOPS);
      if (stop && stop.tabIndex !== 0) { all('[tabindex="0"]', table).forEach((each) => { each.tabIndex = -1; }); stop.tabIndex = 0; }
    });
  };
  document.addEventListener("desk:dialog", ready);
  addEventListener("resize", ready);
  document.addEventListener("click", (event) => {
    all("details.menu[open], details.filter[open]").forEach((each) => { if (!each.contains(event.target)) each.open = false; });
  });
  ready();
  if (location.hash.startsWith("#post-") && root()) focus(stopOf(decodeURIComponent(location.hash.slice(6))));
})();
