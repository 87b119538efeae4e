/* From a missing thing to its field: opens the tab that holds it and puts the cursor there. Without this, a plain link. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-house-field]");
  if (!link) return;
  const name = link.dataset.houseField;
  const place =
    document.querySelector(`form[data-edit-form] [data-contentpath="${CSS.escape(name)}"]`) ||
    document.getElementById(`id_${name}`);
  if (!place) return;
  event.preventDefault();
  const sheet = place.closest("[role=tabpanel]");
  if (sheet && sheet.hidden) {
    document.querySelector(`[role=tab][href="#${CSS.escape(sheet.id)}"], [role=tab][aria-controls="${CSS.escape(sheet.id)}"]`)?.click();
  }
  const field = place.matches("input:not([type=hidden]), textarea, select")
    ? place
    : place.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true], button");
  place.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
});
