// A card with data-verb is dragged to the lane after its own; dropping it there opens the form of what the way to it asks
// first. Nothing moves by itself: lanes follow from what was done. While it is dragged, that lane says what letting go does, and
// the others why it does not go there.
let dragged = null;

const next = (card) => card.closest(".lane")?.nextElementSibling ?? null;

function says(lane, words, refuses) {
  if (!words) return;
  const line = document.createElement("p");
  line.className = refuses ? "drop no" : "drop";
  line.textContent = words;
  lane.querySelector(".lane-head").after(line);
}

const end = () => {
  for (const line of document.querySelectorAll(".lane > .drop")) line.remove();
  document.querySelector(".lane[data-drop]")?.removeAttribute("data-drop");
  dragged = null;
};

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".card[data-verb]");
  if (!card || !next(card)) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  next(card).setAttribute("data-drop", "");
  // Changing the page while a drag begins ends it in some browsers.
  setTimeout(() => {
    if (dragged !== card) return;
    for (const lane of document.querySelectorAll(".lane")) {
      if (lane === card.closest(".lane")) continue;
      if (lane === next(card)) says(lane, card.dataset.consequence, false);
      else says(lane, card.dataset.stays, true);
    }
  });
});

document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest?.(".lane") === next(dragged)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!dragged || event.target.closest?.(".lane") !== next(dragged)) return;
  event.preventDefault();
  location.assign(dragged.dataset.verb);
  end();
});

document.addEventListener("dragend", end);
