// Menus are <details>, so they open without script; here they close on Escape, on a click elsewhere, and when another
// opens, and the arrow keys walk their rows.
const open = () => [...document.querySelectorAll("details.menu-of[open]")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu-of[open]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu :is(a, button):not([disabled])")];
  const now = items.indexOf(document.activeElement);
  const to = { ArrowDown: now + 1, ArrowUp: now < 0 ? items.length - 1 : now - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (to !== undefined && items.length) {
    items[(to + items.length) % items.length].focus();
  } else return;
  event.preventDefault();
});
