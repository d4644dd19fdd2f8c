// The reader: buttons that show one side or several, what is known of a mark where the pointer rests, Escape to put it away.
"use strict";
for (const root of document.querySelectorAll("[data-reader]")) {
  const labels = new Map();
  for (const label of root.querySelectorAll("small.label:not(.more)")) labels.set(label.dataset.of, label);
  for (const mark of root.querySelectorAll("[data-id][title]")) mark.removeAttribute("title");

  // The innermost mark under the pointer tells; its label and pieces are lit with it.
  let lit = [];
  const light = (id) => {
    for (const one of lit) one.classList.remove("on");
    const label = labels.get(id);
    lit = label ? [label, ...root.querySelectorAll(`mark[data-id="${CSS.escape(id)}"]`)] : [];
    for (const one of lit) one.classList.add("on");
  };
  root.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("[data-id]");
    light(mark && !mark.classList.contains("off") ? mark.dataset.id : "");
  });
  root.addEventListener("mouseleave", () => light(""));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    light("");
    if (event.target.matches("small, u")) event.target.blur();
  });

  const keys = [...root.querySelectorAll(".key")];
  if (keys.length < 2) continue;
  const chosen = new Set();
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const button = (key, look) => {
    const made = document.createElement("button");
    made.type = "button";
    made.setAttribute("aria-pressed", String(look === ""));
    made.dataset.look = look;
    made.append(...key.childNodes);
    made.addEventListener("click", () => {
      if (look === "") chosen.clear();
      else if (!chosen.delete(look)) chosen.add(look);
      show();
    });
    key.replaceChildren(made);
    return made;
  };
  const every = document.createElement("span");
  every.className = "key";
  every.textContent = "all";
  keys[0].before(every, " ");
  const buttons = [button(every, ""), ...keys.map((key) => button(key, key.dataset.look))];
  const bar = every.closest(".keys");
  for (const dot of [...bar.childNodes]) if (dot.nodeType === Node.TEXT_NODE) dot.data = " ";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show attributions of");
  bar.append(" ", status);
  const looks = (one) => [...one.classList].find((name) => /^s[0-9a-f]{8}$/.test(name));
  const show = () => {
    for (const made of buttons) {
      const look = made.dataset.look;
      made.setAttribute("aria-pressed", String(look === "" ? chosen.size === 0 : chosen.has(look)));
    }
    for (const one of root.querySelectorAll("[data-id], small.label")) {
      one.classList.toggle("off", chosen.size > 0 && !chosen.has(looks(one)));
    }
    const shown = [...labels.values()].filter((label) => !label.classList.contains("off")).length;
    status.textContent = chosen.size ? `${shown} of ${labels.size} shown` : "";
  };
}
