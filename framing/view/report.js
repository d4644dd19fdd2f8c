// Sorts a table by a column: numbers by their value, words by their letters, what is missing last.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const key = (row) => {
        const cell = row.cells[column];
        return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v);
      };
      const rows = [...body.rows].map((row, at) => ({ row, at, key: key(row) }));
      const missing = (one) => one.key === "" || one.key === "–";
      rows.sort((a, b) => {
        if (missing(a) || missing(b)) return missing(a) - missing(b) || a.at - b.at;
        const order = typeof a.key === "number" && typeof b.key === "number"
          ? a.key - b.key : String(a.key).localeCompare(String(b.key), "en");
        return (down ? -order : order) || a.at - b.at;
      });
      body.append(...rows.map((one) => one.row));
    });
  });
}
