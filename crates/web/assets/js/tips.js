// Source tips: kept in view, and Escape puts one away without moving the focus (WCAG 1.4.13).
function place(source) {
  const tip = source.querySelector(":scope > .tip");
  if (!tip) return;
  tip.classList.remove("to-start", "to-end", "above");
  const box = tip.getBoundingClientRect();
  if (box.right > innerWidth - 8) tip.classList.add("to-end");
  else if (box.left < 8) tip.classList.add("to-start");
  if (box.bottom > innerHeight - 8 && box.top > box.height + 60) tip.classList.add("above");
}
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const source = event.target.closest?.(".src");
    if (!source || source.contains(event.relatedTarget)) return;
    source.classList.remove("is-shut");
    place(source);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const source of document.querySelectorAll(".src:is(:hover, :focus-within)")) source.classList.add("is-shut");
});
