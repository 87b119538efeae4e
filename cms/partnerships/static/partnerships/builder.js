// The embed builder without its button: what is chosen is asked for at once, and the parts of the page take its place.
(() => {
  const builder = document.querySelector("[data-builder]");
  if (!builder) return;
  const form = builder.querySelector("form");
  const said = document.querySelector("[data-builder-said]");
  let underWay = null;

  const say = (text) => {
    // Emptied first, so that the same words are heard twice.
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 50);
  };

  const ready = () => {
    builder.querySelectorAll("[data-copies]").forEach((place) => (place.hidden = false));
    builder.querySelector("[data-builder-apply]").hidden = true;
  };

  // Takes over one part of the answer; whoever is at a control of it stays there.
  const take = (part, answer) => {
    const here = builder.querySelector(`[data-builder-part="${part}"]`);
    const there = answer.querySelector(`[data-builder-part="${part}"]`);
    if (!here || !there || here.innerHTML === there.innerHTML) return;
    const { activeElement: at } = document;
    const isHere = here.contains(at) ? at : null;
    const open = new Set([...here.querySelectorAll("details[open]")].map((one) => one.dataset.facet));
    here.replaceWith(there);
    there.querySelectorAll("details[data-facet]").forEach((one) => (one.open ||= open.has(one.dataset.facet)));
    if (isHere?.name) {
      const same = [...there.querySelectorAll(`[name="${CSS.escape(isHere.name)}"]`)];
      (same.find((one) => one.value === isHere.value) ?? same[0])?.focus();
    }
  };

  const update = async () => {
    underWay?.abort();
    underWay = new AbortController();
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const url = `${form.action.split("?")[0]}?${asked}`;
    try {
      const response = await fetch(url, { signal: underWay.signal, headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) return form.submit();
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      ["facets", "documents", "result"].forEach((part) => take(part, answer));
      history.replaceState(null, "", url);
      ready();
      say(builder.querySelector("[data-builder-status]").textContent);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.name === "type") {
      // Another kind of document has other filters.
      form.querySelectorAll("[name^='f.'], [name='document']").forEach((one) => (one.disabled = true));
    }
    update();
  });

  builder.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      say(said.dataset.copied);
    } catch {
      // Not allowed here (a page without TLS, a policy): the person can still copy what is selected.
      say(said.dataset.byHand);
    }
  });

  ready();
})();
