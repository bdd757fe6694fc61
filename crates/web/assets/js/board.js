// A card with data-verb is dragged to the lane after its own; dropping it there opens the form of what the way to it asks
// first. Nothing moves by itself: lanes follow from what was done.
let dragged = null;

const next = (card) => card.closest(".lane")?.nextElementSibling ?? null;

const end = () => {
  document.querySelector(".lane[data-drop]")?.removeAttribute("data-drop");
  dragged = null;
};

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".card[data-verb]");
  if (!card || !next(card)) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  next(card).setAttribute("data-drop", "");
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
