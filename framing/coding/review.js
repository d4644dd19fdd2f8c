// The reviewing widget. Python decides and keeps; this shows `state`, helps to choose spans, and sends events.
// Article text is only ever put into text nodes. Offsets count code points, as in Python.

const ROLES = ["content", "speaker", "cue"];
const HELP = [
  ["r", "right: the spans are right (and, where it is shown, the side)"],
  ["s", "wrong side: then the side that is right"],
  ["w", "wrong span: choose the right one, then the side"],
  ["n", "not an attribution"],
  ["m", "one that was missed: choose its content, then its side"],
  ["d", "the sentence is done: nothing more is missed"],
  ["u", "undo the last answer, also one of an earlier sitting"],
  ["← → j k", "back and on, without an answer"],
  ["a", "the whole article, or the paragraph alone"],
  ["Esc", "leave a choice of spans or sides; with ?, this help"],
];

function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "class") made.className = value;
    else if (key === "on") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function isDark() {
  const told = document.body.dataset.jpThemeLight;
  return told ? told === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function words(text) {
  // Words and single marks of punctuation as [start, end), so that a comma or a quotation mark can stay outside.
  const found = [];
  let units = 0;
  let points = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’.-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu)) {
    points += Array.from(text.slice(units, match.index)).length;
    const length = Array.from(match[0]).length;
    found.push([points, points + length]);
    points += length;
    units = match.index + match[0].length;
  }
  return found;
}

