// A button with data-says="Send the offer of {amount}" names the amount that is typed into the field data-sum, with its
// sign; while the field is empty it says what the page gave it.
const plain = new WeakMap();

function say(button) {
  const field = document.getElementById(button.dataset.sum);
  if (!field) return;
  if (!plain.has(button)) plain.set(button, button.textContent);
  const typed = field.value.trim();
  const amount = typed.startsWith(button.dataset.sign) ? typed : `${button.dataset.sign}${typed}`;
  button.textContent = typed ? button.dataset.says.replace("{amount}", amount) : plain.get(button);
}

const all = (root) => root.querySelectorAll?.("button[data-says]").forEach(say);
document.addEventListener("DOMContentLoaded", () => all(document));
document.addEventListener("htmx:afterSettle", (event) => all(event.target));
document.addEventListener("input", (event) => {
  if (event.target.id) document.querySelectorAll(`button[data-sum="${CSS.escape(event.target.id)}"]`).forEach(say);
});
