// The style sheet narrows the page by itself. This hides what is empty then, counts what is left, and
// keeps the choice in the address, so that it can be sent to somebody.
(() => {
  const form = document.getElementById("narrow");
  const selects = [...form.querySelectorAll("select")];
  const cards = [...document.querySelectorAll("article")];
  const parents = [...document.querySelectorAll(".post, .week")];
  const listed = [...document.querySelectorAll(".contents li, .contents .group")];
  const shown = document.getElementById("shown");
  const asked = new URLSearchParams(location.search);
  for (const select of selects) {
    const value = asked.get(select.name);
    if (value && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  const narrow = () => {
    let left = 0;
    for (const card of cards) {
      const fits = selects.every((select) => !select.value || card.dataset[select.name].split(" ").includes(select.value));
      card.classList.toggle("off", !fits);
      left += fits;
    }
    for (const part of parents) part.hidden = !part.querySelector("article:not(.off)");
    for (const part of listed) {
      const link = part.querySelector("a");
      part.hidden = document.getElementById(link.hash.slice(1)).hidden;
    }
    document.getElementById("none").hidden = left > 0;
    shown.textContent = left === cards.length ? "" : `${left} of ${cards.length} publications`;
    const query = new URLSearchParams(selects.filter((s) => s.value).map((s) => [s.name, s.value]));
    try {
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    } catch {
      // A page that was opened from a file may not be allowed to; nothing else depends on it.
    }
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  narrow();
})();
