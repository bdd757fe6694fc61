// How pages look: light, dark or as the system says (data-theme-set="light|dark|system"), and how close rows stand
// (data-density-set="comfortable|compact"). The first of each is what a page is without a choice.
const root = document.documentElement;
const usual = { theme: "system", density: "comfortable" };

function mark() {
  for (const [what, without] of Object.entries(usual)) {
    const now = root.dataset[what] ?? without;
    for (const button of document.querySelectorAll(`[data-${what}-set]`)) {
      button.setAttribute("aria-pressed", String(button.dataset[`${what}Set`] === now));
    }
  }
}

function choose(what, wanted) {
  const isUsual = wanted === usual[what];
  if (isUsual) delete root.dataset[what];
  else root.dataset[what] = wanted;
  try {
    if (isUsual) localStorage.removeItem(what);
    else localStorage.setItem(what, wanted);
  } catch {
    // Storage may be refused; the choice then lasts for this page.
  }
  mark();
}

document.addEventListener("click", (event) => {
  for (const what of Object.keys(usual)) {
    const wanted = event.target.closest?.(`[data-${what}-set]`)?.dataset[`${what}Set`];
    if (wanted) choose(what, wanted);
  }
});
document.addEventListener("DOMContentLoaded", mark);
document.addEventListener("htmx:afterSettle", mark);
