// The list and what is open of it, beside each other: a row opens there without the page coming anew, as links of the same page
// that name what to open. Rows stand still after 150 ms. Where only one of the two is seen, and where something was typed that
// would be lost, a row is the link that it is.
const pane = () => document.getElementById("opened");

let asked = 0;
let shown = 0;

/** Whether what stands beside the list is what was opened last; until then its forms are those of the row before. */
export const settled = () => asked === shown;

/** Whether a row names something to open on this page, with the place for it beside the list. */
export function opens(row) {
  const url = row?.matches("a.move[href]") ? new URL(row.href) : null;
  return Boolean(url?.searchParams.has("open") && url.pathname === location.pathname && pane()?.offsetParent && row.offsetParent);
}

/** Whether somebody typed into what is open. */
function typed() {
  return [...(pane()?.querySelectorAll("input:not([type=hidden]), textarea") ?? [])].some((field) =>
    field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
  );
}

function waits() {
  const rows = document.getElementById("opened-waits");
  if (rows) pane()?.replaceChildren(rows.content.cloneNode(true));
}

/** Opens a row beside the list. Says whether it does. */
export async function open(row) {
  if (!opens(row) || typed()) return false;
  const mine = ++asked;
  for (const other of document.querySelectorAll("main a.move[aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  const late = setTimeout(() => mine === asked && waits(), 150);
  const answer = await fetch(row.href, { headers: { accept: "text/html" } }).catch(() => null);
  const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
  clearTimeout(late);
  if (mine !== asked) return true;
  const fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById("opened");
  // What is done by now is not listed, and another stands open in its place: the page says so.
  if (!fresh || !pane() || fresh.dataset.open !== new URL(row.href).searchParams.get("open")) {
    waits();
    shown = mine;
    location.assign(row.href);
    return true;
  }
  const section = pane().closest("section");
  pane().replaceWith(document.adoptNode(fresh));
  shown = mine;
  window.htmx.process(pane());
  pane().dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  section.scrollTop = 0;
  // Walking through a list is one step: back leads to where one came from.
  history.replaceState(null, "", row.href);
  return true;
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("a.move");
  if (!row || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!opens(row) || typed()) return;
  event.preventDefault();
  open(row);
});
