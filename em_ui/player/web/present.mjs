// Presenter mode: the stage fills the screen under the scene's title and its first sentence. PageDown and PageUp,
// what a clicker sends, walk the scenes; a question is two slides of its own, the answers and then the reveal.

import { button, element, frame, sectionOf, taken } from "./dom.mjs";
import { keyOf } from "./requests.mjs";

const FONT = 18; // px in the panels; titles, sentences and captions have 24 or more (stage.css)

// px of the smallest letters of a table or formula; indices of formulas and symbols are smaller by nature.
function smallest(box) {
  const sizes = [...box.querySelectorAll("*")]
    .filter((node) => !node.closest("math, sub, sup") && [...node.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map((node) => parseFloat(getComputedStyle(node).fontSize));
  return Math.min(...sizes, Infinity);
}

export class Present {
  constructor(stage, signal) {
    this.stage = stage;
    this.on = false;
    stage.present = () => (this.on ? this.end() : this.start());
    const { words } = stage;
    this.sentence = element("div", { class: "em-sentence" });
    this.slide = element("div", { class: "em-slide", hidden: true });
    this.mark = element("p", { class: "em-ready", role: "status" });
    this.keys = element("p", { class: "em-keys", hidden: true }, words.keys);
    this.blank = element("div", { class: "em-blank", hidden: true });
    this.exit = button("close", words.close, () => this.end());
    this.screen = element("div", { class: "em-presenter", hidden: true }, this.keys, this.blank);
    document.body.append(this.screen);
    signal.addEventListener("abort", () => { this.end(); this.screen.remove(); });
    document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && this.full) this.end(); }, { signal });
    addEventListener("resize", () => this.on && this.fit(), { signal });
    stage.listeners.add((what, id) => {
      if (!this.on) return;
      if (what === "entering" && id !== this.id) this.open(id);
      if (what === "painted") this.fit();
    });
  }

  start(full = true) {
    const { stage } = this;
    if (this.on) return;
    if (stage.scene === "free") {
      stage.enter(stage.scenes.list[0].id, { how: "key" }).then(() => this.start(full));
      return;
    }
    this.on = stage.presenting = true;
    const { root, deck, head } = stage.boards.beside;
    this.home = root.parentElement;
    this.screen.prepend(root);
    this.screen.hidden = false;
    head.after(this.sentence, this.slide);
    head.querySelector(".em-title").after(this.mark);
    head.append(this.exit);
    document.documentElement.classList.add("em-presenting");
    this.behind = frame();
    this.behind.inert = true; // nobody tabs into it
    deck.panels.setFont(FONT);
    stage.boards.beside.arrangeInputs(false);
    if (full) document.documentElement.requestFullscreen?.().then(() => { this.full = true; }, () => {});
    this.open(stage.scene);
    this.fit();
    root.focus({ preventScroll: true });
    stage.writeLink();
    this.fetchAll();
  }

  end() {
    if (!this.on) return;
    this.late?.disconnect();
    const { stage } = this;
    const restored = this.restore();
    this.on = stage.presenting = stage.oneByOne = false;
    this.full = false;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    document.documentElement.classList.remove("em-presenting");
    this.behind.inert = false;
    this.screen.hidden = true;
    this.blank.hidden = this.keys.hidden = this.slide.hidden = true;
    for (const node of [this.sentence, this.slide, this.mark, this.exit]) node.remove();
    const { root, deck } = stage.boards.beside;
    root.classList.remove("em-few");
    this.home.append(root);
    deck.panels.setFont(14);
    deck.panels.setSingle(stage.small);
    stage.setSmall(stage.small);
    stage.moves?.("entering", stage.scene);
    requestAnimationFrame(() => deck.panels.settle());
    stage.writeLink();
    stage.goTo?.(stage.scene, "button");
    if (restored) stage.enter(stage.scene, { how: "stay" });
    root.focus({ preventScroll: true });
  }

  // A reveal leaves the scene as it was found.
  restore() {
    if (!this.before) return false;
    const { id, state } = this.before;
    this.before = null;
    this.stage.scenes.put(id, state);
    return id === this.stage.scene;
  }

  // The scene's first paragraph, as the page has it; the story may come after the stage.
  say() {
    this.late?.disconnect();
    const first = sectionOf(this.id)?.querySelector('[data-testid="stMarkdownContainer"] p');
    this.sentence.replaceChildren(...(first ? [first.cloneNode(true)] : []));
    if (first) return;
    this.late = new MutationObserver(() => {
      this.say();
      if (this.sentence.firstChild) this.fit();
    });
    this.late.observe(frame(), { childList: true, subtree: true });
  }

  open(id) {
    if (this.id !== id) this.restore();
    this.id = id;
    this.step = 0;
    this.slide.hidden = true;
    this.say();
    this.screen.classList.remove("em-asking", "em-revealing");
    const { stage } = this;
    if (stage.presenting) stage.oneByOne = false;
  }

  // Side by side if everything keeps its size, else one panel at a time; and of cards one, if they still have to shrink.
  fit() {
    const { stage } = this;
    const { deck, root } = stage.boards.beside;
    if (!deck.doc) return;
    root.classList.remove("em-few");
    deck.panels.setSingle(false);
    deck.panels.settle();
    const fits = () => deck.panels.visible.every(({ kind, body, inner }) => (kind === "html"
      ? smallest(inner) >= FONT && inner.scrollHeight <= body.clientHeight + 1
      : body.clientHeight >= 260 && body.clientWidth >= 380));
    stage.oneByOne = !fits();
    deck.panels.setSingle(stage.oneByOne);
    if (fits() || !root.querySelector(".em-turns, .em-some")) return;
    root.classList.add("em-few");
    deck.panels.settle();
  }

  // ---- slides --------------------------------------------------------------------------------

  get question() {
    return [...this.stage.questions].find(({ data }) => data?.scene === this.stage.scene && data.lesson === this.stage.data.lesson);
  }

  go(by) {
    const { stage, question } = this;
    const last = question ? 2 : 0;
    const to = this.step + by;
    if (to >= 0 && to <= last) return this.show(to);
    const next = stage.scenes.list[stage.scenes.place(stage.scene) + by];
    if (!next || next.id === "free") return undefined;
    return stage.enter(next.id, { how: "key" });
  }

  show(step) {
    const { stage, question } = this;
    this.step = step;
    this.slide.hidden = step === 0;
    this.screen.classList.toggle("em-asking", step === 1);
    this.screen.classList.toggle("em-revealing", step === 2);
    if (step < 2 && this.restore()) stage.enter(stage.scene, { how: "stay" }).then(() => { this.fit(); stage.boards.beside.deck.panels.choose(0); });
    if (step === 0) return void this.fit();
    const { data } = question;
    const html = (text, kind) => Object.assign(element("div", { class: kind }), { innerHTML: text });
    if (step === 1) {
      this.slide.replaceChildren(html(data.prompt, "em-prompt"),
        element("ol", { type: "A" }, ...data.answers.map(({ text }) => Object.assign(element("li"), { innerHTML: text }))));
    } else {
      const right = data.answers.findIndex((answer) => answer.right);
      const answer = html(data.answers[right].text, "em-right");
      answer.firstElementChild.prepend(`✓ ${"ABCDEF"[right]}. `);
      this.slide.replaceChildren(answer, html(data.reveal, "em-reveal"));
      this.before ??= { id: stage.scene, state: stage.scenes.of(stage.scene) };
      stage.enter(stage.scene, { how: "stay", settings: stage.scenes.difference(stage.scene, data.settings), k: data.at })
        .then(() => { this.fit(); stage.boards.beside.deck.panels.bring(data.panel); });
    }
    stage.speak(this.slide.textContent);
    requestAnimationFrame(() => this.fit());
  }

  onKey(event) {
    if (!this.on || (taken(event) && !event.key.startsWith("Page"))) return false;
    const { deck } = this.stage;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const acts = {
      PageDown: () => this.go(1), PageUp: () => this.go(-1),
      ArrowRight: () => deck.by(1), ArrowLeft: () => deck.by(-1),
      " ": () => deck.toggle(), Home: () => deck.go(0), End: () => deck.go(Infinity),
      b: () => { this.blank.hidden = !this.blank.hidden; }, ".": () => { this.blank.hidden = !this.blank.hidden; },
      "?": () => { this.keys.hidden = !this.keys.hidden; },
      f: () => this.end(), Escape: () => this.end(),
      1: () => deck.panels.choose(0), 2: () => deck.panels.choose(1), 3: () => deck.panels.choose(2),
    };
    if (!acts[key]) return false;
    event.preventDefault();
    event.stopPropagation();
    acts[key]();
    return true;
  }

  // ---- without the network -------------------------------------------------------------------

  // What a lecture may show: every scene as it stands and as its example, and what settles the questions.
  get wanted() {
    const { scenes, questions, data: { lesson } } = this.stage;
    const asked = [...questions].map(({ data }) => data).filter((data) => data?.lesson === lesson);
    const found = scenes.list.filter(({ id }) => id !== "free").flatMap(({ id }) => [
      this.stage.question(id, scenes.of(id).settings), this.stage.question(id, {}),
      ...asked.filter(({ scene }) => scene === id).map(({ settings }) => this.stage.question(id, scenes.difference(id, settings))),
    ]);
    const missing = scenes.list.filter(({ id, asks }) => asks && !asked.some(({ scene }) => scene === id));
    return { all: new Map(found.map((question) => [keyOf(question), question])), complete: !missing.length };
  }

  async fetchAll() {
    const { requests, words } = this.stage;
    const here = new Set();
    while (this.on) {
      const { all, complete } = this.wanted;
      const next = [...all].find(([key]) => !here.has(key));
      if (!next && complete) break;
      this.mark.textContent = words.loading.replace("{share}", Math.round((100 * here.size) / (all.size + 1)));
      // the story may still be on its way, the server busy
      if (next && (await requests.prefetch(next[1]))) here.add(next[0]);
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
    if (!this.on) return;
    this.mark.textContent = words.ready;
    this.mark.dataset.ready = "";
  }
}
