// Keeps what is typed: a form with a line data-kept in it is kept in this browser as it is written, shown again when its
// page is opened, and forgotten once it was sent (a page with a toast says so). Passwords, files and what a browser must
// not remember (autocomplete="off", such as an account) are never kept. The page says under which name (data-kept-at): the same
// by every link of a creator, another for every other, and no address, because that is a secret.
const BEGIN = "kept:";
const DAYS = 14;

function store(run) {
  try {
    return run(localStorage);
  } catch {
    // A browser may refuse it; then nothing is kept.
    return null;
  }
}

const lines = () => [...document.querySelectorAll("form [data-kept]")];
const keyOf = (form) => BEGIN + form.querySelector("[data-kept]").dataset.keptAt;
// From which state of what is stored the form was filled.
const versionOf = (form) => form.querySelector("input[type=hidden][name=version]")?.value ?? "";
const fields = (form) =>
  [...form.elements].filter(
    (field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])") && field.autocomplete !== "off",
  );

function read(key) {
  try {
    return JSON.parse(store((kept) => kept.getItem(key))) ?? null;
  } catch {
    return null;
  }
}

const write = (key, record) => store((kept) => kept.setItem(key, JSON.stringify(record)));
const forget = (key) => store((kept) => kept.removeItem(key));
const typed = (form) => Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
const recordOf = (form) => ({ at: Date.now(), version: versionOf(form), values: typed(form) });
const all = () => store((kept) => Object.keys(kept).filter((key) => key.startsWith(BEGIN))) ?? [];

function say(line, words) {
  line.textContent = words;
  line.hidden = false;
}

function keep(form) {
  const line = form.querySelector("[data-kept]");
  write(keyOf(form), recordOf(form));
  say(line, line.dataset.kept);
}

function restore(line) {
  const form = line.closest("form");
  const record = read(keyOf(form));
  // What the server shows again after a refusal is the newest.
  if (!record || document.querySelector("main .refusals")) return;
  // What was saved meanwhile is not to be overwritten with what was typed before.
  if ((record.version ?? "") !== versionOf(form)) return;
  let found = false;
  for (const field of fields(form)) {
    const value = record.values[field.name];
    if (typeof value !== "string" || value === field.value || !value.trim()) continue;
    field.value = value;
    found = true;
  }
  if (found) say(line, line.dataset.restored);
}

function arrive() {
  const done = document.querySelector(".toast:not(.live-note)") !== null;
  for (const key of all()) {
    const record = read(key);
    const old = !record || Date.now() - record.at > DAYS * 86_400_000;
    if (old || (done && record.sent)) forget(key);
  }
  for (const line of lines()) restore(line);
}

document.addEventListener("DOMContentLoaded", arrive);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target === document.body) arrive();
});

let waiting = null;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.querySelector("[data-kept]") || !fields(form).includes(event.target)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => keep(form), 300);
});

function sent(form) {
  clearTimeout(waiting);
  write(keyOf(form), { ...recordOf(form), sent: true });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A toast speaks of what was sent last; what was sent before and never arrived is kept.
  for (const key of all()) {
    const record = read(key);
    if (record?.sent) write(key, { ...record, sent: false });
  }
  if (form.querySelector?.("[data-kept]")) sent(form);
});

// What was typed while a form's files went up is sent with it (upload.js).
document.addEventListener("upload:sent", (event) => {
  if (event.target.querySelector("[data-kept]")) sent(event.target);
});
