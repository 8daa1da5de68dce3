// The panels of a scene: one strip each, arranged in the room that there is, all of them or one at a time.

import { arrange } from "./arrange.mjs";
import { element, write } from "./dom.mjs";
import { HtmlStrip } from "./strips/html.mjs";
import { PlotlyStrip } from "./strips/plotly.mjs";

const LARGE = 1.25; // times its letters' size, for a table that stands alone
const BESIDE = 0.66; // of a board's height, about what its panels have
const FLOW = 400; // px of a figure's height where the page scrolls

export class Panels {
  // on: what strips report, {go(k), pick(values, final, exact), values(), add(point)}; flow: as tall as they need
  constructor({ words, on, flow }) {
    Object.assign(this, { words, on, flow, made: new Map(), parts: [], hidden: new Set(), chosen: 0, single: false, font: 14, k: 0 });
    this.dots = element("div", { class: "em-dots", role: "group", "aria-label": words.panels });
    this.box = element("div", { class: "em-panels" });
    // a sentence that takes another line, a notice: the panels take the room that is left
    this.sizes = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.box;
      const size = `${clientWidth}x${flow ? "" : clientHeight}`;
      if (size === this.size) return;
      this.size = size;
      this.settle();
    });
    this.sizes.observe(this.box);
  }

  // The panels of a document; same: the run before stays, faint, as only the start has moved.
  open(parts, k, tokens, same) {
    const ids = parts.map(({ id }) => id);
    Object.assign(this, { parts, tokens, k });
    for (const [id, panel] of this.made) {
      if (ids.includes(id) && panel.kind === parts[ids.indexOf(id)].strip.kind) continue;
      panel.strip.dispose();
      panel.figure.remove();
      this.made.delete(id);
    }
    for (const { id, strip } of parts) {
      const known = this.made.has(id);
      if (!known) this.made.set(id, this.make(id, strip));
      const panel = this.made.get(id);
      write(panel.title, strip.title);
      panel.keep = known ? Boolean(same) : null;
      panel.stale = true;
      this.box.append(panel.figure);
    }
    this.chosen = same ? Math.min(this.chosen, Math.max(0, parts.length - 1)) : 0;
    this.hidden = new Set([...this.hidden].filter((id) => ids.includes(id)));
    this.settle();
  }

  make(id, { kind }) {
    const inner = element("div", { class: kind === "plotly" ? "em-plot" : "em-html" });
    const title = element("figcaption");
    const legend = element("div", { class: "em-legend" });
    const body = element("div", { class: "em-stage" }, inner);
    const figure = element("figure", { class: `em-panel em-kind-${kind}`, "data-panel": id }, title, body, kind === "plotly" ? legend : null);
    this.box.append(figure); // a figure is measured where it stands
    const { on } = this;
    const strip = kind === "plotly"
      ? new PlotlyStrip(inner, { words: this.words.plotly, legend, font: this.font, values: () => on.values(),
          onJump: (k) => on.go(k), onPick: (...picked) => on.pick(...picked), onAdd: (point) => on.add?.(point) })
      : new HtmlStrip(inner, { onSet: (values) => on.pick(values, true, true) });
    return { id, kind, strip, figure, title, body, inner };
  }

  get all() {
    return this.parts.map(({ id }) => this.made.get(id));
  }

  get visible() {
    if (this.single) return this.all.slice(this.chosen, this.chosen + 1);
    return this.all.filter(({ id }) => !this.hidden.has(id));
  }

  // ---- room ----------------------------------------------------------------------------------

  // The panels take the room that there is; what has not been drawn yet is drawn.
  settle() {
    if (!this.parts.length || !this.box.isConnected) return;
    const { visible } = this;
    for (const panel of this.all) panel.figure.hidden = !visible.includes(panel);
    this.showDots();
    for (const panel of visible) if (panel.kind === "html") this.draw(panel); // its size is measured
    this.place(visible);
    for (const panel of visible) {
      this.draw(panel);
      if (panel.kind === "plotly") panel.strip.resize();
    }
    this.fit();
  }

  place(visible) {
    const { style, clientWidth, clientHeight } = this.box;
    if (this.flow) {
      for (const { body, kind } of visible) body.style.height = kind === "plotly" ? `${FLOW}px` : "";
      return;
    }
    // the same panels stay where they are, whatever a half-step or a notice says: the board's size decides
    const board = this.box.parentElement.clientHeight;
    const said = `${visible.map(({ id }) => id)}/${clientWidth}x${board}/${this.font}`;
    const anew = said !== this.placed?.said;
    if (anew) this.needs = new Map();
    // measured at the run's end, wherever one stands in it
    const tables = anew ? visible.filter(({ kind }) => kind === "html") : [];
    for (const { strip } of tables) strip.show(Infinity);
    const needs = (i, width) => {
      const name = `${i}/${Math.round(width)}`;
      this.needs.set(name, Math.max(this.needs.get(name) ?? 0, this.natural(visible[i], width)));
      return this.needs.get(name);
    };
    const kinds = visible.map((panel) => this.shape(panel));
    const areas = !anew ? this.placed.areas : arrange(kinds, clientWidth, BESIDE * board, needs).areas;
    for (const { strip } of tables) strip.show(this.k);
    const way = arrange(kinds, clientWidth, clientHeight, needs, areas);
    this.placed = { said, areas };
    style.gridTemplateColumns = `repeat(${way.columns}, minmax(0, 1fr))`;
    style.gridTemplateRows = way.rows.map((px) => `${Math.floor(px)}px`).join(" ");
    style.gridTemplateAreas = way.areas.map((area) => `"${area}"`).join(" ");
    visible.forEach(({ figure }, i) => { figure.style.gridArea = "abc"[i]; });
  }

  shape({ id, kind }) {
    const { strip } = this.parts.find((part) => part.id === id);
    const { yaxis, meta } = strip.base.layout ?? {};
    return yaxis?.scaleanchor || meta?.tall ? "square" : kind;
  }

  // The height that a table needs at some width, at its full size.
  natural({ figure, inner, title }, width) {
    const { style } = figure;
    const fit = inner.style.getPropertyValue("--em-fit");
    style.position = "absolute";
    style.width = `${width}px`;
    inner.style.setProperty("--em-fit", 1);
    const height = inner.scrollHeight + title.offsetHeight + 6;
    style.position = style.width = "";
    inner.style.setProperty("--em-fit", fit);
    return height;
  }

  // Tables that have become longer take smaller letters.
  fit() {
    if (this.flow) return;
    const most = this.visible.length === 1 && !this.single ? LARGE : 1;
    for (const { kind, strip, body } of this.visible) if (kind === "html") strip.fit(body.clientHeight, most);
  }

  // ---- one at a time -------------------------------------------------------------------------

  showDots() {
    const { parts, dots } = this;
    dots.hidden = !this.single || parts.length < 2;
    this.box.classList.toggle("em-one", !dots.hidden);
    if (dots.hidden) return;
    const focused = dots.contains(document.activeElement);
    dots.replaceChildren(...parts.map(({ strip }, i) => {
      const label = this.words.panel.replace("{n}", i + 1).replace("{all}", parts.length).replace("{title}", strip.title);
      const words = element("span");
      write(words, strip.title);
      return element("button", { type: "button", class: "em-dot", "aria-label": label, title: label,
        "aria-pressed": String(i === this.chosen), onclick: () => this.choose(i) }, words);
    }));
    if (focused) dots.children[this.chosen].focus({ preventScroll: true });
  }

  choose(i) {
    if (!this.single || !this.parts[i]) return;
    this.chosen = i;
    this.settle();
  }

  // The panel of this name, where one stands at a time.
  bring(id) {
    this.choose(this.parts.findIndex((part) => part.id === id));
  }

  setSingle(single) {
    if (this.single === single) return;
    this.single = single;
    this.settle();
  }

  setFont(px) {
    this.font = px;
    for (const { strip, kind } of this.made.values()) if (kind === "plotly") strip.setFont(px);
  }

  // ---- pictures ------------------------------------------------------------------------------

  show(k) {
    this.k = k;
    for (const panel of this.visible) {
      this.draw(panel);
      panel.strip.follow?.();
    }
    this.fit();
  }

  draw(panel) {
    if (panel.stale) {
      const { strip } = this.parts.find(({ id }) => id === panel.id);
      panel.strip.open(strip, this.tokens, this.k, panel.keep);
      panel.stale = false;
      panel.keep = null;
    } else if (panel.at !== this.k) panel.strip.show(this.k);
    panel.at = this.k;
    panel.strip.describe(panel.strip.caption(this.k));
  }

  // The picture in between while a start is dragged.
  peek(parts) {
    for (const panel of this.visible) {
      const part = parts.find(({ id }) => id === panel.id);
      if (!part || panel.stale) continue;
      panel.strip.peek(part);
      panel.strip.describe(part.caption);
      panel.at = null;
    }
  }

  // All of the last whole run again.
  renew(tokens = this.tokens) {
    this.tokens = tokens;
    for (const panel of this.made.values()) panel.stale = true;
  }

  hold(values, changed) {
    for (const { strip } of this.visible) strip.hold(values, changed);
  }

  // Lights up what the prose names; show: the panel that has it, where there is one at a time.
  light(name, show = false) {
    const has = this.all.map(({ strip }) => Boolean(strip.light(name)));
    if (show && this.single && has.includes(true) && !has[this.chosen]) this.choose(has.indexOf(true));
    return has.includes(true);
  }

  dispose() {
    for (const { strip, figure } of this.made.values()) {
      strip.dispose();
      figure.remove();
    }
    this.made.clear();
    this.parts = [];
    this.sizes.disconnect();
  }
}
