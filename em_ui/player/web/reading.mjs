// Which scene is being read: the one under a line at 30 % of the height in which the story is read, when the scroll
// has rested. Scrolling is the browser's own; only the learner's scroll, focus or press enters a scene, a layout
// that moves does not.

import { idOf, scroller, sectionAt, sectionOf } from "./dom.mjs";

const LINE = 0.3; // of the height in which the story is read
const RESTS = 150; // ms without scrolling
const SETTLES = 350; // ms after a change of the layout in which a scroll may be the browser's own
const TELLS = 50; // ms in which the browser tells of a changed layout, the scroll by which it holds the text sometimes first
const MEANT = 600; // ms in which a scroll belongs to a wheel, a finger or a key

export class Reading {
  constructor(stage) {
    this.stage = stage;
    this.ready = false; // until a link's scene has been scrolled to
    this.main = scroller();
    this.changedAt = this.meantAt = -Infinity;
    this.stop = new AbortController();
    const options = { passive: true, capture: true, signal: this.stop.signal };
    const meant = () => { this.meantAt = performance.now(); };
    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) document.addEventListener(type, meant, options);
    this.main.addEventListener("scroll", () => this.scrolled(), options);
    document.addEventListener("focusin", (event) => this.touched(event), options);
    document.addEventListener("click", (event) => this.touched(event), options);
    const changed = () => { this.changedAt = performance.now(); };
    this.sizes = new ResizeObserver(changed);
    this.sizes.observe(this.main);
    this.seen = new Set();
    // sections come and go with the script's runs; a picture that is drawn is none
    this.nodes = new MutationObserver((records) => {
      if (records.every(({ target }) => target.closest(".em-board"))) return;
      changed();
      this.observe();
    });
    this.nodes.observe(this.main, { childList: true, subtree: true });
    this.observe();
  }

  observe() {
    for (const section of this.sections()) {
      if (this.seen.has(section)) continue;
      this.seen.add(section);
      this.sizes.observe(section);
    }
  }

  sections() {
    return [...document.querySelectorAll('[class*="st-key-scene-"], .st-key-everything')];
  }

  // Where the story can be read: below the app's header, on a phone below the stage.
  span() {
    const { bottom, top } = this.main.getBoundingClientRect();
    const board = this.stage.boards.beside.root;
    const box = board.getBoundingClientRect();
    const sticks = this.stage.form === "phone" && this.stage.scene !== "free";
    return { from: sticks ? Math.max(top, box.bottom) : Math.max(top, 44), to: bottom };
  }

  under() {
    const { from, to } = this.span();
    const line = from + LINE * (to - from);
    const above = this.sections().filter((section) => section.getBoundingClientRect().top <= line + 1);
    return idOf(above.at(-1) ?? this.sections()[0]);
  }

  scrolled() {
    const now = performance.now();
    const meant = now - this.meantAt < MEANT;
    if (!this.ready || this.jumping || (!meant && now - this.changedAt < SETTLES)) return;
    if (meant) this.meantAt = now; // a wheel's or a finger's scroll goes on after it
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (!meant && this.changedAt >= now && this.changedAt < now + TELLS) return;
      const id = this.under();
      this.stage.came = null;
      if (id !== this.stage.scene) this.stage.enter(id, { how: "scroll" });
      else this.stage.tellState?.();
    }, RESTS);
  }

  touched({ target, type }) {
    const section = sectionAt(target);
    if (!this.ready || !section || this.jumping || target.closest("[data-em-stage], .em-board")) return;
    if (type === "click" && (target.closest("a") || !getSelection()?.isCollapsed)) return;
    const id = idOf(section);
    if (id === "free" || id === this.stage.scene) return;
    this.stage.enter(id, { how: "focus" });
  }

  // Brings a section's beginning below the stage or the header; the observer is silent meanwhile.
  show(id, { glide = true } = {}) {
    const section = sectionOf(id);
    if (!section) return Promise.resolve();
    const { from } = this.span();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const far = section.getBoundingClientRect().top - from - 8;
    const smooth = glide && !still && Math.abs(far) < 3000;
    const jump = this.jumping = {};
    this.main.scrollBy({ top: far, behavior: smooth ? "smooth" : "instant" });
    return this.arrived(section, smooth ? 1200 : 60, jump);
  }

  // Back to a place; the observer is silent meanwhile.
  to(top) {
    const jump = this.jumping = {};
    this.main.scrollTo({ top, behavior: "instant" });
    return this.end(jump);
  }

  // The latest jump wakes the observer, an earlier one does not.
  end(jump) {
    return new Promise((resolve) => setTimeout(() => {
      if (this.jumping === jump) this.jumping = null;
      resolve();
    }, RESTS + 60));
  }

  // The place moves while formulas are laid out: it is held until it has stood still.
  arrived(section, within, jump) {
    return new Promise((resolve) => {
      const began = performance.now();
      let last = NaN;
      let quiet = 0;
      const look = () => {
        if (this.jumping !== jump) return resolve();
        const { top } = section.getBoundingClientRect();
        quiet = Math.abs(top - last) < 1 ? quiet + 1 : 0;
        last = top;
        if (quiet < 6 && performance.now() - began < within + 400) return requestAnimationFrame(look);
        const { from } = this.span();
        if (Math.abs(top - from - 8) > 2) this.main.scrollBy({ top: top - from - 8, behavior: "instant" });
        return this.end(jump).then(resolve);
      };
      look();
    });
  }

  // Opened by a link: its section is held in view until the page has stopped growing, or the learner moves.
  async begin(id, first) {
    const began = performance.now();
    const still = () => performance.now() - this.changedAt > 400 && sectionOf("free");
    while (!first && this.meantAt < began && performance.now() - began < 15000) {
      const section = sectionOf(id);
      if (section) {
        const far = section.getBoundingClientRect().top - this.span().from - 8;
        if (Math.abs(far) > 2) this.main.scrollBy({ top: far, behavior: "instant" });
        else if (still()) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    this.ready = true;
  }

  dispose() {
    this.stop.abort();
    this.sizes.disconnect();
    this.nodes.disconnect();
    clearTimeout(this.resting);
  }
}
