// Draws a filmstrip of figures with Plotly: what a strip is stands in em_figures/filmstrip.py.

import { typesetFigure } from "../symbols.mjs";
import { Backdrop } from "./backdrop.mjs";
import { coloured } from "./colours.mjs";
import { clicksOf, handlesOf, isId, listen } from "./drag.mjs";
import { expanded, frameAt, ghostsOf, isDrawn, laid, merged, rangesOf, still } from "./frames.mjs";
import { HandleMark, roomy } from "./handle.mjs";
import { Legend } from "./legend.mjs";
import { dim } from "./light.mjs";
import { configured, filling, FONT, scaled, withoutLegend } from "./sizes.mjs";
import { figureSnapshot } from "./snapshot.mjs";

const within = (duration) => ({
  mode: "immediate",
  frame: { duration, redraw: false }, // redraw: false paints in two thirds of the time of react
  transition: { duration },
});
const AT_ONCE = within(0);
// Plotly divides by the duration where axes move: within the same millisecond 0 would be 0/0, and the curves' scale NaN
const AXES_AT_ONCE = within(0.001);
const TIDY = 250; // ms after which axes that moved during a drag get their ticks

export class PlotlyStrip {
  // words: Plotly's own, translated; values(): the live inputs; font: px of its letters; legend: the element for it.
  // A figure fills its box; when that has another size, resize() says so.
  constructor(box, { words, values, onJump, onPick, onAdd, font = FONT, legend }) {
    Object.assign(this, { box, words, values, onJump, onPick, onAdd, font });
    this.legend = new Legend(legend);
    this.mark = new HandleMark(box);
    this.ghosts = {};
    this.lit = null;
    listen(this);
  }

