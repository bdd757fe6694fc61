// Shows by itself what has changed on the page that is open, with the numbers beside it; not while somebody is in the middle
// of something.
let touched = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("main")) touched = true;
});

const scrolled = () => [...document.querySelectorAll("main, main .split > *, main .said-all")];

/** Whether the page answers a form, or somebody types, has chosen a row, opened a part, or plays something. */
export function busy() {
  const at = document.activeElement;
  const typing = at?.closest?.("main") && at.matches("input, textarea, select");
  return Boolean("kept" in document.body.dataset || touched || typing || document.querySelector("dialog[open], main details[open], main video, main .is-at"));
}

/** Puts what the page says now in place of what it said. Gives the new document, or nothing. */
export async function follow() {
  const from = location.href;
  const answer = await fetch(from, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || busy()) return null;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  // What stands open never becomes the form of something else by itself.
  const open = document.getElementById("opened")?.dataset.open;
  if (location.href !== from || (open && fresh.getElementById("opened")?.dataset.open !== open)) return null;
  const places = scrolled().map((place) => place.scrollTop);
  for (const part of ["main", "nav.rail"]) {
    const [old, new_] = [document.querySelector(part), fresh.querySelector(part)];
    if (!old || !new_) continue;
    old.replaceWith(document.adoptNode(new_));
    window.htmx.process(document.querySelector(part));
  }
  scrolled().forEach((place, number) => (place.scrollTop = places[number] ?? 0));
  return fresh;
}
