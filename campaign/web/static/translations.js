// Translations: the table is one tab stop with arrow keys, J goes to the next open one, and the
// room that is left follows what is typed. Without it, every cell is a link and the form is a form.
"use strict";
(() => {
  const table = document.querySelector("[data-grid]");
  if (table) {
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("a"))).filter((row) => row.length);
    const all = rows.flat().filter(Boolean);
    const shown = (link) => link && link.getClientRects().length > 0;
    const only = (link) => all.forEach((each) => { each.tabIndex = each === link ? 0 : -1; });
    const start = table.querySelector("a[aria-current]") || all.find(shown);
    if (start) only(start);
    const step = (link, down, right) => {
      let y = rows.findIndex((row) => row.includes(link)), x = rows[y].indexOf(link);
      do { y += down; x += right; } while (rows[y] && x >= 0 && x < rows[y].length && !shown(rows[y][x]));
      return rows[y] && rows[y][x];
    };
    const ways = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    table.addEventListener("keydown", (event) => {
      const link = event.target.closest("td a");
      if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
      const row = rows.find((each) => each.includes(link)).filter(shown);
      const next = ways[event.key] ? step(link, ...ways[event.key]) : event.key === "Home" ? row[0] : event.key === "End" ? row[row.length - 1] : null;
      if (ways[event.key] || next) event.preventDefault();
      if (next) { only(next); next.focus(); }
    });
  }
  const next = document.querySelector("[data-next]");
  if (next) desk.key("j", () => { location.href = next.href; });

  const form = document.querySelector("form[data-room]");
  if (!form) return;
  let timer = 0, asked = 0;
  const ask = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.room, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Part": "dialog" } });
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("[data-room-of]").forEach((room) => {
        const place = form.querySelector(`[data-room-of="${room.dataset.roomOf}"]`);
        if (place && place.innerHTML !== room.innerHTML) {
          const was = !!place.querySelector(".is-failed"), is = !!room.querySelector(".is-failed");
          place.innerHTML = room.innerHTML;
          if (was !== is) desk.announce(room.textContent.trim());
        }
      });
    } catch { /* the connection is lost: writing goes on */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
})();
