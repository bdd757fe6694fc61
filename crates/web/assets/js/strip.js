// In the demo: when something was done or a day begins, and nobody is typing or choosing, the page shows it by itself, and
// with it the numbers beside it. Where somebody is in the middle of something, the strip's link waits for them.
let touched = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("main")) touched = true;
});

const stamp = () => document.querySelector("#strip-now [data-stamp]")?.dataset.stamp;
const scrolled = () => [...document.querySelectorAll("main, main .split > *")];
let shown;
let fetching = false;
document.addEventListener("DOMContentLoaded", () => (shown = stamp()));

function busy() {
  const at = document.activeElement;
  const typing = at?.closest?.("main") && at.matches("input, textarea, select");
  return touched || typing || document.querySelector("dialog[open], main details[open], main video, main .is-at");
}

/** Puts what the page says now in place of what it said. */
async function follow(now) {
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || busy()) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const places = scrolled().map((place) => place.scrollTop);
    for (const part of ["main", "nav.rail"]) {
      const [old, new_] = [document.querySelector(part), fresh.querySelector(part)];
      if (!old || !new_) continue;
      old.replaceWith(document.adoptNode(new_));
      window.htmx.process(document.querySelector(part));
    }
    scrolled().forEach((place, number) => (place.scrollTop = places[number] ?? 0));
    shown = now;
    const seen = fresh.querySelector("#strip-now")?.getAttribute("hx-get");
    const strip = document.getElementById("strip-now");
    if (seen && strip) {
      strip.setAttribute("hx-get", seen);
      window.htmx.process(strip);
      strip.querySelector(".strip-new")?.remove();
    }
  } finally {
    fetching = false;
  }
}

document.addEventListener("htmx:afterSettle", () => {
  const now = stamp();
  if (!now || now === shown || fetching || document.hidden || busy()) return;
  follow(now);
});
