// The deck: a transport, the half-step's sentence, and the panels of one scene, which it plays in step.

import { button, element, icon, write } from "./dom.mjs";
import { arrange } from "./arrange.mjs";
import { PlotlyStrip } from "./strips/plotly.mjs";
import { HtmlStrip } from "./strips/html.mjs";

const PACE = 900; // ms per half-step at speed 1
const FLOW = 400; // px of a figure's height where the page scrolls

export class Deck {
  // on: {step(k), pick(values, final), values(), add(point)}
  constructor({ words, on, flow = false }) {
    Object.assign(this, { words, on, flow, k: 0, speed: 1, strips: new Map(), hidden: new Set(), chosen: 0, single: false, font: 14 });
    this.buildBar();
    this.caption = element("p", { class: "em-caption" });
    this.stopNote = element("p", { class: "em-stop" });
    this.dots = element("div", { class: "em-dots", role: "group", "aria-label": words.panels });
    this.panels = element("div", { class: "em-panels" });
  }

  buildBar() {
    const { words } = this;
    this.playButton = button("play", words.play, () => this.toggle());
    this.scrub = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "data-scrub": true, class: "em-scrub",
      "aria-label": words.scrub, oninput: () => this.go(+this.scrub.value) });
    this.where = element("output", { class: "em-where" });
    this.speedBox = element("select", { class: "em-speed", "aria-label": words.speed, title: words.speed,
      onchange: () => { this.speed = +this.speedBox.value; } },
      ...[0.5, 1, 2, 4, 8].map((speed) => element("option", { value: speed, selected: speed === 1 }, `${speed}×`)));
    this.bar = element("div", { class: "em-bar", role: "group", "aria-label": words.controls },
      button("start", words.start, () => this.go(0)), button("back", words.back, () => this.go(this.k - 1)), this.playButton,
      button("next", words.next, () => this.go(this.k + 1), element("span", { "aria-hidden": "true" }, words.onward)),
      button("end", words.end, () => this.go(Infinity)), this.scrub, this.where, this.speedBox);
  }

  // ---- a run -------------------------------------------------------------------------------

  // A whole run. same: of the scene that is here, answering a moved start (then the run before stays, faint).
  open(doc, k, tokens, same) {
    const ids = doc.panels.map((panel) => panel.id);
    this.stop();
    this.peeking = null;
    this.doc = doc;
    this.tokens = tokens;
    this.k = Math.max(0, Math.min(k, doc.labels.length - 1));
    this.scrub.max = doc.labels.length - 1;
    for (const [id, box] of this.strips) {
      if (ids.includes(id)) continue;
      box.strip.dispose();
      box.figure.remove();
      this.strips.delete(id);
    }
    for (const { id, strip } of doc.panels) {
      const old = this.strips.get(id);
      if (old?.kind !== strip.kind) this.strips.set(id, this.panel(id, strip));
      const box = this.strips.get(id);
      write(box.title, strip.title);
      box.keep = same && old ? true : old && !same ? false : null;
      box.stale = true;
      this.panels.append(box.figure);
    }
    if (!same) this.chosen = 0;
    this.hidden = new Set([...this.hidden].filter((id) => ids.includes(id)));
    this.settle();
  }

  panel(id, { kind }) {
    const inner = element("div", { class: kind === "plotly" ? "em-plot" : "em-html" });
    const title = element("figcaption");
    const legend = element("div", { class: "em-legend" });
    const body = element("div", { class: "em-stage" }, inner);
    const figure = element("figure", { class: `em-panel em-kind-${kind}`, "data-panel": id }, title, body, kind === "plotly" ? legend : null);
    this.panels.append(figure); // a figure is measured where it stands
    const strip = kind === "plotly"
      ? new PlotlyStrip(inner, { strings: { plotly: this.words.plotly }, size: "fill", legend, font: this.font, values: () => this.on.values(),
          onJump: (k) => this.go(k), onPick: (values, final) => this.on.pick(values, final), onAdd: (point) => this.on.add?.(point) })
      : new HtmlStrip(inner, { onSet: (values) => this.on.pick(values, true) });
    return { strip, figure, title, body, inner, kind, id };
  }

  get boxes() {
    return this.doc ? this.doc.panels.map(({ id }) => this.strips.get(id)) : [];
  }

  get visible() {
    if (this.single) return this.boxes.slice(this.chosen, this.chosen + 1);
    return this.boxes.filter(({ id }) => !this.hidden.has(id));
  }

  // The panels take the room that there is; what has not been drawn yet is drawn.
  settle() {
    if (!this.doc || !this.panels.isConnected) return;
    const seen = this.visible;
    for (const box of this.boxes) box.figure.hidden = !seen.includes(box);
    this.showDots();
    for (const box of seen) {
      if (box.kind === "html") this.draw(box); // its size is measured
    }
    this.place(seen);
    for (const box of seen) {
      this.draw(box);
      if (box.kind === "plotly") box.strip.resize();
    }
    this.fitAll(seen);
    this.tell(this.k);
  }

  draw(box) {
    if (!box.stale) {
      if (box.at !== this.k) box.strip.show(this.k);
    } else {
      const { strip } = this.doc.panels.find(({ id }) => id === box.id);
      box.strip.open(strip, this.tokens, this.k, box.keep);
      box.stale = false;
      box.keep = null;
    }
    box.at = this.k;
    box.strip.describe(box.strip.caption(this.k));
  }

  place(seen) {
    const { style } = this.panels;
    if (this.flow) {
      for (const { figure, body, kind } of seen) {
        figure.style.gridArea = "";
        body.style.height = kind === "plotly" ? `${FLOW}px` : "";
      }
      return;
    }
    const { clientWidth: width, clientHeight: height } = this.panels;
    const kinds = seen.map(({ kind }) => kind);
    const way = arrange(kinds, width, height, (i, wide) => this.natural(seen[i], wide));
    style.gridTemplateColumns = `repeat(${way.columns}, minmax(0, 1fr))`;
    style.gridTemplateRows = way.rows.map((px) => `${Math.floor(px)}px`).join(" ");
    style.gridTemplateAreas = way.areas.map((area) => `"${area}"`).join(" ");
    seen.forEach(({ figure, body }, i) => {
      figure.style.gridArea = "abc"[i];
      body.style.height = "";
    });
  }

  natural({ figure, inner, title }, width) {
    const { style } = figure;
    style.position = "absolute";
    style.width = `${width}px`;
    inner.style.setProperty("--em-fit", 1);
    const height = inner.firstElementChild ? inner.scrollHeight + title.offsetHeight + 6 : 0;
    style.position = "";
    style.width = "";
    return height;
  }

  fitAll(seen = this.visible) {
    if (this.flow) return;
    for (const { kind, strip, body } of seen) if (kind === "html") strip.fit(body.clientHeight);
  }

  // ---- one panel at a time -------------------------------------------------------------------

  showDots() {
    const { panels } = this.doc;
    this.dots.hidden = !this.single || panels.length < 2;
    if (this.dots.hidden) return;
    this.dots.replaceChildren(...panels.map(({ strip }, i) => {
      const label = this.words.panel.replace("{n}", i + 1).replace("{all}", panels.length).replace("{title}", strip.title);
      return element("button", { type: "button", class: "em-dot", "aria-label": label, title: label,
        "aria-pressed": String(i === this.chosen), onclick: () => this.choose(i) }, String(i + 1));
    }));
  }

  choose(i) {
    if (!this.single || !this.doc?.panels[i]) return;
    const focused = this.dots.contains(document.activeElement);
    this.chosen = i;
    this.settle();
    if (focused) this.dots.children[i].focus();
  }

  setSingle(single) {
    if (this.single === single) return;
    this.single = single;
    this.settle();
  }

  setFont(px) {
    this.font = px;
    for (const { strip, kind } of this.strips.values()) if (kind === "plotly") strip.setFont(px);
  }

  // ---- the half-step -------------------------------------------------------------------------

  get last() {
    return this.peeking ? this.peeking.n - 1 : this.doc.labels.length - 1;
  }

  go(k) {
    this.stop();
    this.show(k);
    this.on.step(this.k);
  }

  show(wanted) {
    if (!this.doc) return;
    if (this.peeking) this.reopen();
    this.k = Math.max(0, Math.min(this.last, wanted));
    for (const box of this.visible) this.draw(box);
    this.tell(this.k);
    this.fitAll();
  }

  // The last whole run again, when a step is asked for and the server has not answered a drag.
  reopen() {
    this.peeking = null;
    this.scrub.max = this.doc.labels.length - 1;
    for (const box of this.boxes) box.stale = true;
    for (const box of this.visible) this.draw(box);
  }

  // The picture in between while a start is dragged.
  peek(light) {
    if (!this.doc || light.scene !== this.doc.scene) return;
    this.peeking = light;
    this.scrub.max = light.n - 1;
    for (const box of this.visible) {
      const part = light.panels.find(({ id }) => id === box.id);
      if (!part || box.stale) continue;
      box.strip.peek(part);
      box.strip.describe(part.caption);
    }
    this.stopNote.textContent = "";
    this.say(light.label, light.caption, light.phase, Math.min(this.k, light.n - 1));
  }

  tell(k) {
    this.say(this.doc.labels[k], this.doc.captions[k], this.doc.phases[k], k);
    write(this.stopNote, k === this.last ? this.doc.stop : ""); // not before the learner has seen it
  }

  say(label, caption, phase, k) {
    this.scrub.value = k;
    this.scrub.setAttribute("aria-valuetext", `${label}. ${caption}`);
    write(this.where, label);
    write(this.caption, caption);
    this.on.said?.({ k, label, caption, phase, playing: Boolean(this.timer) });
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.k >= this.last) this.show(0);
    const tick = () => {
      this.show(this.k + 1);
      if (this.k >= this.last) this.stop();
      else this.timer = setTimeout(tick, PACE / this.speed);
    };
    this.timer = setTimeout(tick, PACE / this.speed / 2);
    return this.face();
  }

  stop() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.face();
    this.on.step(this.k);
  }

  face() {
    const name = this.timer ? "pause" : "play";
    this.playButton.replaceChildren(icon(name));
    this.playButton.setAttribute("aria-label", this.words[name]);
    this.playButton.title = this.words[name];
  }

  // A knob or a handle moves: marks follow at once.
  hold(values, changed) {
    for (const { strip } of this.visible) strip.hold(values, changed);
  }

  light(name) {
    for (const { strip } of this.strips.values()) strip.light?.(name);
  }

  repaint(tokens) {
    this.tokens = tokens;
    for (const box of this.boxes) box.stale = true;
    if (this.doc) this.settle();
  }

  dispose() {
    clearTimeout(this.timer);
    for (const { strip, figure } of this.strips.values()) { strip.dispose(); figure.remove(); }
    this.strips.clear();
  }
}
