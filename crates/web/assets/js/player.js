// The review room: data-seek="2.6" goes to that second of the film named by data-player; a field with data-time-of
// takes the film's second when it is touched; a frame with data-marks lets a place be drawn into its form's fields
// (x, y, width, height in per cent of the picture).
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
});

document.addEventListener("focusin", (event) => {
  const form = event.target.closest?.("form");
  const field = form?.querySelector("[data-time-of]");
  if (!field || event.target === field || field.value || !event.target.matches("textarea")) return;
  const player = film(field.dataset.timeOf);
  if (player && player.currentTime > 0) {
    player.pause();
    field.value = player.currentTime.toFixed(1);
  }
});

let drawing = null;
const share = (event, box) => [
  Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100)),
  Math.min(100, Math.max(0, ((event.clientY - box.top) / box.height) * 100)),
];

document.addEventListener("pointerdown", (event) => {
  const frame = event.target.closest?.("[data-marks]");
  const form = frame && document.getElementById(frame.dataset.marks);
  const sheet = frame?.querySelector("svg.marks");
  if (!form || !sheet || event.button !== 0 || event.target.closest("a")) return;
  const box = frame.getBoundingClientRect();
  // The film's own controls keep their strip at the foot of the picture.
  if (frame.querySelector("video[controls]") && event.clientY > box.bottom - 64) return;
  drawing = { form, box, from: share(event, box), sheet, mark: null };
});

document.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  const to = share(event, drawing.box);
  const [x, y] = [0, 1].map((axis) => Math.min(drawing.from[axis], to[axis]));
  const [width, height] = [0, 1].map((axis) => Math.abs(drawing.from[axis] - to[axis]));
  if (width < 2 || height < 1) return;
  if (!drawing.mark) {
    drawing.sheet.querySelector(".mark-new")?.remove();
    drawing.mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    drawing.mark.setAttribute("class", "mark-place mark-new");
    drawing.sheet.append(drawing.mark);
  }
  for (const [name, value] of Object.entries({ x, y, width, height })) {
    drawing.mark.setAttribute(name, `${value.toFixed(1)}%`);
    const field = drawing.form.elements.namedItem(name);
    if (field) field.value = value.toFixed(1);
  }
});

document.addEventListener("pointerup", () => {
  if (drawing?.mark) drawing.form.querySelector("textarea")?.focus();
  drawing = null;
});
