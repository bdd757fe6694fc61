// The review room: data-seek="2.6" goes to that second of the film named by data-player; a field with data-time-of takes the
// film's second when its line is begun; a press on a picture with data-points gives its place (per mille from the top left)
// to the line of that form that is being written.
function film(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLMediaElement ? found : null;
}

document.addEventListener("click", (event) => {
  const place = event.target.closest?.("[data-seek]");
  const player = place && film(place.dataset.player);
  if (!player) return;
  event.preventDefault();
  player.pause();
  player.currentTime = Number(place.dataset.seek);
  player.scrollIntoView({ block: "nearest" });
});

document.addEventListener("focusin", (event) => {
  const line = event.target.closest?.("[data-line]") ?? event.target.closest?.("form");
  const field = line?.querySelector("[data-time-of]");
  if (!field || event.target === field || field.value || !event.target.matches("textarea")) return;
  const player = film(field.dataset.timeOf);
  if (player && player.currentTime > 0.1) {
    player.pause();
    field.value = player.currentTime.toFixed(1);
  }
});

// The line that takes a place: the one that is being written, otherwise the first empty one.
let writing = null;
document.addEventListener("focusin", (event) => {
  writing = event.target.closest?.("[data-line]") ?? writing;
});

function lineOf(form) {
  if (writing?.isConnected && form.contains(writing)) return writing;
  const lines = [...form.querySelectorAll("[data-line]")];
  return lines.find((line) => !line.querySelector("textarea").value.trim()) ?? lines.at(-1);
}

const SVG = "http://www.w3.org/2000/svg";

function drawPin(sheet, line, x, y) {
  const number = line.dataset.line;
  sheet.querySelector(`[data-new="${number}"]`)?.remove();
  const place = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ x: `${x / 10}%`, y: `${y / 10}%`, overflow: "visible", "data-new": number })) place.setAttribute(name, value);
  const pin = document.createElementNS(SVG, "g");
  pin.setAttribute("class", "mark-pin");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", "M0 0V-10A10 10 0 0 1 20 -10A10 10 0 0 1 10 0Z");
  const words = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({ x: "10", y: "-6", "text-anchor": "middle" })) words.setAttribute(name, value);
  words.textContent = number;
  pin.append(shape, words);
  place.append(pin);
  sheet.append(place);
}

document.addEventListener("click", (event) => {
  const picture = event.target.closest?.("[data-points]");
  const form = picture && document.getElementById(picture.dataset.points);
  const sheet = picture?.querySelector("svg.marks");
  if (!form || !sheet || event.target.closest("a")) return;
  const box = picture.getBoundingClientRect();
  // The film's own controls keep their strip at the foot of the picture.
  if (picture.querySelector("video[controls]") && event.clientY > box.bottom - 64) return;
  event.preventDefault();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((share) => Math.round(Math.min(1, Math.max(0, share)) * 1000));
  const around = form.closest("details");
  if (around) around.open = true;
  const line = lineOf(form);
  if (!line) return;
  line.querySelector("[data-place=x]").value = x;
  line.querySelector("[data-place=y]").value = y;
  line.querySelector("[data-placed]").hidden = false;
  drawPin(sheet, line, x, y);
  line.querySelector("textarea").focus();
});

// What was typed before a refusal keeps its pins.
function redraw(root) {
  for (const picture of root.querySelectorAll?.("[data-points]") ?? []) {
    for (const line of document.getElementById(picture.dataset.points)?.querySelectorAll("[data-line]") ?? []) {
      const [x, y] = ["x", "y"].map((axis) => line.querySelector(`[data-place=${axis}]`).value);
      if (x && y) drawPin(picture.querySelector("svg.marks"), line, Number(x), Number(y));
    }
  }
}
document.addEventListener("DOMContentLoaded", () => redraw(document));
document.addEventListener("htmx:afterSettle", (event) => redraw(event.target));

// A link to a closed part opens it.
function openTarget() {
  const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part instanceof HTMLDetailsElement) part.open = true;
}
addEventListener("hashchange", openTarget);
document.addEventListener("DOMContentLoaded", openTarget);
