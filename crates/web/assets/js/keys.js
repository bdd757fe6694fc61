// Keyboard: / to the search, g and a letter to a place (data-go), j and k over rows, which are opened beside the list where it
// has such a place, x to choose, Enter to open, e to do what ends the open move, ? for the list of keys, and one letter for a
// verb that moves no money (data-key).
import { open, opens, settled } from "./pane.js";

const rows = () =>
  [...document.querySelectorAll("main :is(.move, .thread, .rowlink), main .table tbody tr:not(.group)")].filter(
    (row) => row.offsetParent !== null && !row.closest("#opened"),
  );
const opener = (row) => (row.matches("a[href]") ? row : row.querySelector("a[href]"));
let going = false;
let later;

function typing(target) {
  return target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("is-at"));
  const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
  for (const row of all) row.classList.toggle("is-at", row === next);
  const target = opener(next) ?? next;
  if (target === next && !next.matches("a")) next.tabIndex = -1;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  // A key that is held passes over rows without opening each.
  clearTimeout(later);
  later = setTimeout(() => open(next), 120);
}

/** Whether what stands beside the list is another's than the row where the keys are. */
const other = () => {
  const row = at();
  return !settled() || (opens(row) && !row.hasAttribute("aria-current"));
};

/** Ends the open move: sends its form, or goes to what the form still needs. Money and what binds waits for a press. */
function end() {
  if (other()) return;
  const place = document.querySelector("#opened [data-ends]");
  const button = place?.querySelector(".btn.primary:not([disabled])") ?? document.querySelector("#opened .actbar .btn.primary");
  if (!button) return;
  const needs = [...(button.form?.elements ?? [])].find((field) => field.offsetParent && field.matches(":invalid:not(fieldset)"));
  if (needs) needs.focus();
  else if (place?.dataset.ends === "careful") button.focus();
  else button.click();
}

/** Presses a verb; a part that it unfolds is ready to be typed into. */
function press(button) {
  if (button.closest("#opened") && other()) return;
  button.click();
  if (button.matches("summary")) button.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function at() {
  return document.querySelector("main .is-at");
}

function verb(key) {
  return [...document.querySelectorAll("[data-key]")].find((found) => found.dataset.key === key && found.offsetParent !== null);
}

const verbs = {
  "/": () => {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    else document.querySelector(".rail-find")?.click();
  },
  "?": () => document.getElementById("keys")?.showModal(),
  g: () => {
    going = true;
    setTimeout(() => (going = false), 1200);
  },
  j: () => step(1),
  k: () => step(-1),
  e: end,
  x: () => at()?.querySelector("input[type=checkbox]")?.click(),
  Enter: () => at() && opener(at())?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
  if (going) {
    going = false;
    const place = [...document.querySelectorAll("[data-go]")].find((link) => link.dataset.go === event.key);
    if (place) {
      event.preventDefault();
      place.click();
      return;
    }
  }
  const own = event.key.length === 1 && !(event.key in verbs) ? verb(event.key) : null;
  const act = own ? () => press(own) : verbs[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-shows]")) document.getElementById(event.target.closest("[data-shows]").dataset.shows)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});
