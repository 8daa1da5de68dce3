// The stage: which scene is on it, at which settings and half-step, and what the learner does there.

import * as address from "./address.mjs";
import { Ahead } from "./ahead.mjs";
import { Board } from "./board.mjs";
import { copyLink } from "./copying.mjs";
import { sectionOf } from "./dom.mjs";
import { nearest } from "./kept.mjs";
import { tellState } from "./notes.mjs";
import { Requests } from "./requests.mjs";
import { scenesOf } from "./scenes.mjs";
import { sender } from "./senders.mjs";
import { Starts } from "./starts.mjs";
import { said as laid } from "./strips/laid.mjs";

export class Stage {
  constructor({ data, wire, again, questions }) {
    this.data = data;
    this.questions = questions;
    this.words = data.words;
    this.scenes = scenesOf(data.lesson);
    this.scenes.describe(data.scenes);
    this.requests = new Requests({ send: sender(data.lesson, wire, again), onWaiting: (yes) => this.wait(yes) });
    this.starts = new Starts(this);
    this.boards = { beside: this.board(false), free: this.board(true) };
    this.notices = [];
    this.scene = "";
    this.path = location.pathname;
    this.turn = 0;
    this.answer = null;
    this.waiting = null; // the board that says so
    this.listeners = new Set(); // told (what, scene): "entering", "changed", "painted"
    this.ahead = new Ahead(this);
  }

  board(free) {
    return new Board({ words: this.words, free, single: this.data.single, act: {
      pick: (...picked) => this.starts.pick(...picked),
      choose: (name, value) => this.starts.choose(name, value),
      add: (point) => this.starts.add(point),
      step: (k) => this.starts.step(k),
      values: () => this.starts.values(),
      said: (said) => this.said(said),
      former: () => this.enter(this.scenes.list[this.scenes.place(this.scene) - 1]?.id, { how: "button" }),
      following: () => this.enter(this.scenes.list[this.scenes.place(this.scene) + 1]?.id, { how: "button" }),
      list: () => this.openList?.(),
      present: () => this.present?.(),
      copy: () => copyLink(this), laid: () => this.writeLink(), story: () => this.toStory(),
    } });
  }

  get here() {
    return this.scene === "free" ? this.boards.free : this.boards.beside;
  }

  get deck() {
    return this.here.deck;
  }

  get doc() { return this.answer?.document; }

  // ---- entering a scene --------------------------------------------------------------------

  // how: "scroll" | "button" | "key" | "focus" | "link" | "stay" | "open" | "back"; all but the first speak. settings: what differs from the
  // example; k: the half-step, null for the example's, -1 for the last.
  async enter(id, { how = "scroll", settings, k, own = false, first = null, notices = [] } = {}) {
    if (!id || !this.scenes.meta(id)) return false;
    const from = this.scene;
    if (id !== from) this.starts.keep();
    if (settings !== undefined) this.scenes.leave(id, { settings, k: k ?? null, own });
    else if (k !== undefined) this.scenes.leave(id, { k });
    else if (id === "free") this.scenes.begin();
    if (id !== from) {
      this.notices = [];
      this.deck.stop();
      this.deck.panels.light(this.keepsLit = null); // what a word has lit
    }
    this.starts.forget();
    this.notices = notices.length ? notices : this.notices;
    this.scenes.enter(this.scene = id);
    this.mark();
    this.tellPlace();
    if (how !== "scroll") this.goTo?.(id, how);
    for (const listener of this.listeners) listener("entering", id);
    const turn = this.turn += 1;
    const answer = first ?? await this.requests.ask(this.question(id, this.scenes.of(id).settings));
    if (!answer || turn !== this.turn) return false;
    if (!this.take(answer, id)) return false;
    this.draw(from === id && this.painted === id);
    if (how !== "scroll") this.speak(`${this.scenes.meta(id).title}. ${this.doc.captions[this.deck.k]}`);
    return true;
  }

  // An answer's document becomes what the scene shows; its settings may have been put right.
  take(answer, id, own) {
    if (answer.broken || answer.refused) {
      this.here.inputs.refuse(answer.refused ?? this.words.broken);
      return false;
    }
    this.answer = answer;
    this.wait(false);
    this.scenes.change(id, answer.document.settings, own);
    if (answer.notices.length) this.notices = answer.notices;
    else this.requests.keep(this.question(id, this.scenes.of(id).settings), answer, answer.size);
    return true;
  }

  question(id, settings, more = {}) {
    return { scene: id, lang: this.data.lang, params: { ...settings, ...more } };
  }

