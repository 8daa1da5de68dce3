// Draws a filmstrip of tables, formulas and words: our own markup, put in once per view; a frame fills places.

import { say, typeset } from "../symbols.mjs";
import { frameAt } from "./frames.mjs";
import * as laid from "./laid.mjs";
import { When } from "./when.mjs";

const SMALLEST = 0.6; // of the panel's own letters
const STEP = 0.05;

export class HtmlStrip {
  constructor(box, { onSet }) {
    this.box = box;
    this.row = null; // until there is a choice: then the markup's own
    this.when = new When(box);
    box.addEventListener("change", ({ target }) => { if ("keep" in target.dataset) laid.choose(target); });
    // <button data-set="seed=3"> sets live inputs
    box.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-set]");
      const clear = event.target.closest?.("[data-clear]");
      if (clear) laid.clear(clear.closest(".em-hand"));
      if (button) onSet(Object.fromEntries([...new URLSearchParams(button.dataset.set)].map(([id, value]) => [id, +value])));
    });
  }

  open(wire, _tokens, k) {
    if (this.wire?.base_id !== wire.base_id) this.view = null; // else what the learner chose in it stays
    this.wire = wire;
    this.show(k);
    laid.restore(this.box); // it may have been made on the other board
    this.when.look();
    laid.bring(this.box);
  }

  peek(part) {
    this.wire = { ...this.wire, frames: [part.frame] };
    this.show(0);
  }

  // Our own markup, made and escaped on the server, is put in once per view; a frame fills places.
  enter(name) {
    this.view = name;
    this.box.innerHTML = this.wire.base.views[name];
    typeset(this.box);
    laid.restore(this.box);
    const all = (attribute) => [...this.box.querySelectorAll(`[data-${attribute}]`)];
    this.texts = all("s").map((node) => [node, +node.dataset.s]);
    this.bars = all("w").map((node) => [node, +node.dataset.w]);
    this.cells = all("r").map((node) => [node, +node.dataset.r]);
    this.said = new Map(); // what stands in each place, as it was written
    this.when.enter();
    this.picker = this.box.querySelector("select[data-pick]");
    this.picker?.addEventListener("change", () => {
      this.row = this.picker.selectedIndex;
      this.fillRow();
    });
  }

  show(k) {
    const [name, slots, rows] = frameAt(this.wire, k);
    this.slots = slots;
    if (name !== this.view) this.enter(name);
    for (const [node, i] of this.texts) this.fill(node, slots[i]);
    for (const [node, i] of this.bars) node.style.setProperty("--w", slots[i]);
    this.rows = rows;
    if (this.picker) this.row ??= this.picker.selectedIndex;
    if (this.row !== null) this.row = Math.min(this.row, Math.max(0, rows.length - 1));
    if (this.picker) this.picker.selectedIndex = this.row;
    this.fillRow();
    this.when.look();
  }

  // After a step: where one of several parts is shown, the one that the step tells of (data-turn: the slot of its number).
  follow() {
    for (const choice of this.box.querySelectorAll("[data-turn]")) {
      const now = String(this.slots[choice.dataset.turn]);
      const node = [...choice.querySelectorAll("input")].find(({ value }) => value === now);
      if (!node || node.checked) continue;
      node.checked = true;
      laid.choose(node);
    }
    this.when.look();
    laid.bring(this.box);
  }

  fill(node, text) {
    if (this.said.get(node) === text) return;
    this.said.set(node, text);
    say(node, text);
  }

  fillRow() {
    const row = this.rows[this.row ?? 0] ?? [];
    for (const [node, i] of this.cells) this.fill(node, row[i] ?? "");
  }

  // Shrinks the letters, from ``most`` times their size, until the content is no higher than this, nor too wide. Cheap when
  // all is as it was.
  fit(maxHeight, most = 1) {
    const tooLarge = (factor) => {
      this.box.style.setProperty("--em-fit", factor);
      return this.box.scrollHeight > maxHeight || this.box.scrollWidth > this.box.clientWidth + 1;
    };
    const state = () => [maxHeight, most, this.box.clientWidth, this.box.scrollHeight].join();
    if (this.fitted === state()) return;
    let factor = most;
    while (tooLarge(factor) && factor > SMALLEST) factor = Math.max(SMALLEST, +(factor - STEP).toFixed(2));
    this.fitted = state();
  }

  // Lights up what the markup calls by this name (data-mark); null restores. Whether there is such a thing.
  light(name) {
    const marks = [...this.box.querySelectorAll("[data-mark]")];
    const has = marks.some((node) => node.dataset.mark === name);
    for (const node of marks) node.classList.toggle("em-dim", has && node.dataset.mark !== name);
    return has;
  }

  // A copy for paper.
  snapshot() {
    const copy = this.box.cloneNode(true);
    copy.style.removeProperty("--em-fit");
    const chosen = this.box.querySelectorAll("select");
    copy.querySelectorAll("select").forEach((node, i) => node.replaceWith(chosen[i].selectedOptions[0]?.textContent ?? ""));
    copy.querySelectorAll("button, input").forEach((node) => node.remove());
    return copy;
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
