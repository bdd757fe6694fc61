// Chosen rows of a table, or of a list that says data-rows: a box in the head chooses all, the row is marked, and the bar of verbs
// appears with the count.
function refresh(table) {
  const boxes = [...table.querySelectorAll("input[type=checkbox][data-row]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
  const all = table.querySelector("input[data-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const bar = (table.closest("form") ?? document).querySelector(".bulk");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = String(chosen.length);
}

document.addEventListener("change", (event) => {
  const table = event.target.closest?.("table, [data-rows]");
  if (!table) return;
  if (event.target.matches("[data-all]")) {
    for (const box of table.querySelectorAll("input[type=checkbox][data-row]")) box.checked = event.target.checked;
  } else if (!event.target.matches("[data-row]")) return;
  refresh(table);
});
function all() {
  for (const table of document.querySelectorAll("table:has(input[data-row]), [data-rows]")) refresh(table);
}
document.addEventListener("DOMContentLoaded", all);
document.addEventListener("htmx:afterSettle", all);
