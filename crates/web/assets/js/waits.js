// A list whose place another takes says so after a moment: its rows stand over it until the next page comes. The moment is the
// style sheet's; here it only begins. Nothing is shown where the answer is quick, and nothing without scripts.
const list = () => document.querySelector("main [data-waits]");

/** Whether an address is this page with another question. */
function asksAnew(address) {
  const url = new URL(address, location.href);
  return url.pathname === location.pathname && url.search !== location.search;
}

function begin() {
  list()?.setAttribute("aria-busy", "true");
}

function end() {
  list()?.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !list()) return;
  const asked = new URL(form.action);
  asked.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (asksAnew(asked)) begin();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
  if (!link || !list() || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!link.target && !link.hasAttribute("download") && asksAnew(link.href)) begin();
});

// Whoever stops, or comes back, sees the list again.
document.addEventListener("keydown", (event) => event.key === "Escape" && end());
window.addEventListener("pageshow", end);
