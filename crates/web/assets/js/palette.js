// Ctrl+K (or / where a page has no search of its own) opens the panel; it shows what the find page finds, as one types. A verb
// that is about somebody asks of whom: it stands before the field then, until a subject is chosen, or Backspace or Escape takes
// it away. Without scripts the panel's link leads to that page, which asks the same.
const panel = () => document.getElementById("palette");
let asked = 0;

function rows() {
  return [...(panel()?.querySelectorAll(".palette-row") ?? [])];
}

function choose(row) {
  for (const one of rows()) one.setAttribute("aria-selected", String(one === row));
  row?.scrollIntoView({ block: "nearest" });
}

async function find() {
  const box = panel();
  const waits = box.querySelector("[data-waits]");
  const question = new URLSearchParams(new FormData(box.querySelector("form")));
  const mine = ++asked;
  // Rows stand over what is shown after a moment, which the style sheet knows.
  waits?.setAttribute("aria-busy", "true");
  const answer = await fetch(`${box.dataset.find}?${question}`).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (mine !== asked) return;
  waits?.removeAttribute("aria-busy");
  const found = text && new DOMParser().parseFromString(text, "text/html").getElementById("found");
  // Rows that answer another question are worse than none.
  if (!found) return box.querySelector(".palette-found").replaceChildren();
  box.querySelector(".palette-found").replaceChildren(...found.childNodes);
  choose(rows()[0]);
}

/** Asks of whom a verb is, or anything again where there is none. */
function ask(verb, name) {
  const box = panel();
  const [kept, chip, field] = [box.querySelector("[name=verb]"), box.querySelector(".palette-verb"), box.querySelector("[name=q]")];
  field.dataset.hint ??= field.placeholder;
  kept.value = verb;
  kept.disabled = !verb;
  chip.textContent = name;
  chip.hidden = !verb;
  box.querySelector("[data-palette-back]").hidden = !verb;
  field.placeholder = verb ? field.dataset.asking : field.dataset.hint;
  field.value = "";
  field.focus();
  find();
}

const asking = () => panel()?.querySelector("[name=verb]:enabled");

/** Goes where a row leads: of whom first, where it asks that. */
function go(row) {
  if (row.dataset.asks) return ask(new URL(row.href).searchParams.get("verb"), row.dataset.asks);
  panel().close();
  location.assign(row.href);
}

function open() {
  const box = panel();
  if (!box || box.open) return;
  box.showModal();
  if (asking()) return ask("", "");
  box.querySelector("[name=q]").select();
  find();
}

let later;
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#palette")) return;
  // What is shown, and what is on its way, answers the question before, from the first letter on.
  asked += 1;
  panel().querySelector("[data-waits]")?.setAttribute("aria-busy", "true");
  clearTimeout(later);
  later = setTimeout(find, 90);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
    return;
  }
  if (!panel()?.open) return;
  const all = rows();
  const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  // While an answer is on its way Enter is the form's own: the page at its address answers what was typed.
  const answered = !panel().querySelector("[data-waits][aria-busy]");
  if (event.key === "ArrowDown") choose(all[Math.min(all.length - 1, at + 1)]);
  else if (event.key === "ArrowUp") choose(all[Math.max(0, at - 1)]);
  else if (event.key === "Enter" && answered && all[at] && !event.target.closest("button")) go(all[at]);
  else if (asking() && (event.key === "Escape" || (event.key === "Backspace" && event.target.value === ""))) ask("", "");
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".rail-find")) {
    event.preventDefault();
    open();
    return;
  }
  if (event.target === panel()) panel().close();
  if (event.target.closest?.("[data-palette-back]")) ask("", "");
  const row = event.target.closest?.("#palette .palette-row");
  if (!row || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(row);
});
