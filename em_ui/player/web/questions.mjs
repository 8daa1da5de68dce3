// Predictions in the story, with the stage in view: commit, read the reply, see the half-step that settles it.
// Answers are kept in the tab.

import { element } from "./dom.mjs";

const KEY = "em-answers";

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function keep(name, answer) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept(), [name]: answer }));
  } catch { /* a tab without storage forgets */ }
}

export class Question {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    page.questions.add(this);
    this.hear = (what, id) => {
      if (what === "changed" && id === this.data?.scene) this.retire();
      if (what === "entering" && id !== this.data?.scene) this.undo();
    };
  }

  update({ data }) {
    const said = JSON.stringify(data);
    if (said === this.said) return;
    this.said = said;
    this.data = data;
    this.name = `${data.lesson}/${data.id}`;
    this.state = kept()[this.name] ?? { chosen: null, committed: null, shown: false };
    this.draw();
    if (this.page.stage) this.listen(this.page.stage);
  }

  listen(stage) {
    this.stage = stage;
    stage.listeners.add(this.hear);
    this.retire();
  }

  draw() {
    const { data } = this;
    const { words } = data;
    const name = `em-${this.name}`;
    this.options = data.answers.map(({ id, text }) => {
      const input = element("input", { type: "radio", name, value: id, checked: this.state.chosen === id,
        onchange: () => { this.state.chosen = id; this.save(); this.reply(); } });
      const words = element("span");
      words.innerHTML = text; // our own markup, made and escaped on the server
      return element("label", { class: "em-answer" }, input, words);
    });
    const prompt = element("div", { class: "em-prompt" });
    prompt.innerHTML = data.prompt;
    this.commit = element("button", { type: "button", class: "em-commit", onclick: () => this.answer() }, words.commit);
    this.replyBox = element("div", { class: "em-reply", role: "status" });
    this.note = element("p", { class: "em-retired" });
    this.box?.remove();
    this.box = element("section", { class: "em-question", "data-question": data.id, "aria-label": words.predict },
      element("p", { class: "em-predict" }, words.predict),
      element("fieldset", {}, element("legend", {}, prompt), ...this.options), this.note, this.commit, this.replyBox);
    this.root.querySelector(".em-part-fallback")?.remove();
    this.root.append(this.box);
    this.reply();
  }

  // Whether the committed answer is right; null before there is one.
  get right() {
    return this.data.answers.find(({ id }) => id === this.state.committed)?.right ?? null;
  }

  save() {
    keep(this.name, this.state);
  }

  answer() {
    if (this.state.chosen === null) {
      this.replyBox.replaceChildren(element("p", {}, this.data.words.choose));
      return;
    }
    this.state = { ...this.state, committed: this.state.chosen, shown: false };
    this.save();
    this.reply();
  }

  reply() {
    const { data, state } = this;
    const { words } = data;
    const given = data.answers.find(({ id }) => id === state.committed);
    const lost = this.replyBox.contains(document.activeElement);
    if (!given || state.committed !== state.chosen) return this.replyBox.replaceChildren();
    const text = element("div", { class: given.right ? "em-right" : "em-wrong" });
    text.innerHTML = given.reply;
    const sign = given.right ? element("strong", { role: "img", "aria-label": words.right }, "✓ ") : element("strong", {}, `${words.wrong} `);
    text.firstElementChild?.prepend(sign);
    const show = element("button", { type: "button", class: "em-commit em-show", onclick: () => this.show() }, words.show);
    const reveal = element("div", { class: "em-reveal" });
    if (state.shown) reveal.innerHTML = data.reveal;
    const listing = data.listing
      ? element("details", {}, element("summary", {}, words.listing), element("pre", { tabindex: "0" }, element("code", {}, data.listing))) : null;
    this.replyBox.replaceChildren(...[text, show, reveal, listing].filter(Boolean));
    if (lost) show.focus({ preventScroll: true });
    return undefined;
  }

  // The half-step that settles it, on the stage beside it.
  async show() {
    const { stage, data } = this;
    if (!stage) return;
    this.state.shown = true;
    this.save();
    this.showing = true;
    const { scenes } = stage;
    this.before ??= { ...scenes.of(data.scene) };
    const settings = stage.scenes.difference(data.scene, data.settings);
    await stage.enter(data.scene, { how: "stay", settings, k: data.at });
    stage.boards.beside.deck.panels.bring(data.panel);
    this.showing = false;
    this.shown = JSON.stringify(scenes.of(data.scene));
    this.reply();
    this.retire();
  }

  // What was shown is no change of the learner's: who comes back to the scene finds it as it was before.
  undo() {
    const { before, shown, stage, data } = this;
    this.before = undefined;
    if (before && JSON.stringify(stage.scenes.of(data.scene)) === shown) stage.scenes.put(data.scene, before);
  }

  // Asked about the example: when the learner has moved its settings the prediction is retired, and says so.
  retire() {
    if (!this.data || !this.stage?.scenes.meta(this.data.scene)) return;
    const { stage, data } = this;
    const { scenes } = stage;
    const retired = !this.showing && Boolean(scenes.of(data.scene).own) && !scenes.isExample(data.scene) && !scenes.stands(data.scene, data.settings);
    this.box.classList.toggle("em-is-retired", retired);
    this.commit.disabled = retired;
    this.note.replaceChildren(...(retired ? [data.words.retired, " ",
      element("button", { type: "button", class: "em-small", onclick: () => stage.enter(data.scene, { how: "stay", settings: {}, k: null }) }, data.words.example)] : []));
  }

  destroy() {
    this.page.questions.delete(this);
    this.stage?.listeners.delete(this.hear);
    this.box?.remove();
  }
}
