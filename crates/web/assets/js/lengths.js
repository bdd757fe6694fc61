// Exact lengths. The page carries a class for each 5 % (v-60); data-v refines it where script runs.
function set(within) {
  for (const bar of within.querySelectorAll("[data-v]")) bar.style.setProperty("--v", `${Number(bar.dataset.v)}%`);
}
document.addEventListener("DOMContentLoaded", () => set(document));
document.addEventListener("htmx:afterSettle", (event) => set(event.target));
