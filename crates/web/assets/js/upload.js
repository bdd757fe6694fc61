// Files: the chosen names and pictures are shown, a file can be dropped on the area, and a form with files sends with
// progress, time left and a way to stop. Where the line breaks before all is up it is sent again by itself once the line is
// back: a form that did not arrive whole did nothing. Where the page says so the files go up in parts first (parts.js), and
// the form names them. All words come from the page (data-…), none from here.
import { Refused, Stopped, TooOld, forget, inParts, remembered, sweep } from "./parts.js";

const MEGABYTE = 1_000_000;
// The number of no upload: a form that names it becomes no draft.
const NONE = "00000000-0000-0000-0000-000000000000";

function show(input) {
  const area = input.closest(".upload");
  const names = area?.querySelector("[data-chosen]");
  if (!names) return;
  const size = (file) => (file.size < MEGABYTE ? `${Math.max(1, Math.round(file.size / 1000))} kB` : `${(file.size / MEGABYTE).toFixed(1)} MB`);
  names.textContent = [...input.files].map((file) => `${file.name}, ${size(file)}`).join(" · ");
  area.classList.toggle("is-full", input.files.length > 0);
  picture(area.querySelector("[data-pictures]"), [...input.files]);
}

// The first picture of each chosen file, read from the device.
function picture(place, files) {
  if (!place) return;
  for (const old of place.children) URL.revokeObjectURL(old.src.split("#")[0]);
  const made = files.map((file) => {
    const kind = file.type.startsWith("image/") ? "img" : file.type.startsWith("video/") ? "video" : null;
    if (!kind) return null;
    const shown = document.createElement(kind);
    shown.src = URL.createObjectURL(file) + (kind === "video" ? "#t=0.1" : "");
    if (kind === "img") shown.alt = "";
    else Object.assign(shown, { muted: true, playsInline: true, preload: "metadata" });
    shown.setAttribute("aria-hidden", "true");
    return shown;
  });
  place.replaceChildren(...made.filter(Boolean));
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.(".upload input[type=file]")) show(event.target);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const area = event.target.closest?.(".upload");
    if (!area) return;
    event.preventDefault();
    area.classList.toggle("is-over", kind === "dragover");
    const input = area.querySelector("input[type=file]");
    if (kind === "drop" && input && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

const busy = new WeakSet();
// What sends a form again once the line is back: one at a time.
const waits = new WeakMap();

function waitNoMore(form) {
  removeEventListener("online", waits.get(form) ?? null);
  waits.delete(form);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

function said(panel, words) {
  panel.querySelector("[data-said]").textContent = words;
}

// The answer is the page to be on; it is shown as it came rather than asked for again, so that what it says once
// (a toast) is not lost. After a redirect the address changes with it.
function arrive(answer, address, redirected) {
  document.title = answer.title;
  document.body.replaceWith(answer.body);
  if (redirected) {
    history.pushState(null, "", address);
    addEventListener("popstate", () => location.reload(), { once: true });
  }
  scrollTo(0, 0);
  window.htmx.process(document.body);
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
}

// What the panel shows of bytes that are up.
function shown(panel, done, all, text) {
  const bar = panel.querySelector(".progress");
  const percent = all ? (done / all) * 100 : 0;
  bar.style.setProperty("--v", `${percent}%`);
  bar.setAttribute("aria-valuenow", String(Math.round(percent)));
  said(panel, text);
}

const megabytes = (done, all) => ({ done: Math.round(done / MEGABYTE), all: Math.round(all / MEGABYTE) });

// What stands in a form by now, with the numbers of uploads in the files' place.
function named(form, submitter, ids) {
  const body = new FormData();
  // While a film goes up the button may be put in anew.
  const pressed = submitter?.form === form ? submitter : null;
  for (const [name, value] of new FormData(form, pressed)) if (!(value instanceof File)) body.append(name, value);
  for (const id of ids) body.append("uploads", id);
  return body;
}

// Sends a form. Where its files are up already, `ahead` has their numbers, and how many bytes they had.
function send(form, panel, submitter, ahead = null) {
  waitNoMore(form);
  const request = new XMLHttpRequest();
  const words = panel.dataset;
  const started = performance.now();
  let whole = false;
  const action = new URL(form.getAttribute("action") ?? "", location.href).href;
  const stop = panel.querySelector("[data-stop]");
  panel.hidden = stop.hidden = false;
  busy.add(form);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    whole = event.loaded === event.total;
    const left = Math.ceil(((performance.now() - started) / 1000 / event.loaded) * (event.total - event.loaded));
    if (whole || ahead) shown(panel, 1, 1, words.checking);
    else shown(panel, event.loaded, event.total, fill(words.underWay, { ...megabytes(event.loaded, event.total), left }));
  });
  const over = (text) => {
    delete form.dataset.sent;
    shown(panel, 0, 0, text);
    stop.hidden = true;
  };
  request.addEventListener("error", () => {
    if (whole || navigator.onLine) return over(words.broken);
    over(ahead ? fill(words.waiting, megabytes(ahead.bytes, ahead.bytes)) : words.waiting);
    const again = () => !busy.has(form) && form.isConnected && send(form, panel, submitter, ahead);
    waits.set(form, again);
    addEventListener("online", again, { once: true });
    stop.hidden = false;
    stop.onclick = () => {
      waitNoMore(form);
      said(panel, words.stopped);
      stop.hidden = true;
    };
  });
  request.addEventListener("abort", () => over(words.stopped));
  request.addEventListener("load", () => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    if (request.status >= 500 || !answer.querySelector("main")) return over(words.broken);
    // The answer carries what was taken; what was not is not to be gone on with. A form that was too old was not looked at.
    if (ahead && request.status !== 403) forget(form);
    arrive(answer, request.responseURL, request.responseURL !== action);
  });
  stop.onclick = () => request.abort();
  request.addEventListener("loadend", () => busy.delete(form));
  request.open("POST", action);
  if (ahead) form.dispatchEvent(new CustomEvent("upload:sent", { bubbles: true }));
  request.send(ahead ? named(form, submitter, ahead.ids) : new FormData(form, submitter));
}