  // The whole strip. A new run leaves the run before behind as its ghost.
  open(wire, tokens, k, keepGhost) {
    // (it is none when the data have changed: another problem's path; nor is this run its own, at another half-step)
    if (keepGhost !== null && !(keepGhost && wire.tracks === this.settled)) {
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
    this.box.dataset.clicks = clicksOf(wire);
    clearTimeout(this.tidy);
    this.at = k;
    if (!light) return this.redraw(k);
    this.animate({ ...wire.opening.data, ...ghostsOf(wire, this.ghosts), ...frameAt(wire, k) }, rangesOf(wire.opening.layout));
    this.tidy = setTimeout(() => this.redraw(this.at), TIDY);
    return undefined;
  }

  // Tokens to colours, symbols to subscripts, letters to this strip's size.
  paint(part) {
    return scaled(typesetFigure(coloured(part, this.tokens)), this.font / FONT);
  }

  animate(updates, layout) {
    const data = [];
    const traces = [];
    for (const [index, update] of Object.entries(updates)) {
      const painted = this.paint(expanded(update, this.wire.tracks));
      this.shown[index] = merged(this.shown[index], painted);
      if (still(this.wire.base.data[index])) this.backdrop?.change(+index, painted);
      else {
        data.push(painted);
        traces.push(+index);
      }
    }
    const axes = this.box._fullLayout;
    const moved = rangesOf(layout, (range, name) => (range.every((end, i) => end === axes[name].range[i]) ? null : range));
    const move = Object.keys(moved).length > 0;
    const frame = { data, traces, ...(move ? { layout: moved } : {}) };
    // an interrupted animation rejects; the newer one has taken its place
    const moving = Plotly.animate(this.box, frame, move ? AXES_AT_ONCE : AT_ONCE).then(() => this.lit !== null && this.relight()).catch(() => {})
      .then(() => { if (this.moving === moving) this.moving = null; });
    this.moving = moving;
    // a legend with another entry may be higher, and its figure then has less room
    if (this.legend.show(this.shown)) requestAnimationFrame(() => this.resize());
    if (this.lit !== null) this.relight();
  }

  // Everything anew, at the size the box has now.
  redraw(k) {
    clearTimeout(this.tidy);
    const { data, layout } = laid(this.wire, this.ghosts, k);
    this.shown = this.paint(data);
    this.legend.show(this.shown); // before the room that it leaves is measured
    const moving = this.shown.map((trace) => (still(trace) ? { type: "scatter", x: [], y: [], showlegend: false } : trace));
    this.room = this.measure();
    const sheet = filling(this.paint(withoutLegend(layout)), this.room);
    // an animation must not overtake a drawing, so it waits for it (see show); a drawing that overtakes an animation
    // leaves equal axes as they were at the size before
    const draw = () => {
      // equal axes would get the former drawing's range again where theirs is narrower (Plotly's react keeps it)
      for (const name of ["xaxis", "yaxis"]) delete this.box._fullLayout?.[name]?._inputRange;
      return Plotly.react(this.box, moving, sheet, configured(this.words));
    };
    const drawing = (this.moving ? this.moving.then(draw) : draw()).then(() => {
      if (!this.fresh) return;
      this.fresh = false;
      if (this.shown.some(still)) {
        this.backdrop ??= new Backdrop(this.box);
        this.backdrop.open([...this.shown.entries()].filter(([, trace]) => still(trace)));
      }
    });
    this.drawing = drawing;
    this.next = null;
    const done = () => {
      if (this.drawing !== drawing) return;
      this.drawing = null;
      this.label();
      if (this.lit !== null) this.relight();
      if (this.next !== null) this.show(this.next);
    };
    return drawing.then(done, done);
  }

  show(k) {
    this.at = k;
    if (this.drawing) {
      this.next = k;
      return;
    }
    this.next = null;
    const frame = frameAt(this.wire, k);
    if (Object.keys(frame).length) this.animate(frame, {});
  }

  // ---- size and letters ------------------------------------------------------------------------

  measure() {
    const { clientWidth: width, clientHeight: height } = this.box;
    return width && height ? { width, height } : this.room ?? { width: 320, height: 240 }; // hidden: as it was
  }

  // The box has another size: figure and backdrop follow. Resolves to whether anything was drawn.
  resize() {
    if (!this.wire) return Promise.resolve(false);
    const { width, height } = this.measure();
    if (width === this.room?.width && height === this.room?.height) return Promise.resolve(false);
    return this.redraw(this.at).then(() => true);
  }

  setFont(px) {
    if (px === this.font) return Promise.resolve(false);
    this.font = px;
    if (!this.wire) return Promise.resolve(false);
    this.fresh = true; // letters on the sheet behind too
    return this.redraw(this.at).then(() => true);
  }

  // ---- a start that is dragged -----------------------------------------------------------------

  // While a start is dragged its mark follows the pointer at once; the run follows when it is known.
  hold(values, changed = {}) {
    const handle = values && this.handles.find((parts) => parts.some((part) => isId(part) && part in changed));
    if (handle) this.mark.show(handle, values);
    else this.mark.hide();
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
    const wider = (range, name) => roomy(this.box._fullLayout[name].range, range);
    this.animate({ ...part.opening.data, ...part.frame }, rangesOf(part.opening.layout, wider));
  }

  // ---- words -----------------------------------------------------------------------------------

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

  // Lights up the traces whose meta is this name and dims the others; null restores. Whether any is drawn now.
  light(name) {
    const has = Boolean(this.shown?.some((trace) => trace.meta === name && isDrawn(trace)));
    this.lit = has ? name : null;
    this.relight();
    return has;
  }

  relight() {
    dim([this.box, ...(this.backdrop ? [this.backdrop.sheet] : [])], this.lit);
    this.legend.light(this.lit);
  }

  // A copy for paper, in the colours of these tokens; null before the first drawing.
  snapshot(tokens = this.tokens) {
    return figureSnapshot([...(this.backdrop ? [this.backdrop.sheet] : []), this.box], this.said ?? this.wire?.title, [this.tokens, tokens]);
  }

  dispose() {
    clearTimeout(this.tidy);
    this.mark.hide();
    this.legend.dispose();
    this.backdrop?.dispose();
    Plotly.purge(this.box);
  }
}
