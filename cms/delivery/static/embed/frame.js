// Tells the page that holds this frame how tall it is. The height is no secret, so any page may hear it.
// WordPress puts frames in a sandbox that lets scripts run and nothing else, and hands over a word in the address
// ("#?secret=…"): with it, it takes a height, and follows the links to the frame's own host that it is told of.
(() => {
  if (parent === window) return;
  const main = document.querySelector("main");
  let secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  let told = 0;

  const tellWordPress = (message, value) => secret && parent.postMessage({ message, value, secret }, "*");

  const tell = () => {
    const height = Math.ceil(main.getBoundingClientRect().height);
    // A frame without width, as behind a closed tab, lays nothing out (frame.css) and has no height to tell.
    if (!height || height === told) return;
    told = height;
    parent.postMessage({ type: "fabrique:resize", height }, "*");
    tellWordPress("height", height);
  };
  new ResizeObserver(tell).observe(main);

  // It asks again once it listens: what was said before that is lost.
  addEventListener("message", ({ data, source }) => {
    if (source !== parent || data?.message !== "ready" || typeof data.secret !== "string") return;
    secret = data.secret;
    tellWordPress("height", told);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!secret || !link || !isPlain || link.host !== location.host) return;
    event.preventDefault();
    tellWordPress("link", link.href);
  });
})();
