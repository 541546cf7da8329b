"use strict";
// Each head of a sortable table gets a button. Gaps, which have no value, stay last.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const order = new Intl.Collator(document.documentElement.lang).compare;
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `${table.dataset.sort}: ${head.textContent.trim()}`);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      const sign = down ? -1 : 1;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[at].dataset.value;
      const compare = (one, other) => {
        const [a, b] = [key(one), key(other)];
        if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
        const numbers = head.dataset.kind === "number";
        return sign * (numbers ? Number(a) - Number(b) : order(a, b));
      };
      body.append(...[...body.rows].sort(compare));
    });
    head.append(button);
  });
}
// The words that a table goes on at the side stand where it does, and nowhere else.
const tell = () => {
  for (const words of document.querySelectorAll(".slide")) {
    const table = words.nextElementSibling;
    words.hidden = table.scrollWidth <= table.clientWidth;
    words.classList.toggle("goes-on", !words.hidden);
  }
};
new ResizeObserver(tell).observe(document.body);
document.addEventListener("toggle", tell, true);
