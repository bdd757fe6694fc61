// An entry with data-moves is dragged to another day of the month: what it belongs to moves by as many days, and the form that
// says what this changes opens. Nothing moves by itself.
const DAY = 86_400_000;
let dragged = null;

const time = (day) => Date.parse(`${day}T00:00:00Z`);
const moved = (day, by) => new Date(time(day) + by).toISOString().slice(0, 10);
const cell = (event) => (dragged ? event.target.closest?.("[data-drop-day]") : null);

function mark(over) {
  for (const one of document.querySelectorAll("[data-drop-day][data-drop]")) one.removeAttribute("data-drop");
  over?.setAttribute("data-drop", "");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-moves]") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const over = cell(event);
  if (!over) return;
  event.preventDefault();
  mark(over);
});

document.addEventListener("drop", (event) => {
  const over = cell(event);
  if (!over) return;
  event.preventDefault();
  const { moves, day, opens, closes } = dragged.dataset;
  const by = Math.round((time(over.dataset.dropDay) - time(day)) / DAY) * DAY;
  if (by !== 0) location.assign(`${moves}&opens=${moved(opens, by)}&closes=${moved(closes, by)}#do`);
});

document.addEventListener("dragend", () => {
  mark(null);
  dragged = null;
});