// Sends the files in parts, and then the form with their numbers in the files' place, with what was typed meanwhile.
async function sendInParts(form, panel, submitter, files) {
  const words = panel.dataset;
  const stop = panel.querySelector("[data-stop]");
  const stopping = new AbortController();
  const all = files.reduce((sum, file) => sum + file.size, 0);
  let began = null;
  const moved = (done) => {
    began ??= { at: performance.now(), done };
    const left = Math.ceil(((performance.now() - began.at) / 1000 / Math.max(done - began.done, 1)) * (all - done));
    // Nothing is known of the speed before anything moved.
    const under = fill(words.underWay, { ...megabytes(done, all), left: done > began.done ? left : "…" });
    shown(panel, done, all, done < all ? under : words.checking);
  };
  const waiting = (done) => {
    began = null;
    shown(panel, done, all, fill(words.waiting, megabytes(done, all)));
  };
  hint(form, null);
  panel.hidden = stop.hidden = false;
  stop.onclick = () => stopping.abort();
  busy.add(form);
  let ids;
  try {
    ids = await inParts(form, files, words, { moved, waiting, signal: stopping.signal });
  } catch (error) {
    // Its page says what is to be done, and hears it without the film: that would break off at the refusal.
    if (error instanceof TooOld && form.isConnected) return send(form, panel, submitter, { ids: [NONE], bytes: all });
    busy.delete(form);
    delete form.dataset.sent;
    stop.hidden = true;
    if (!(error instanceof Stopped) && !(error instanceof Refused)) console.warn(error);
    said(panel, error instanceof Stopped ? words.stopped : error instanceof Refused ? error.message : words.broken);
    return;
  }
  if (form.isConnected) send(form, panel, submitter, { ids, bytes: all });
  else busy.delete(form);
}

// A line about files that were begun before, of which no draft was made; nothing where there are none.
function hint(form, names) {
  const line = form.querySelector("[data-unfinished]");
  if (!line) return;
  line.hidden = !names?.length;
  line.textContent = names?.length ? fill(line.dataset.unfinished, { name: names.join(", ") }) : "";
}

function unfinished() {
  for (const line of document.querySelectorAll("form [data-unfinished]")) {
    const form = line.closest("form");
    hint(form, Object.values(remembered(form)).map((one) => one.name));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  sweep();
  unfinished();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target === document.body) unfinished();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const panel = form.querySelector?.("[data-uploading]");
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!panel || !files.length || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  if (busy.has(form)) return;
  if (panel.dataset.begin) sendInParts(form, panel, event.submitter, files);
  else send(form, panel, event.submitter);
});
