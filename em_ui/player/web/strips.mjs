// Draws filmstrips: what a strip is stands in em_figures/filmstrip.py.

const IMMEDIATE = {
  mode: "immediate",
  frame: { duration: 0, redraw: false }, // redraw: false paints in two thirds of the time of react
  transition: { duration: 0 },
};

// "@mix A 0.25 B 0.75": the tokens' colours in these shares, a point between two components.
function mixed(text, tokens) {
  const parts = text.split(" ").slice(1);
  const sum = [0, 0, 0];
  for (let i = 0; i < parts.length; i += 2) {
    const hex = tokens[`@${parts[i]}`];
    sum.forEach((_, j) => { sum[j] += +parts[i + 1] * parseInt(hex.slice(1 + 2 * j, 3 + 2 * j), 16); });
  }
  return `rgb(${sum.map(Math.round).join(",")})`;
}

// Numbers that travelled as bytes (em_figures/typed.py); Plotly reads tables of them by itself.
const KINDS = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array };
const unpacked = ({ dtype, bdata }) => new KINDS[dtype](Uint8Array.from(atob(bdata), (c) => c.charCodeAt(0)).buffer);

// The theme's colours in place of the tokens "@ink", "@A", ... anywhere in a figure.
function coloured(value, tokens) {
  if (typeof value === "string") {
    if (value[0] !== "@") return value;
    return value.startsWith("@mix ") ? mixed(value, tokens) : tokens[value] ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => coloured(item, tokens));
  if (value && typeof value === "object") {
    if (value.bdata && !value.shape) return unpacked(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, tokens)]));
  }
  return value;
}

// One trace's update, with "the first n points of this track" written out.
function expanded(update, tracks) {
  const { upto, ...rest } = update;
  if (!upto) return rest;
  const [name, n] = upto;
  for (const [axis, values] of Object.entries(tracks[name])) rest[axis] = values.slice(0, n);
  return rest;
}

function merged(layout, part) {
  const out = { ...layout };
  for (const [name, value] of Object.entries(part ?? {})) {
    out[name] = value && typeof value === "object" && !Array.isArray(value) ? { ...out[name], ...value } : value;
  }
  return out;
}

const same = (a, b) => a === b || (a?.bdata !== undefined && a.bdata === b?.bdata);

// A surface or a map is drawn on a sheet of its own behind the figure: an animation without redraw
// drops contours and heatmaps, and one with redraw costs twice as much. Most never change; one
// that does (a density that moves with the run) is drawn anew on its sheet, at most once a picture.
class Backdrop {
  constructor(box) {
    this.sheet = document.createElement("div");
    this.sheet.className = "em-backdrop";
    this.sheet.setAttribute("aria-hidden", "true");
    box.before(this.sheet);
    this.box = box;
    box.on("plotly_afterplot", () => this.follow());
  }

  open(traces) {
    this.traces = new Map(traces);
    this.signature = "";
    this.follow();
  }

  change(index, update) {
    const before = this.traces.get(index);
    // a surface may come with every picture of a drag and yet be the same
    if (Object.entries(update).every(([key, value]) => same(before[key], value))) return;
    this.traces.set(index, { ...before, ...update });
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.signature = "";
      this.follow();
    });
  }

  follow() {
    const { width, height, _size: size, xaxis, yaxis } = this.box._fullLayout;
    const axis = ({ range, domain }) => ({ range: [...range], domain: [...domain], visible: false, fixedrange: true });
    const mine = {
      width, height, showlegend: false, xaxis: axis(xaxis), yaxis: axis(yaxis),
      margin: { l: size.l, r: size.r, t: size.t, b: size.b, pad: 0 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    };
    const signature = JSON.stringify(mine);
    if (signature === this.signature) return;
    this.signature = signature;
    Plotly.react(this.sheet, [...this.traces.values()], mine, { staticPlot: true });
  }

  dispose() {
    cancelAnimationFrame(this.due);
    Plotly.purge(this.sheet);
    this.sheet.remove();
  }
}

// Handles as [x, y]: an input's id, a fixed number, or null each; a plane is one handle for both axes.
const handlesOf = ({ clicks }) => (!Array.isArray(clicks) ? [] : Array.isArray(clicks[0]) ? clicks : [clicks]);
const isId = (part) => typeof part === "string";

const still = (trace) => trace.type && trace.type !== "scatter";

