// The deck: a transport, the half-step's sentence, and the panels of one scene, which it plays in step.

import { element, write } from "./dom.mjs";
import { beside, nearest } from "./kept.mjs";
import { Panels } from "./panels.mjs";
import { Transport } from "./transport.mjs";

const PACE = 900; // ms per half-step at speed 1

export class Deck {
  // on: {step(k), pick(values, final, exact), values(), said({k, label, caption, phase, playing})}
  constructor({ words, on, flow = false }) {
    this.on = on;
    this.k = 0;
    this.transport = new Transport(words, { go: (k) => this.go(k), by: (step) => this.by(step), toggle: () => this.toggle() });
    this.panels = new Panels({ words, flow, on: { ...on, go: (k) => this.go(k) } });
    // the sentence stands on room for the longest but the first and the last: from step to step the panels stay as high
    this.caption = element("p", { class: "em-caption" });
    this.room = element("p", { class: "em-room", "aria-hidden": "true" });
    this.said = element("div", { class: "em-said" }, this.room, this.caption);
    this.stopNote = element("p", { class: "em-stop" });
  }

  // A whole run, at half-step k. same: the start of the run that is here has moved.
  open(doc, k, tokens, same) {
    this.halt();
    this.peeking = null;
    this.doc = doc;
    this.k = nearest(doc, k);
    this.transport.steps(doc.labels.length);
    const usual = doc.captions.length > 2 ? doc.captions.slice(1, -1) : doc.captions; // "" where one is left out
    write(this.room, usual.reduce((longest, caption) => (caption.length > longest.length ? caption : longest)));
    this.said.style.minHeight = "";
    this.tell(this.k); // the sentence's height decides what is left for the panels
    this.panels.open(doc.panels, this.k, tokens, same);
  }

  get last() {
    return this.peeking ? this.peeking.n - 1 : this.doc.labels.length - 1;
  }

  // The learner's own step.
  go(k) {
    if (!this.doc) return;
    this.stop();
    this.show(k);
    this.on.step(this.k);
  }

  // To the next half-step that is here, or to the one before.
  by(step) {
    if (this.doc) this.go(this.beside(step));
  }

  beside(step) {
    return this.peeking ? this.k + step : beside(this.doc, this.k, step);
  }

  show(wanted) {
    if (this.peeking) this.reopen();
    this.k = nearest(this.doc, wanted);
    this.panels.show(this.k);
    this.tell(this.k);
  }

  // The last whole run again, when a step is asked for and the server has not answered a drag.
  reopen() {
    this.peeking = null;
    this.transport.steps(this.doc.labels.length);
    this.panels.renew();
  }

  // The picture in between while a start is dragged.
  peek(light) {
    if (!this.doc || light.scene !== this.doc.scene) return;
    this.peeking = light;
    this.transport.steps(light.n);
    this.panels.peek(light.panels);
    this.stopNote.textContent = "";
    this.say(light.label, light.caption, light.phase, light.k);
    this.said.style.minHeight = `${this.said.offsetHeight}px`; // a figure under a held pointer does not grow again
  }

  tell(k) {
    this.say(this.doc.labels[k], this.doc.captions[k], this.doc.phases[k], k);
    write(this.stopNote, k === this.last ? this.doc.stop : ""); // not before the learner has seen it
  }

  say(label, caption, phase, k) {
    this.transport.at(k, label, caption);
    write(this.caption, caption);
    this.on.said({ k, label, caption, phase, playing: Boolean(this.timer) });
  }

  toggle() {
    if (!this.doc) return undefined;
    if (this.timer) return this.stop();
    if (this.k >= this.last) this.show(0);
    const pace = () => PACE / this.transport.speed;
    const tick = () => {
      this.show(this.beside(1));
      if (this.k >= this.last) this.stop();
      else this.timer = setTimeout(tick, pace());
    };
    this.timer = setTimeout(tick, pace() / 2);
    return this.transport.face(true);
  }

  stop() {
    if (this.halt()) this.on.step(this.k);
  }

  // Whether it was playing.
  halt() {
    if (!this.timer) return false;
    clearTimeout(this.timer);
    this.timer = null;
    this.transport.face(false);
    return true;
  }

  repaint(tokens) {
    this.panels.renew(tokens);
    this.panels.settle();
  }

  dispose() {
    clearTimeout(this.timer);
    this.panels.dispose();
  }
}
