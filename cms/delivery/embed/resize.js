// Gives each of our frames on this page the height that it asks for. Listens to frames of this script's origin alone; a
// frame in a sandbox has no origin of its own ("null") and is known by where it was sent.
(() => {
  const { origin } = new URL(document.currentScript.src);
  addEventListener("message", ({ data, origin: from, source }) => {
    if (data?.type !== "fabrique:resize" || !(data.height > 0 && data.height < 100000)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      const isSandboxed = from === "null" && frame.hasAttribute("sandbox") && frame.src.startsWith(`${origin}/`);
      if ((from === origin || isSandboxed) && frame.contentWindow === source) frame.height = Math.ceil(data.height);
    }
  });
})();
