"""What is measured inside the page: from an input, or from the navigation, to the painted picture.

The picture is what can be read from the DOM: the half-step's name and where the figures' markers
stand. A frame counts as painted in the first message-channel turn after its animation-frame
callbacks: by then the browser has drawn it.
"""

PROBE = """(() => {
  const channel = new MessageChannel();
  let afterPaint = () => {};
  channel.port1.onmessage = () => afterPaint();
  const roots = (root, found = [root]) => {  // the document and every open shadow root in it
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots(node.shadowRoot, (found.push(node.shadowRoot), found));
    return found;
  };
  const all = (selector) => roots(document).flatMap((root) => [...root.querySelectorAll(selector)]);
  let points = [], labels = [];
  const known = (nodes) => nodes.length && nodes.every((node) => node.isConnected);
  const look = () => {
    if (!known(labels)) labels = all(window.benchLabel);
    if (!known(points) || !points.some((node) => node.closest(".js-plotly-plot"))) {
      points = all(".js-plotly-plot .scatterlayer .points");
    }
    const at = points.map((group) => [...group.children].map((node) => node.getAttribute("transform")).join());
    const label = labels.map((node) => node.dataset.label ?? node.textContent.trim()).join();
    return { label, at: at.join(";") };
  };
  const whenPainted = (good) => new Promise((resolve) => {
    const frame = () => requestAnimationFrame(() => channel.port2.postMessage(0));
    afterPaint = () => { if (good(look())) resolve(performance.now()); else frame(); };
    frame();
  });
  const firstPicture = whenPainted(({ label, at }) => label && at.includes("translate"));
  window.bench = {
    look,
    firstPicture: () => firstPicture,
    // Call before the input; the promise in bench.step holds the milliseconds.
    watch(events, moves) {
      const before = look();
      let began = null;
      const note = (event) => { began ??= event.timeStamp; };
      for (const name of events) window.addEventListener(name, note, { capture: true });
      this.step = whenPainted(({ label, at }) => began !== null &&
        (moves === "markers" ? at !== before.at : label !== before.label && (label.endsWith("E") || at !== before.at)),
      ).then((painted) => {
        for (const name of events) window.removeEventListener(name, note, { capture: true });
        return painted - began;
      });
    },
  };
})();"""