export class PlotlyStrip {
  constructor(box, { strings, values, onJump, onPick, onAdd }) {
    this.box = box;
    this.strings = strings;
    this.values = values; // where the live inputs stand now
    this.ghosts = {};
    this.onJump = onJump;
    this.onPick = onPick;
    this.onAdd = onAdd;
    this.listen();
  }

  // The whole strip. A new run leaves the run before behind as its ghost.
  open(wire, tokens, k, keepGhost) {
    // (it is none when the data have changed: another problem's path)
    if (keepGhost !== null) {
      for (const name of Object.values(wire.ghost)) this.ghosts[name] = keepGhost ? this.settled?.[name] : null;
    }
    // Only the start has changed: the points move now, the axes' ticks follow in a moment
    const light = keepGhost && this.wire?.base_id === wire.base_id && !this.drawing;
    this.wire = wire;
    this.hold(null);
    this.fresh = !light;
    this.settled = wire.tracks; // of the last whole run: pictures in between leave no ghost
    this.tokens = tokens;
    this.handles = handlesOf(wire);
    const slides = this.handles.every(([, y]) => y === null); // along x only: a finger can still scroll the page
    this.box.dataset.clicks = this.handles.length ? (slides ? "slide" : "pick") : wire.clicks ?? "";
    clearTimeout(this.tidy);
    this.at = k;
    if (!light) return this.redraw(k);
    const ghosts = {};
    for (const [index, name] of Object.entries(wire.ghost)) ghosts[index] = this.ghosts[name] ?? { x: [null], y: [null] };
    const ranges = {};
    for (const [name, { range }] of Object.entries(wire.opening.layout ?? {})) if (range) ranges[name] = { range };
    this.animate({ ...wire.opening.data, ...ghosts, ...wire.frames[Math.min(k, wire.frames.length - 1)] }, ranges);
    this.tidy = setTimeout(() => this.redraw(this.at), 250);
    return undefined;
  }

  animate(updates, layout) {
    const data = [];
    const traces = [];
    for (const [index, update] of Object.entries(updates)) {
      const painted = coloured(expanded(update, this.wire.tracks), this.tokens);
      if (still(this.wire.base.data[index])) this.backdrop?.change(+index, painted);
      else {
        data.push(painted);
        traces.push(+index);
      }
    }
    const frame = { data, traces, ...(Object.keys(layout).length ? { layout } : {}) };
    // an interrupted animation rejects; the newer one has taken its place
    Plotly.animate(this.box, frame, IMMEDIATE).catch(() => {});
  }

  redraw(k) {
    const { base, opening, tracks, ghost, frames } = this.wire;
    const data = base.data.map((trace) => ({ ...trace }));
    const lay = (updates) => {
      for (const [index, update] of Object.entries(updates ?? {})) Object.assign(data[index], expanded(update, tracks));
    };
    lay(opening.data);
    for (const [index, name] of Object.entries(ghost)) Object.assign(data[index], this.ghosts[name] ?? { x: [null], y: [null] });
    lay(frames[Math.min(k, frames.length - 1)]);
    const layout = merged(base.layout, opening.layout);
    const painted = coloured(data, this.tokens);
    const moving = painted.map((trace) => (still(trace) ? { type: "scatter", x: [], y: [], showlegend: false } : trace));
    // an animation must not overtake a drawing, so it waits for it (see show)
    const drawing = Plotly.react(this.box, moving, coloured(layout, this.tokens), this.config()).then(() => {
      if (!this.fresh) return;
      this.fresh = false;
      if (painted.some(still)) {
        this.backdrop ??= new Backdrop(this.box);
        this.backdrop.open([...painted.entries()].filter(([, trace]) => still(trace)));
      }
    });
    this.drawing = drawing;
    this.next = null;
    const done = () => {
      if (this.drawing !== drawing) return;
      this.drawing = null;
      this.label();
      if (this.next !== null) this.show(this.next);
    };
    return drawing.then(done, done);
  }

  config() {
    return {
      responsive: true,
      displaylogo: false,
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
      showTips: false,
      doubleClick: false,
      locale: "em",
      locales: { em: { dictionary: this.strings.plotly, format: {} } },
    };
  }

  show(k) {
    this.at = k;
    if (this.drawing) {
      this.next = k;
      return;
    }
    this.next = null;
    const frame = this.wire.frames[Math.min(k, this.wire.frames.length - 1)];
    if (Object.keys(frame).length) this.animate(frame, {});
  }

