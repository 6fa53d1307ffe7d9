"use strict";
(() => {
  const puzzle = JSON.parse(document.getElementById("puzzle").textContent);
  // The key is only kept out of plain sight: whoever wants to read it in the page's source can.
  const bytes = Uint8Array.from(atob(puzzle.key), (sign) => sign.charCodeAt(0)).reverse();
  const solution = JSON.parse(new TextDecoder().decode(bytes));
  const at = (row, column) => row + "," + column;
  const inputs = new Map();
  for (const input of document.querySelectorAll(".cell input")) {
    inputs.set(at(input.dataset.row, input.dataset.column), input);
  }
  const entries = puzzle.entries.map((entry, index) => {
    const down = entry.direction === "down";
    const cells = Array.from({ length: entry.length }, (_, i) =>
      inputs.get(at(entry.row + (down ? i : 0), entry.column + (down ? 0 : i))));
    return { ...entry, index, down, cells, button: document.getElementById(entry.id) };
  });
  const entriesOf = new Map([...inputs.values()].map((input) => [input, entries.filter((e) => e.cells.includes(input))]));
  const right = (input) => solution[input.dataset.row][input.dataset.column];
  const status = document.getElementById("status");
  const now = document.getElementById("now");
  const store = "eduapp-crossword-" + puzzle.id;
  const split = typeof Intl.Segmenter === "function"
    ? (text) => Array.from(new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text), (s) => s.segment)
    : (text) => Array.from(text.normalize("NFC"));
  const bare = (letter) => letter.normalize("NFD").replace(/\p{Mn}/gu, "");
  let current = entries[0];
  let focused = current.cells[0];

  const isRight = (input) => {
    const typed = input.value.toLocaleUpperCase().normalize("NFC");
    return typed === right(input) || bare(typed) === right(input);
  };
  const lettersOf = (count) => count + (count === 1 ? " letter" : " letters");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };

  function describe(input, entry) {
    const others = entriesOf.get(input).filter((other) => other !== entry).map((other) => other.label.split(",")[0]);
    const crossing = others.length ? ", crosses " + others[0] : "";
    return `${entry.label}: ${entry.clue} Letter ${entry.cells.indexOf(input) + 1}${crossing}`;
  }

  function show() {
    for (const input of inputs.values()) {
      input.tabIndex = input === focused ? 0 : -1;
      input.parentElement.classList.toggle("word", current.cells.includes(input));
      input.parentElement.classList.toggle("here", input === focused);
    }
    for (const entry of entries) {
      entry.button.toggleAttribute("aria-current", false);
      entry.button.classList.toggle("done", entry.cells.every((cell) => cell.value));
    }
    current.button.setAttribute("aria-current", "true");
    focused.setAttribute("aria-label", describe(focused, current));
    now.textContent = `${current.label.split(",")[0]}: ${current.clue} ${current.enumeration}`;
  }

  function goTo(input, entry) {
    if (!input) return;
    const here = entriesOf.get(input);
    current = entry || (here.includes(current) ? current : here.find((e) => e.down === current.down) || here[0]);
    focused = input;
    show();
    input.focus();
    input.select();
  }

  const enter = (entry) => goTo(entry.cells.find((cell) => !cell.value) || entry.cells[0], entry);
  const beside = (by) => current.cells[current.cells.indexOf(focused) + by];

  function toggle() {
    const here = entriesOf.get(focused);
    if (here.length > 1) goTo(focused, here.find((entry) => entry !== current));
  }

  function arrow(rows, columns) {
    const turned = entriesOf.get(focused).find((entry) => entry.down === (rows !== 0));
    if (turned && turned !== current) return goTo(focused, turned);
    let row = Number(focused.dataset.row) + rows;
    let column = Number(focused.dataset.column) + columns;
    while (row >= 0 && column >= 0 && row < solution.length && column < solution[0].length) {
      const next = inputs.get(at(row, column));
      if (next) return goTo(next);
      row += rows;
      column += columns;
    }
  }

  function erase(input) {
    if (input.readOnly) return;
    input.value = "";
    unmark(input);
  }

  function unmark(input) {
    input.parentElement.classList.remove("wrong", "revealed");
    input.removeAttribute("aria-invalid");
  }

  const mirrored = document.querySelector("table").dir === "rtl" ? -1 : 1;
  const keys = {
    ArrowLeft: () => arrow(0, -mirrored),
    ArrowRight: () => arrow(0, mirrored),
    ArrowUp: () => arrow(-1, 0),
    ArrowDown: () => arrow(1, 0),
    Home: () => goTo(current.cells[0]),
    End: () => goTo(current.cells.at(-1)),
    Enter: toggle,
    " ": toggle,
    Delete: () => { erase(focused); changed(); },
    Backspace: () => {
      if (!focused.value || focused.readOnly) goTo(beside(-1));
      erase(focused);
      changed();
    },
  };

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Tab") {
      const next = entries[current.index + (event.shiftKey ? -1 : 1)];
      if (!next) return; // past the last answer, Tab leaves the grid
      event.preventDefault();
      return enter(next);
    }
    if (event.key in keys) {
      event.preventDefault();
      return keys[event.key]();
    }
    if (!focused.readOnly || split(event.key).length !== 1 || !beside(1)) return;
    if (event.key.toLocaleUpperCase() === focused.value) event.preventDefault();
    goTo(beside(1)); // another letter than the printed one goes into the next cell
  }

  function onInput(event) {
    const input = event.target;
    if (event.isComposing) return;
    const typed = split(input.value.trim());
    const letter = typed.length ? split(typed.at(-1).toLocaleUpperCase().normalize("NFC"))[0] : "";
    input.value = letter;
    unmark(input);
    if (letter && beside(1)) goTo(beside(1));
    changed();
  }

  function changed() {
    save();
    show();
    const all = [...inputs.values()];
    if (!all.every((input) => input.value)) return;
    say(all.every(isRight) ? "Solved: every letter is right." : "Every cell is filled, but some letters are wrong.");
  }

  const chosen = (what) => ({ letter: [focused], word: current.cells, puzzle: [...inputs.values()] })[what];

  function check(what) {
    const filled = chosen(what).filter((input) => input.value);
    const wrong = filled.filter((input) => !isRight(input));
    for (const input of wrong) {
      input.parentElement.classList.add("wrong");
      input.setAttribute("aria-invalid", "true");
    }
    if (!filled.length) return say("Nothing is filled in yet.");
    const left = chosen(what).length - filled.length;
    const rest = left ? ` ${lettersOf(left)} to go.` : "";
    const verdict = wrong.length ? `${lettersOf(wrong.length)} wrong.` : left ? "Right so far." : "All right.";
    say(verdict + rest);
  }

  function reveal(what) {
    const named = { letter: "this letter", word: current.label.split(",")[0], puzzle: "the whole puzzle" }[what];
    if (!window.confirm(`Reveal ${named}?`)) return;
    for (const input of chosen(what)) {
      if (input.value && isRight(input)) continue;
      input.value = right(input);
      unmark(input);
      input.parentElement.classList.add("revealed");
    }
    changed();
    say(`Revealed ${named}: ${chosen(what === "puzzle" ? "letter" : what).map((input) => input.value).join(" ")}`);
  }

  function clear() {
    if (!window.confirm("Clear all letters?")) return;
    for (const input of inputs.values()) erase(input);
    changed();
    say("The puzzle is empty again.");
  }

  function save() {
    try {
      localStorage.setItem(store, JSON.stringify([...inputs.values()].map((input) => input.value)));
    } catch { /* a browser may refuse to keep anything for a file: the puzzle works without */ }
  }

  function restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(store) || "[]");
      [...inputs.values()].forEach((input, i) => { if (!input.readOnly && typeof kept[i] === "string") input.value = kept[i]; });
    } catch { /* as above */ }
  }

  const table = document.querySelector("table");
  table.addEventListener("keydown", onKey);
  table.addEventListener("input", onInput);
  table.addEventListener("compositionend", onInput);
  table.addEventListener("focusin", (event) => { if (event.target !== focused) goTo(event.target); });
  table.addEventListener("mousedown", (event) => {
    const input = event.target.closest("input");
    if (!input) return;
    event.preventDefault();
    if (input === focused && document.activeElement === input) toggle();
    else goTo(input);
  });
  for (const entry of entries) entry.button.addEventListener("click", () => enter(entry));
  const actions = { check, reveal, clear, print: () => window.print() };
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => actions[button.dataset.do](button.dataset.what));
  }
  restore();
  show();
})();
