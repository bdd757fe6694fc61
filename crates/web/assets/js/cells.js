// Cells of a table are changed where they stand: a click or Enter opens an editor in the cell, Enter keeps what it says, Escape
// leaves. What is refused stays as it was typed, with the reason under it. A block that is pasted from a spreadsheet fills the
// columns downwards from the cell that has the cursor; a page shows what would change before anything does.
const cellOf = (place) => place?.closest?.("a[data-cell]");
const about = () => document.getElementById("cells");
const token = (link) => link.closest("form")?.querySelector("[name=csrf]")?.value ?? "";
let open;

function leave() {
  if (!open) return;
  const { link, field } = open;
  open = undefined;
  field.parentElement.querySelector(".cell-note")?.remove();
  field.remove();
  link.hidden = false;
  link.focus();
}

/** What a cell is for whom it is read to: it opens an editor and leads nowhere. */
function named(link) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-label", `${link.title}: ${link.textContent.trim()}`);
}

/** Leaves the open cell with what was typed kept; not where it is refused, nor while it is being kept. */
async function settle() {
  if (open && open.field.value !== open.link.dataset.text) await keep();
  else leave();
  return !open;
}

async function edit(link, text) {
  const place = [link.dataset.creator, link.dataset.cell];
  if (open && !(await settle())) return;
  if (!link.isConnected) link = [...document.querySelectorAll("a[data-cell]")].find((one) => one.dataset.creator === place[0] && one.dataset.cell === place[1]) ?? link;
  const choices = document.getElementById(`cell-${link.dataset.cell}`);
  const field = choices ? choices.content.firstElementChild.cloneNode(true) : document.createElement("lines" in link.dataset ? "textarea" : "input");
  field.className = "input small cell-field";
  field.setAttribute("aria-label", link.title);
  field.autocomplete = "off";
  field.value = text ?? link.dataset.text;
  open = { link, field };
  link.hidden = true;
  link.after(field);
  field.focus();
  if (!choices && text === undefined) field.select();
}

/** Tells the row's cells which version of it they are of. */
function renew(row, version) {
  for (const cell of row.querySelectorAll("a[data-cell]")) cell.dataset.version = version;
}

function refused(field, note) {
  field.parentElement.querySelector(".cell-note")?.remove();
  field.setAttribute("aria-invalid", "true");
  if (note) field.setAttribute("aria-describedby", (note.id = "cell-note"));
  field.after(note ?? "");
  field.focus();
}

async function keep() {
  const { link, field } = open;
  if (field.ariaBusy === "true") return;
  field.ariaBusy = "true";
  const { creator, version, cell } = link.dataset;
  const body = new URLSearchParams({ csrf: token(link), creator, version, column: cell, text: field.value });
  const answer = await fetch(about().dataset.to, { method: "POST", body }).catch(() => null);
  const said = document.createElement("template");
  if (answer) said.innerHTML = await answer.text();
  field.ariaBusy = null;
  if (open?.field !== field) return;
  const now = said.content.querySelector("a[data-cell]");
  if (!now) {
    const note = Object.assign(document.createElement("span"), { className: "cell-note is-late", role: "alert", textContent: about().dataset.broken });
    return refused(field, note);
  }
  const row = link.closest("tr");
  link.replaceWith(now);
  named(now);
  open.link = now;
  if (answer.ok) {
    renew(row, now.dataset.version);
    return leave();
  }
  // Somebody else may have changed the other cells too: they keep the version that they show.
  now.hidden = true;
  refused(field, said.content.querySelector(".cell-note"));
}

document.addEventListener("click", (event) => {
  const link = cellOf(event.target);
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  edit(link);
});

document.addEventListener("keydown", (event) => {
  if (!open || event.target !== open.field || event.isComposing) return;
  // Where a text has lines, Shift and Enter begins one.
  if (event.key === "Enter" && event.shiftKey && open.field.matches("textarea")) return;
  if (event.key === "Enter") keep();
  else if (event.key === "Escape") leave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("focusout", (event) => {
  if (open?.field === event.target && event.target.value === open.link.dataset.text && !event.target.ariaBusy) {
    const { link, field } = open;
    open = undefined;
    field.parentElement.querySelector(".cell-note")?.remove();
    field.remove();
    link.hidden = false;
  }
});

/** The cells of a block as spreadsheets copy it: tabs between columns, lines between rows, quotes around what holds either. */
export function cellsOf(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t" || letter === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  rows.at(-1).push(cell);
  if (rows.length > 1 && rows.at(-1).every((last) => last === "")) rows.pop();
  return rows;
}

function look(link, block) {
  const columns = [...new Set([...link.closest("tr").querySelectorAll("a[data-cell]")].map((cell) => cell.dataset.cell))];
  const first = columns.indexOf(link.dataset.cell);
  // The heading of a group is no row of a spreadsheet.
  const rows = [...link.closest("tbody").rows].filter((row) => !row.matches(".group"));
  const from = rows.indexOf(link.closest("tr"));
  const form = document.createElement("form");
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  let [number, beyond] = [0, 0];
  const last = {};
  block.forEach((cells, down) => {
    cells.forEach((text, across) => {
      const name = columns[first + across];
      const row = name && rows[from + down];
      const cell = row && row.querySelector(`a[data-cell="${name}"]`);
      // Below the first row of somebody stand marks: a spreadsheet repeats the cell there or leaves it empty.
      if (!cell && row?.querySelector("td[data-ditto]")) {
        if (text !== "" && text !== last[name]) beyond++;
        return;
      }
      if (!cell) return void beyond++;
      for (const [part, value] of [["creator", cell.dataset.creator], ["version", cell.dataset.version], ["column", name], ["text", text]]) {
        add(`cells.${number}.${part}`, value);
      }
      last[name] = text;
      number++;
    });
  });
  add("csrf", token(link));
  add("back", link.closest("form")?.querySelector("[name=back]")?.value ?? "");
  add("beyond", String(beyond));
  form.method = "post";
  form.action = `${about().dataset.to}/look`;
  form.hidden = true;
  document.body.append(form);
  form.submit();
}

document.addEventListener("paste", (event) => {
  const link = open?.field === event.target ? open.link : cellOf(document.activeElement);
  if (!link || !about()) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const block = cellsOf(text);
  if (block.length === 1 && block[0].length === 1) {
    if (open) return;
    event.preventDefault();
    return edit(link, block[0][0].trim());
  }
  // In a text with lines a line is a line; only tabs make a block.
  if (open?.field === event.target && open.field.matches("textarea") && !text.includes("\t")) return;
  event.preventDefault();
  settle().then((free) => free && look(link, block));
});

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("a[data-cell]").forEach(named));
