// Runs before the first paint: the chosen theme and density, and the sign that scripts work (CSS hides what needs them otherwise).
const root = document.documentElement;
root.classList.add("scripted");
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  if (localStorage.getItem("density") === "compact") root.dataset.density = "compact";
} catch {
  // Storage may be refused; then the system decides, and rows stand apart.
}
