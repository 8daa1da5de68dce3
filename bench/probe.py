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

# The same for a stage. Its picture is the traces in its figures, whatever draws them, and the words of its
# html panels; a frame is looked at when something has changed. `complete` is the last frame that showed
# something new, once what was asked for is on the stage and nothing has moved for QUIET ms.
STAGE_PROBE = """(() => {
  const QUIET = 300, LATE = 2e4;
  const channel = new MessageChannel();
  const stage = () => document.querySelector("[data-em-stage]");
  const figures = () => [...document.querySelectorAll(".js-plotly-plot")]
    .filter((node) => node.querySelector(".scatterlayer .trace"));
  const look = () => {
    const parts = [];
    for (const box of figures()) {
      if (!box.offsetParent) continue;
      parts.push(box.clientWidth, box.clientHeight);
      for (const node of box.querySelectorAll(".cartesianlayer path")) {
        parts.push(node.getAttribute("d"), node.getAttribute("transform"));
      }
      for (const node of box.querySelectorAll("image")) parts.push(node.getAttribute("href")?.length);
    }
    for (const node of document.querySelectorAll("[data-em-stage] .em-html, [data-panel]")) {
      if (node.offsetParent && !node.querySelector(".js-plotly-plot")) parts.push(node.textContent);
    }
    return parts.join();
  };
  let dirty = true, each = () => {};
  new MutationObserver(() => { dirty = true; })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  channel.port1.onmessage = () => {
    each(performance.now());
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  requestAnimationFrame(() => channel.port2.postMessage(0));
  const until = (good) => new Promise((resolve, fail) => {
    const late = setTimeout(() => { each = () => {}; fail(Error("no new picture in 20 s")); }, LATE);
    each = (now) => {
      const changed = dirty;
      dirty = false;
      const found = good(now, changed);
      if (!found) return;
      each = () => {};
      clearTimeout(late);
      resolve(found);
    };
  });
  const first = until((now, changed) =>
    changed && stage()?.dataset.label && figures().length >= window.benchFigures && now);
  window.bench = {
    look,
    firstPicture: () => first,
    // Call before the input; bench.step then holds {first, complete}, in ms after it. wanted: {scene}, or
    // {label}: the one that goes, or {}: the first new picture is all that is waited for.
    watch(event, wanted) {
      let began = null, seen = look(), start = 0, complete = 0;
      const note = ({ timeStamp }) => { began = timeStamp; };
      window.addEventListener(event, note, { capture: true, once: true });
      const reached = () => {
        const { scene, label } = stage()?.dataset ?? {};
        return wanted.scene ? scene === wanted.scene : wanted.label === undefined || label !== wanted.label;
      };
      this.step = until((now, changed) => {
        if (began === null) return null;
        const next = changed ? look() : seen;
        if (next !== seen) {
          seen = next;
          start ||= now;
          complete = now;
        }
        if (!start || !reached() || now - complete < QUIET) return null;
        return { first: start - began, complete: complete - began };
      });
      this.step.catch(() => {});  // reported to whoever reads it
    },
  };
})();"""