  // While a start is dragged its mark follows the pointer at once; the run follows when it is known.
  // A handle without a y of its own is marked by a line over the whole height.
  hold(values, changed = {}) {
    const handle = values && this.handles.find((parts) => parts.some((part) => isId(part) && part in changed));
    if (!handle) {
      this.mark?.remove();
      this.mark = null;
      return;
    }
    if (!this.mark) {
      this.mark = document.createElement("div");
      this.mark.setAttribute("aria-hidden", "true");
      this.box.after(this.mark);
    }
    const { xaxis, yaxis } = this.box._fullLayout;
    const [x, y] = handle.map((part) => (isId(part) ? values[part] : part));
    const top = yaxis._offset + (y === null ? 0 : yaxis.d2p(y));
    this.mark.className = y === null ? "em-handle em-handle-line" : "em-handle";
    this.mark.style.setProperty("--height", `${yaxis._length}px`);
    this.mark.style.transform = `translate(${xaxis._offset + xaxis.d2p(x)}px, ${top}px)`;
  }

  // The picture in between while a start is dragged: this run's opening and one frame of it. Axes
  // follow the run; their ticks wait for the whole run.
  peek(part) {
    this.wire = { ...this.wire, opening: part.opening, tracks: part.tracks, frames: [part.frame] };
    if (this.drawing) {
      this.next = 0;
      return;
    }
    clearTimeout(this.tidy);
    const ranges = {};
    for (const [name, { range }] of Object.entries(part.opening.layout ?? {})) {
      const wider = range && this.room(this.box._fullLayout[name].range, range);
      if (wider) ranges[name] = { range: wider };
    }
    this.animate({ ...part.opening.data, ...part.frame }, ranges);
  }

  // Redrawing an axis costs more than the picture: while dragging, one moves only when the run no
  // longer fits or has become small in it, and then with room to spare. null: leave it.
  room([low, high], [from, to]) {
    if (from >= low && to <= high && to - from > (high - low) / 4) return null;
    return [from - (to - from) / 4, to + (to - from) / 4];
  }

  caption(k) {
    const list = this.wire.captions;
    return list[Math.min(k, list.length - 1)];
  }

  describe(text) {
    this.said = `${this.wire.title}. ${text}`;
    this.label();
  }

  // The drawing is one picture with one name; the zoom buttons beside it stay buttons.
  label() {
    const [first, ...others] = this.box.querySelectorAll(".main-svg");
    if (!first) return;
    first.setAttribute("role", "img");
    first.setAttribute("aria-label", this.said ?? this.wire.title);
    for (const svg of others) svg.setAttribute("aria-hidden", "true");
  }

  // Where the pointer is, in the axes' own units; null outside the plot area.
  place(event) {
    const layout = this.box._fullLayout;
    if (!layout?.xaxis) return null;
    const at = this.box.getBoundingClientRect();
    const { xaxis, yaxis } = layout;
    const px = event.clientX - at.left - xaxis._offset;
    const py = event.clientY - at.top - yaxis._offset;
    const inside = px >= 0 && py >= 0 && px <= xaxis._length && py <= yaxis._length;
    const clamp = (value, top) => Math.max(0, Math.min(top, value));
    return { x: xaxis.p2d(clamp(px, xaxis._length)), y: yaxis.p2d(clamp(py, yaxis._length)), inside };
  }

  // The handle nearest to a place; one that stands at a fixed number on an axis is judged by that axis alone.
  nearest(at) {
    const { xaxis, yaxis } = this.box._fullLayout;
    const values = this.values();
    const far = (handle) => {
      const fixed = handle.some((part) => typeof part === "number");
      const parts = handle.map((part) => (isId(part) ? (fixed ? null : values[part]) : part));
      const [dx, dy] = parts.map((part, i) => (part === null ? 0 : [xaxis, yaxis][i].d2p(part) - [xaxis, yaxis][i].d2p(i ? at.y : at.x)));
      return Math.hypot(dx, dy);
    };
    return this.handles.reduce((best, handle) => (far(handle) < far(best) ? handle : best));
  }

