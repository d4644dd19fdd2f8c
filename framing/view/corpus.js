// The list of articles: narrowed by word, outlet and days; what is opened, and what is come back to, has the focus.
"use strict";
const list = document.querySelector(".framing-corpus .list");
const form = list.querySelector("form.filters");
const rows = [...list.querySelectorAll("tbody tr")];
const status = form.querySelector("[role=status]");
const narrow = () => {
  const { word, outlet, from, to } = Object.fromEntries(new FormData(form));
  const wanted = word.trim().toLowerCase().split(/\s+/);
  let n = 0;
  for (const row of rows) {
    const held = `${row.cells[0].textContent} ${row.dataset.outlet} ${row.dataset.id}`.toLowerCase();
    const day = row.dataset.date;
    const shown = wanted.every((one) => held.includes(one)) && (!outlet || row.dataset.outlet === outlet)
      && (!from || (day && day >= from)) && (!to || (day && day <= to));
    row.hidden = !shown;
    n += shown;
  }
  status.textContent = `${n} of ${rows.length} articles`;
};
form.addEventListener("input", narrow);
const every = () => {
  form.reset();
  narrow();
};
form.querySelector("button").addEventListener("click", every);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
narrow();

const title = document.title;
const arrive = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const section = place && place.closest("section.reader");
  document.title = section ? section.getAttribute("aria-label") : title;
  if (!place) return;
  const row = place.closest("tbody tr");
  if (row && row.hidden) every();
  (row ? row.querySelector("a") : place).focus();
  if (row) row.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", arrive);
arrive();