function render({ model, el }) {
  // What the reviewer is in the middle of; never more than one answer, never sent before it is whole.
  let asking = null; // {event, spans: {role: [[start, end]]}, role, step: "spans" | "side"}
  let help = false;
  let whole = false;
  let hint = "";
  let chars = [];
  let tokens = [];
  let shownUnit = null;

  const root = element("div", {
    class: "framing-review",
    tabindex: "0",
    role: "application",
    "aria-label": "Review of attributions. Press question mark for the keys.",
    // JupyterLab's own keys (d d deletes a cell) must not see these.
    "data-lm-suppress-shortcuts": "true",
    "data-jp-suppress-context-menu": "true",
  });
  const body = element("div");
  const message = element("p", { class: "fr-message", role: "status", "aria-live": "polite" });
  root.append(body, message);
  el.append(root);

  const state = () => model.get("state");
  const send = (event) => {
    hint = "";
    model.send({ unit_id: state().unit_id, ...event });
  };

  function stop() {
    asking = null;
    hint = "";
  }

  function ask(event, step) {
    hint = "";
    const spans = {};
    if (event.verdict === "wrong_span") {
      for (const role of ROLES) {
        const given = state().spans[role];
        if (given) spans[role] = given.map((pair) => [...pair]);
      }
    }
    asking = { event, spans, role: "content", step };
    if (step === "spans" && !spans.content) restart("content");
    draw();
  }

  function restart(role) {
    // A first word to go on from: the unit's, or the one after what is chosen already.
    const chosen = asking.spans[role] ?? [];
    const from = chosen.length ? chosen[chosen.length - 1][1] : state().unit[0];
    const first = tokens.find((token) => token[1] > from && token[0] >= from) ?? tokens.find((t) => t[1] > from);
    if (first) asking.spans[role] = [...chosen, [...first]];
  }

  function shift(which, by) {
    const pieces = asking.spans[asking.role];
    if (!pieces?.length) return restart(asking.role);
    const piece = pieces[pieces.length - 1];
    if (which === 0) {
      const next = by > 0 ? tokens.find((t) => t[0] > piece[0]) : tokens.findLast((t) => t[0] < piece[0]);
      if (next) piece[0] = next[0];
      if (next && piece[1] <= piece[0]) piece[1] = next[1];
    } else {
      const next = by > 0 ? tokens.find((t) => t[1] > piece[1]) : tokens.findLast((t) => t[1] < piece[1]);
      if (next) piece[1] = next[1];
      if (next && piece[0] >= piece[1]) piece[0] = next[0];
    }
  }

  function choose(side) {
    const { event, spans } = asking;
    stop();
    send({ ...event, ...spans, side });
  }

  function toSide() {
    if (!asking.spans.content?.length) hint = "Select what is attributed first.";
    else (asking.step = "side"), (hint = "");
    draw();
  }

  function act(key) {
    const now = state();
    const onUnit = now.kind !== "attribution";
    if (key === "?") (help = !help), draw();
    else if (key === "a") (whole = !whole), draw();
    else if (key === "u") stop(), send({ action: "undo" });
    else if (key === "ArrowLeft" || key === "k") send({ action: "move", by: -1 });
    else if (key === "ArrowRight" || key === "j") send({ action: "move", by: 1 });
    else if (key === "m") ask({ action: "missed" }, "spans");
    else if (key === "d") send({ action: "done" });
    else if (onUnit && "rswn".includes(key)) send({ action: "judge", verdict: "right" });
    else if (key === "r") {
      if (now.blind) ask({ action: "judge", verdict: "right" }, "side");
      else send({ action: "judge", verdict: "right" });
    } else if (key === "s") ask({ action: "judge", verdict: "wrong_side" }, "side");
    else if (key === "w") ask({ action: "judge", verdict: "wrong_span" }, "spans");
    else if (key === "n") send({ action: "judge", verdict: "not_attribution" });
    else return false;
    return true;
  }

  function actWhileAsking(event) {
    const key = event.key;
    if (key === "Escape") return stop(), draw(), true;
    if (key === "u") return act("u");
    if (key === "?" || key === "a") return act(key);
    if (asking.step === "side") {
      const side = /^[1-9]$/.test(key) ? state().sides[Number(key) - 1] : undefined;
      if (side) return choose(side.name), true;
      hint = "Press the number of a side, or Escape.";
      return draw(), true;
    }
    if (key === "Enter") toSide();
    else if (key === "ArrowLeft" || key === "ArrowRight") shift(event.shiftKey ? 1 : 0, key === "ArrowRight" ? 1 : -1), draw();
    else if (/^[1-3]$/.test(key)) pick(ROLES[Number(key) - 1]);
    else if (key === "+") restart("content"), (asking.role = "content"), draw();
    else if (key === "Backspace" || key === "Delete") clear();
    else return false;
    return true;
  }

  function pick(role) {
    asking.role = role;
    if (!asking.spans[role]?.length) restart(role);
    draw();
  }

  function clear() {
    const pieces = asking.spans[asking.role] ?? [];
    pieces.pop();
    if (!pieces.length) delete asking.spans[asking.role];
    draw();
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const onButton = event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ");
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let took = onButton;
    if (!onButton && key !== "Tab") {
      took = true;
      if (asking) took = actWhileAsking(event);
      else if (key === "Escape" && help) (help = false), draw();
      else took = act(key);
      if (took) event.preventDefault();
    }
    // Letters that mean nothing here must not mean something to the notebook either; Escape leaves the widget.
    if (took || key.length === 1) event.stopPropagation();
  });

  root.addEventListener("mouseup", () => {
    const text = body.querySelector(".fr-text");
    const range = rangeIn(text);
    if (!range) return;
    if (!asking || asking.step !== "spans") {
      hint = "To use what you selected, first press m (one that was missed) or w (wrong span).";
      return draw(false);
    }
    const pieces = asking.spans[asking.role] ?? [];
    asking.spans[asking.role] = [...pieces.slice(0, -1), range];
    getSelection().removeAllRanges();
    draw();
  });

  function rangeIn(text) {
    const selection = getSelection();
    if (!text || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let start = null;
    let end = null;
    for (const piece of text.querySelectorAll("[data-start]")) {
      const node = piece.firstChild;
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from >= to) continue;
      const base = Number(piece.dataset.start);
      start ??= base + Array.from(node.data.slice(0, from)).length;
      end = base + Array.from(node.data.slice(0, to)).length;
    }
    return start === null ? null : [start, end];
  }

  function marks() {
    if (!asking || asking.step !== "spans") {
      const now = state();
      const chosen = asking ? chosenMarks(false) : [];
      return chosen.length ? chosen : now.marks;
    }
    return chosenMarks(true);
  }

  function chosenMarks(active) {
    return ROLES.flatMap((role) =>
      (asking.spans[role] ?? []).map(([start, end], piece) => ({
        start, end, role, piece, label: role, side: "", choosing: active && role === asking.role,
      }))
    );
  }

  function textNode() {
    const now = state();
    const [from, to] = whole ? [0, chars.length] : now.context;
    const all = marks();
    const cuts = new Set([from, to, ...now.unit, ...all.flatMap((mark) => [mark.start, mark.end])]);
    const points = [...cuts].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
    const text = element("div", { class: whole ? "fr-text fr-all" : "fr-text", dir: "auto", lang: "en" });
    points.slice(0, -1).forEach((start, number) => {
      const end = points[number + 1];
      const here = all.filter((mark) => mark.start <= start && mark.end >= end);
      const side = here.map((mark) => now.sides.find((each) => each.name === mark.side)).find(Boolean);
      for (const mark of here.filter((each) => each.start === start)) {
        const name = mark.piece ? `… ${mark.label}` : mark.label;
        const tag = element("span", { class: "fr-tag" }, mark.side ? `${name} · ${mark.side}` : name);
        colour(tag, now.sides.find((each) => each.name === mark.side));
        text.append(tag);
      }
      const classes = here.map((mark) => `fr-${mark.role}${mark.choosing ? " fr-choosing" : ""}`);
      if (start >= now.unit[0] && end <= now.unit[1]) classes.push("fr-unit");
      const piece = element("span", { class: classes.join(" "), "data-start": start });
      colour(piece, side);
      piece.append(document.createTextNode(chars.slice(start, end).join("")));
      text.append(piece);
    });
    return text;
  }

  function colour(node, side) {
    if (!side) return;
    node.style.setProperty("--fr-side", isDark() ? side.color_dark : side.color);
    node.style.setProperty("--fr-underline", side.underline);
    if (node.className.includes("fr-content")) node.style.textDecorationStyle = side.underline;
  }

  function button(key, label, action, extra = "") {
    const made = element("button", { type: "button", class: extra, "aria-keyshortcuts": key, on: action });
    made.append(element("kbd", { "aria-hidden": "true" }, key), label);
    return made;
  }

  function task() {
    const now = state();
    if (asking?.step === "spans") {
      return `Select the ${asking.role}: by mouse, or ← → for its first word, Shift ← → for its last. Enter goes on.`;
    }
    if (asking) return "For which side does the speaker speak?";
    if (now.finished) return "All judged. Thank you; close the notebook, or go back with ← to look again.";
    if (now.kind !== "attribution") return `Has anything been missed in this ${now.kind}? If not, it is done.`;
    if (now.blind) return "Are these spans right?";
    return `Is this right? The machine’s side: ${now.machine_side}.`;
  }

  function said() {
    const { verdict, side, done } = state().said;
    const known = state().blind && (verdict === "right" || verdict === "wrong_side") ? "spans right" : verdict;
    if (done) return "You said: done.";
    return verdict ? `You said: ${[known.replaceAll("_", " "), side].filter(Boolean).join(", ")}.` : "";
  }

  function buttons() {
    const now = state();
    const row = element("div", { class: "fr-row" });
    if (asking?.step === "spans") {
      ROLES.forEach((role, n) =>
        row.append(button(String(n + 1), n ? `${role} (if any)` : role, () => pick(role), role === asking.role ? "fr-now" : ""))
      );
      row.append(button("+", "one more piece", () => (restart("content"), (asking.role = "content"), draw())));
      row.append(button("⌫", "clear", clear));
      row.append(button("Enter", "go on to the side", toSide));
      row.append(button("Esc", "leave", () => (stop(), draw())));
      return row;
    }
    if (asking) {
      now.sides.forEach((side, n) => {
        const label = side.name === "unresolved" ? "unresolved (the text does not tell)" : side.name;
        const made = button(n < 9 ? String(n + 1) : "·", label, () => choose(side.name), "fr-side");
        colour(made, side);
        row.append(made);
      });
      row.append(button("Esc", "leave", () => (stop(), draw())));
      return row;
    }
    const labels =
      now.kind === "attribution"
        ? [["r", now.blind ? "spans right" : "right"], now.blind ? null : ["s", "wrong side"], ["w", "wrong span"], ["n", "not an attribution"], ["m", "one was missed"]]
        : [["d", "done"], ["m", "one was missed"]];
    for (const pair of labels) if (pair) row.append(button(pair[0], pair[1], () => act(pair[0])));
    return row;
  }

  function helpNode() {
    const list = element("dl", { "aria-label": "Keys" });
    for (const [key, meaning] of HELP) {
      if (key === "s" && state().blind) continue;
      list.append(element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning));
    }
    return list;
  }

  function selected() {
    // Said aloud too: who cannot see the marks hears what is selected.
    if (asking.step !== "spans") return "";
    const pieces = (asking.spans[asking.role] ?? []).map(([start, end]) => chars.slice(start, end).join(""));
    return `${asking.role}: ${pieces.join(" … ") || "nothing selected"}`;
  }

  function draw(fromText = true) {
    const now = state();
    if (!now.text && now.text !== "") return;
    if (now.unit_id !== shownUnit) {
      shownUnit = now.unit_id;
      stop();
      whole = false;
      chars = Array.from(now.text);
      tokens = words(now.text);
    }
    const look = now.look[isDark() ? "dark" : "light"];
    for (const [name, value] of Object.entries(look)) root.style.setProperty(`--fr-${name}`, value);
    const [first, second] = now.sides.map((side) => (isDark() ? side.color_dark : side.color));
    root.style.setProperty("--fr-focus", first ?? look.ink);
    root.style.setProperty("--fr-warn", second ?? look.ink);
    root.style.setProperty("--fr-select", look.ink);
    root.style.setProperty("--fr-select-ink", look.ground);

    if (fromText) {
      const held = root.contains(document.activeElement);
      const scrolled = body.querySelector(".fr-text")?.scrollTop ?? 0;
      const same = body.dataset.unit === now.unit_id + whole;
      const skipped = now.skipped ? `, ${now.skipped} skipped` : "";
      const top = element(
        "div", { class: "fr-top" },
        element("span", {}, element("strong", {}, `${now.judged} of ${now.items}`), ` judged${skipped} · this is no. ${now.at}`),
        element("span", {}, `${now.coder} · ${now.file}${now.blind ? " · blind" : ""}`)
      );
      const bar = element("progress", { max: now.items, value: now.judged, "aria-label": `${now.judged} of ${now.items} judged` });
      const more = element("div", { class: "fr-row" });
      if (!asking) {
        more.append(
          button("←", "back", () => act("ArrowLeft")), button("→", "on", () => act("ArrowRight")), button("u", "undo", () => act("u")),
          button("a", whole ? "paragraph" : "whole article", () => act("a")), button("?", "help", () => act("?"))
        );
      }
      const text = textNode();
      body.replaceChildren(
        top, bar, element("p", { class: "fr-task" }, [task(), asking ? "" : said()].join(" ").trim()),
        text, buttons(), asking ? "" : more, help ? helpNode() : ""
      );
      body.dataset.unit = now.unit_id + whole;
      text.scrollTop = same ? scrolled : 0;
      if (!same) text.querySelector(".fr-unit")?.scrollIntoView({ block: "nearest" });
      if (held) root.focus({ preventScroll: true });
    }
    message.textContent = hint || (asking ? selected() : now.message);
    message.classList.toggle("fr-error", Boolean(hint) || (!asking && now.error));
  }

  const changed = () => {
    hint = "";
    draw();
  };
  model.on("change:state", changed);
  draw();
  return () => model.off("change:state", changed);
}

export default { render };
