// Light, dark or as the system says: buttons with data-theme-set="light|dark|system".
const root = document.documentElement;

function mark() {
  const now = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === now));
  }
}

document.addEventListener("click", (event) => {
  const wanted = event.target.closest?.("[data-theme-set]")?.dataset.themeSet;
  if (!wanted) return;
  if (wanted === "system") delete root.dataset.theme;
  else root.dataset.theme = wanted;
  try {
    if (wanted === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", wanted);
  } catch {
    // Storage may be refused; the choice then lasts for this page.
  }
  mark();
});
document.addEventListener("DOMContentLoaded", mark);
document.addEventListener("htmx:afterSettle", mark);
