"""What is measured inside the page: from an input, or from the navigation, to the painted picture.

The picture is what can be read from the DOM: the half-step's name and where the figures' markers
stand. A frame counts as painted in the first message-channel turn after its animation-frame
callbacks: by then the browser has drawn it.
"""

PROBE = """(() => {
  const channel = new MessageChannel();
  let afterPaint = () => {};
  channel.port1.onmessage = () => afterPaint();
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(
    (node) => node.shadowRoot ? roots(node.shadowRoot) : [])];  // the document and every open shadow root
  const all = (selector) => roots(document).flatMap((root) => [...root.querySelectorAll(selector)]);
  let points = [], labels = [];
  const known = (nodes) => nodes.length && nodes.every((node) => node.isConnected);
  const look = () => {
    if (!known(labels)) labels = all(window.benchLabel);
    if (!known(points)) points = all(".js-plotly-plot .scatterlayer .points");
    const drawn = points.filter((group) => group.childElementCount);  // none while a figure is being replaced
    const at = drawn.map((group) => [...group.children].map((node) => node.getAttribute("transform")).join());
    const label = labels.map((node) => node.dataset.label ?? node.textContent.trim()).join();
    return { label, at: at.join(";"), groups: drawn.length };
  };
  const whenPainted = (good) => new Promise((resolve) => {
    const frame = () => requestAnimationFrame(() => channel.port2.postMessage(0));
    afterPaint = () => { if (good(look())) resolve(performance.now()); else frame(); };
    frame();
  });
  const firstPicture = whenPainted(({ label, groups }) => label && groups > 0);
  window.bench = {
    look,
    firstPicture: () => firstPicture,
    // Call before the input; bench.step then holds the milliseconds, or fails after ten seconds.
    watch(event, renames) {
      points = labels = [];  // figures may have been added
      const before = look();
      let began = null;
      const note = ({ timeStamp }) => { began = timeStamp; };
      window.addEventListener(event, note, { capture: true, once: true });
      const late = new Promise((_, fail) => setTimeout(() => fail(Error("no new picture in 10 s")), 1e4));
      const painted = whenPainted(({ label, at, groups }) => began !== null && groups >= before.groups &&
        at !== before.at && (!renames || label !== before.label));
      this.step = Promise.race([painted, late]).then((at) => at - began);
      this.step.catch(() => {});  // reported to whoever reads it
    },
  };
})();"""
