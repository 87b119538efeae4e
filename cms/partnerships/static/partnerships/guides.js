// A button under each piece of code. Comfort only: without it the code is selected and copied by hand.
(() => {
  const text = document.querySelector("[data-copy-word]");
  const said = document.querySelector("[data-guide-said]");
  if (!text || !navigator.clipboard) return;
  for (const code of text.querySelectorAll(".guide-code")) {
    // What the machine answers is shown, not copied.
    const commands = [...code.querySelectorAll(".guide-command")];
    const source = () => (commands.length ? commands.map((one) => one.textContent).join("\n") : code.querySelector("code").textContent);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-secondary desk-button is-quiet is-small";
    button.textContent = text.dataset.copyWord;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source());
      // Emptied first, so that the same word is heard twice.
      said.textContent = "";
      button.textContent = text.dataset.copied;
      setTimeout(() => (said.textContent = text.dataset.copied), 50);
      setTimeout(() => (button.textContent = text.dataset.copyWord), 4000);
    });
    code.append(button);
  }
})();
