// Files: the chosen names and pictures are shown, a file can be dropped on the area, and a form with files sends with
// progress, time left and a way to stop. Where the line breaks before all is up it is sent again by itself once the line is
// back: a form that did not arrive whole did nothing. All words come from the page (data-…), none from here.
const MEGABYTE = 1_000_000;

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

function send(form, panel, submitter) {
  waitNoMore(form);
  const request = new XMLHttpRequest();
  const words = panel.dataset;
  const started = performance.now();
  let whole = false;
  const action = new URL(form.getAttribute("action") ?? "", location.href).href;
  const bar = panel.querySelector(".progress");
  panel.hidden = false;
  busy.add(form);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    whole = event.loaded === event.total;
    const done = (event.loaded / event.total) * 100;
    bar.style.setProperty("--v", `${done}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(done)));
    const left = ((performance.now() - started) / 1000 / event.loaded) * (event.total - event.loaded);
    const values = { done: Math.round(event.loaded / MEGABYTE), all: Math.round(event.total / MEGABYTE), left: Math.ceil(left) };
    said(panel, event.loaded === event.total ? words.checking : fill(words.underWay, values));
  });
  const over = (text) => {
    delete form.dataset.sent;
    said(panel, text);
    bar.style.setProperty("--v", "0%");
  };
  request.addEventListener("error", () => {
    if (whole || navigator.onLine) return over(words.broken);
    over(words.waiting);
    const stop = panel.querySelector("[data-stop]");
    const again = () => !busy.has(form) && form.isConnected && send(form, panel, submitter);
    waits.set(form, again);
    addEventListener("online", again, { once: true });
    stop.onclick = () => {
      waitNoMore(form);
      said(panel, words.stopped);
    };
  });
  request.addEventListener("abort", () => over(words.stopped));
  request.addEventListener("load", () => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    if (request.status >= 500 || !answer.querySelector("main")) return over(words.broken);
    arrive(answer, request.responseURL, request.responseURL !== action);
  });
  panel.querySelector("[data-stop]").onclick = () => request.abort();
  request.addEventListener("loadend", () => busy.delete(form));
  request.open("POST", action);
  request.send(new FormData(form, submitter));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const panel = form.querySelector?.("[data-uploading]");
  const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (!panel || !files || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  if (busy.has(form)) return;
  send(form, panel, event.submitter);
});