  listen() {
    let held = null; // the handle that is held, where the pointer went down, and what its inputs were
    const pick = (event, handle, final) => {
      const at = this.place(event);
      if (!at) return;
      const [x, y] = handle;
      this.onPick({ ...(isId(x) ? { [x]: at.x } : {}), ...(isId(y) ? { [y]: at.y } : {}) }, final);
    };
    const picks = () => this.handles?.length > 0;
    const slides = () => this.box.dataset.clicks === "slide";
    const modebar = (event) => event.target.closest?.(".modebar");
    this.box.addEventListener("pointerdown", (event) => {
      // a finger scrolls the page, so it sets the start by a tap (below) and not by dragging, but for slides
      const touch = event.pointerType === "touch";
      if (!picks() || (touch && !slides()) || event.button !== 0 || modebar(event)) return;
      const at = this.place(event);
      if (!at?.inside) return;
      const handle = this.nearest(at);
      const values = this.values();
      const before = Object.fromEntries(handle.filter(isId).map((id) => [id, values[id]]));
      held = { handle, x: event.clientX, before, moving: !touch };
      if (touch) return;
      this.box.setPointerCapture(event.pointerId);
      pick(event, handle, false);
      event.preventDefault();
    }, true);
    this.box.addEventListener("pointermove", (event) => {
      if (!held) return;
      // a finger that goes up or down scrolls; only one that goes sideways drags
      if (!held.moving && Math.abs(event.clientX - held.x) < 6) return;
      if (!held.moving) this.box.setPointerCapture(event.pointerId);
      held.moving = true;
      pick(event, held.handle, false);
    }, true);
    this.box.addEventListener("pointerup", (event) => {
      if (held?.moving) pick(event, held.handle, true);
      held = null;
    }, true);
    this.box.addEventListener("pointercancel", () => {
      if (held?.moving) this.onPick(held.before, true);
      held = null;
    }, true);
    let tapped = { x: 0, y: 0, when: -Infinity };
    this.box.addEventListener("click", (event) => {
      const at = this.place(event);
      if (!at?.inside || modebar(event)) return;
      // of one tap come two clicks, the browser's and Plotly's copy of it
      const when = performance.now();
      const again = when - tapped.when < 400 && Math.hypot(event.clientX - tapped.x, event.clientY - tapped.y) < 4;
      if (!again) tapped = { x: event.clientX, y: event.clientY, when };
      else if (this.wire.clicks === "add") return;
      if (this.wire.clicks === "jump") this.onJump(Math.round(at.x));
      else if (this.wire.clicks === "add") this.onAdd({ x: at.x, y: at.y });
      else if (picks() && event.pointerType === "touch") pick(event, this.nearest(at), true);
    }, true);
  }

  dispose() {
    clearTimeout(this.tidy);
    this.backdrop?.dispose();
    Plotly.purge(this.box);
  }
}

export class HtmlStrip {
  constructor(box, { onSet }) {
    this.box = box;
    this.row = 0;
    // <button data-set="seed=3"> sets live inputs
    box.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-set]");
      if (button) onSet(Object.fromEntries([...new URLSearchParams(button.dataset.set)].map(([id, value]) => [id, +value])));
    });
  }

  open(wire, _tokens, k) {
    if (this.wire?.base_id !== wire.base_id) this.view = null; // else what the learner chose in it stays
    this.wire = wire;
    this.show(k);
  }

  peek(part) {
    this.wire = { ...this.wire, frames: [part.frame] };
    this.show(0);
  }

  // Our own markup, made and escaped on the server, is put in once per view; a frame fills places.
  enter(name) {
    this.view = name;
    this.box.innerHTML = this.wire.base.views[name];
    const all = (attribute) => [...this.box.querySelectorAll(`[data-${attribute}]`)];
    this.texts = all("s").map((node) => [node, +node.dataset.s]);
    this.bars = all("w").map((node) => [node, +node.dataset.w]);
    this.cells = all("r").map((node) => [node, +node.dataset.r]);
    this.picker = this.box.querySelector("select[data-pick]");
    this.picker?.addEventListener("change", () => {
      this.row = this.picker.selectedIndex;
      this.fillRow();
    });
  }

  show(k) {
    const [name, slots, rows] = this.wire.frames[Math.min(k, this.wire.frames.length - 1)];
    if (name !== this.view) this.enter(name);
    for (const [node, i] of this.texts) if (node.textContent !== String(slots[i])) node.textContent = slots[i];
    for (const [node, i] of this.bars) node.style.setProperty("--w", slots[i]);
    this.rows = rows;
    this.row = Math.min(this.row, Math.max(0, rows.length - 1));
    if (this.picker) this.picker.selectedIndex = this.row;
    this.fillRow();
  }

  fillRow() {
    const row = this.rows[this.row] ?? [];
    for (const [node, i] of this.cells) node.textContent = row[i] ?? "";
  }

  caption() {
    return "";
  }

  hold() {} // nothing to drag

  describe() {} // its own text is its alternative

  dispose() {
    this.box.replaceChildren();
  }
}
