// Ctrl+K (or / where a page has no search of its own) opens the panel; it shows what the find page finds, as one types.
// Without scripts its link leads to that page.
const panel = () => document.getElementById("palette");
let asked = 0;

function rows() {
  return [...(panel()?.querySelectorAll(".palette-row") ?? [])];
}

function choose(row) {
  for (const one of rows()) one.setAttribute("aria-selected", String(one === row));
  row?.scrollIntoView({ block: "nearest" });
}

async function find() {
  const box = panel();
  const field = box.querySelector("input");
  const mine = ++asked;
  const answer = await fetch(`${box.dataset.find}?q=${encodeURIComponent(field.value)}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("found");
  if (!found || mine !== asked) return;
  box.querySelector(".palette-found").replaceChildren(...found.childNodes);
  choose(rows()[0]);
}

function open() {
  const box = panel();
  if (!box || box.open) return;
  box.showModal();
  box.querySelector("input").select();
  find();
}

let later;
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#palette")) return;
  clearTimeout(later);
  later = setTimeout(find, 90);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
    return;
  }
  if (!panel()?.open) return;
  const all = rows();
  const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(all[Math.min(all.length - 1, at + 1)]);
  else if (event.key === "ArrowUp") choose(all[Math.max(0, at - 1)]);
  else if (event.key === "Enter" && all[at]) location.assign(all[at].href);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".rail-find")) {
    event.preventDefault();
    open();
  } else if (event.target === panel()) panel().close();
});