  // same: the scene stays, only its start has moved.
  draw(same) {
    const [{ doc, here }, { k }] = [this, this.scenes.of(this.scene)];
    const at = k === null ? doc.at : nearest(doc, k < 0 ? Infinity : k);
    if (k !== null) this.scenes.leave(this.scene, { k: at });
    this.activate();
    here.inputs.open(doc, { ...doc.settings, ...this.starts.moving });
    here.arrangeInputs(this.small);
    this.tellState();
    here.deck.open(doc, at, this.tokens, same);
    if (this.scene === "free") {
      here.showToggles(this.small);
      here.showCode(doc.code);
      here.deck.panels.settle();
    }
    this.writeLink();
    const id = this.scene;
    requestAnimationFrame(() => setTimeout(() => {
      if (this.scene !== id) return;
      this.painted = id;
      here.root.dataset.scene = id;
      for (const listener of this.listeners) listener("painted", id);
      this.ahead.wait();
    }));
  }

  // The board of the scene in view is the stage.
  activate() {
    const { beside, free } = this.boards;
    for (const { root } of [beside, free]) if (root !== this.here.root) { delete root.dataset.emStage; delete root.dataset.scene; }
    this.here.root.dataset.emStage = "";
    if (this.here === free) free.root.dataset.free = "";
  }

  tellPlace() {
    const { words, scenes } = this;
    const { title } = scenes.meta(this.scene);
    if (this.data.single) return this.here.show({ place: "", title, label: `${words.stage}. ${title}` });
    const n = scenes.place(this.scene) + 1;
    const all = scenes.list.length - 1;
    const free = this.scene === "free";
    const place = free ? words.all : words.place.replace("{n}", n).replace("{all}", all);
    this.here.show({ place: free ? "" : `${n}/${all}`, title: free ? "" : title, label: `${words.stage}. ${place}: ${title}` });
    this.here.listButton.setAttribute("aria-label", `${words.list}. ${place}`);
    this.here.head.querySelector(".em-b-up").disabled = n === 1;
    this.here.head.querySelector(".em-b-down").disabled = free;
    return undefined;
  }

  // What stands on the line below the sentence.
  tellState(more) {
    tellState(this, more);
    for (const listener of this.listeners) listener("changed", this.scene);
  }

  reset() {
    this.notices = [];
    this.scenes.reset(this.scene);
    return this.enter(this.scene, { how: "stay", settings: {} }); // everything at once too: not the latest start
  }

  goBack() {
    const { came } = this;
    this.came = null;
    this.scrollTo?.(came.top);
    return this.enter(came.id, { how: "back" });
  }

  // ---- the link ------------------------------------------------------------------------------

  where() {
    const { settings, k } = this.scenes.of(this.scene);
    return { lang: this.data.lang, scene: this.data.single ? null : this.scene, params: settings, k: k === null || k === this.doc?.at ? null : k, laid: laid(this.here.root), present: this.presenting };
  }

  writeLink() {
    if (location.pathname === this.path) address.write(this.where()); // not when the next lesson is on its way
  }

  // ---- the rest ------------------------------------------------------------------------------

  // The scene in view is marked at its edge: by a rule, as the section's classes are React's.
  mark() {
    this.edge ??= document.head.appendChild(document.createElement("style"));
    this.edge.textContent = this.scene === "free" ? "" : `.st-key-scene-${this.scene} { border-left-color: var(--em-ink) !important; }`;
  }

  said({ k, label, caption, phase, playing }) {
    const { root } = this.here;
    Object.assign(root.dataset, { k, label, phase });
    clearTimeout(this.speaking);
    if (!playing && this.painted === this.scene) this.speaking = setTimeout(() => this.speak(caption), 150);
  }

  speak(text) {
    if (this.here.live.textContent !== text) this.here.live.textContent = text;
  }

  // The board in view says that the server is waited for, and only that one.
  wait(yes) {
    const [before, now] = [this.waiting, yes ? this.here : null];
    if (before === now) return;
    this.waiting = now;
    for (const board of [before, now]) {
      board?.root.classList.toggle("em-waiting", board === now);
      board?.inputs.refuse(board === now ? this.words.waiting : "");
    }
  }

  toStory() {
    const section = sectionOf(this.scene);
    if (!section) return;
    section.tabIndex = -1;
    section.focus({ preventScroll: true });
  }

  setTokens(tokens) {
    this.tokens = tokens;
    for (const { deck } of Object.values(this.boards)) if (deck.doc) deck.repaint(tokens);
  }

  setSmall(small) {
    this.small = small;
    this.boards.beside.deck.panels.setSingle(small || Boolean(this.oneByOne));
    for (const board of Object.values(this.boards)) if (board.deck.doc) board.arrangeInputs(small);
  }

  dispose() {
    this.starts.keep();
    this.turn += 1; // what is under way comes too late
    this.listeners.clear();
    this.requests.forget();
    this.ahead.dispose();
    this.starts.forget();
    clearTimeout(this.speaking);
    for (const { deck, root } of Object.values(this.boards)) { deck.dispose(); root.remove(); }
    this.edge?.remove();
  }
}
