// In the demo: when something has happened and nobody is typing or choosing, the page shows it by itself. Where
// somebody is in the middle of something, the strip's link waits for them.
let touched = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("main")) touched = true;
});

const scrolled = () => [...document.querySelectorAll("main, main .split > *")];

function busy() {
  const at = document.activeElement;
  const typing = at?.closest?.("main") && at.matches("input, textarea, select");
  return touched || typing || document.querySelector("dialog[open], main details[open], main video, main .is-at");
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "strip-now") return;
  const news = event.target.querySelector(".strip-new");
  if (!news || busy() || document.hidden) return;
  const places = scrolled().map((place) => place.scrollTop);
  const back = () => scrolled().forEach((place, number) => (place.scrollTop = places[number] ?? 0));
  event.target.setAttribute("hx-get", `/demo/now?seen=${news.dataset.scenes}`);
  window.htmx.process(event.target);
  news.remove();
  window.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerHTML" }).then(back);
});
