// Shows the lines that the number counts from which the reader came: its facts are in the address, see `lines_page`.
"use strict";
const asked = new URLSearchParams(location.search);
const rows = [...document.querySelectorAll("table.lines tbody tr")];
const keys = [...new Set(asked.keys())].filter((key) => key !== "from" && key !== "told");
let n = 0;
for (const row of rows) {
  const counted = keys.every((key) => key === "without"
    ? !asked.getAll(key).includes(row.getAttribute("data-cue_lemma"))
    : asked.getAll(key).includes(row.getAttribute(`data-${key}`)));
  row.hidden = !counted;
  n += counted;
}
if (asked.has("from")) {
  const back = document.querySelector("a.back");
  back.hash = asked.get("from");
  document.querySelector("[role=status]").textContent = `${n.toLocaleString("en")} of `
    + `${rows.length.toLocaleString("en")} attributions: what ${asked.get("told") || "this number"} is drawn from.`;
  const every = document.querySelector("a.every");
  every.hidden = false;
}
