// The proof is as tall as what it shows: one thing to scroll on a phone, not two. Without this script it scrolls by itself.
document.querySelectorAll("[data-review-proof]").forEach((frame) => {
  const fit = () => {
    const body = frame.contentDocument && frame.contentDocument.documentElement;
    if (body) frame.style.height = `${Math.min(body.scrollHeight, 12000)}px`;
  };
  frame.addEventListener("load", () => {
    fit();
    // Pictures that arrive late make the page longer.
    if (frame.contentDocument) new ResizeObserver(fit).observe(frame.contentDocument.body);
  });
});
