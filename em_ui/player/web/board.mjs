// A board: the frame around a deck. One stands beside the story, one below it for everything at once.

import { Deck } from "./deck.mjs";
import { button, element, write } from "./dom.mjs";
import { Inputs } from "./inputs.mjs";

const FEW = 4; // knobs that stand on the stage at once

export class Board {
  // act: {pick, choose, add, step, values, said, former, following, list, present, copy, laid, story}
  // single: one scene in the flow of a page, whose frame is all that it needs
  constructor({ words, act, free = false, single = false }) {
    this.words = words;
    this.single = single;
    this.deck = new Deck({ words, flow: free, on: act });
    this.inputs = new Inputs({ words, on: act });
    this.place = element("span", { class: "em-place" });
    this.title = element("strong", { class: "em-title" });
    this.listButton = button("list", words.list, act.list, this.place);
    this.listButton.setAttribute("aria-expanded", "false");
    this.head = element("div", { class: "em-head" },
      this.listButton, this.title,
      button("up", words.former, act.former), button("down", words.following, act.following),
      button("present", words.present, act.present), button("link", words.copy, act.copy));
    this.note = element("div", { class: "em-note-line", role: "status" });
    this.opened = false; // the settings behind the button
    this.more = button("tune", words.more, () => this.openDrawer(!this.opened));
    this.drawer = element("div", { class: "em-drawer", hidden: true },
      element("div", { class: "em-drawer-in" }), button("close", words.close, () => this.openDrawer(false)));
    this.deck.transport.bar.append(this.more, ...(single ? [button("link", words.copy, act.copy)] : []));
    this.deck.transport.bar.prepend(element("span", { class: "em-bar-list" }));
    this.toggles = element("div", { class: "em-toggles", role: "group", "aria-label": words.panels });
    this.foot = element("div", { class: "em-foot" }, this.deck.stopNote);
    this.live = element("div", { class: "em-sr", role: "status", "aria-live": "polite" });
    this.storyLink = button("story", words.story, act.story, words.story);
    this.storyLink.classList.add("em-skip");
    this.root = element("div", { class: "em-player em-board", role: "region", tabindex: "-1", id: free ? null : "em-stage" },
      ...(single ? [] : [this.storyLink, this.head]), element("div", { class: "em-deck-top" },
        element("div", { class: "em-start" }, this.inputs.knobs, this.inputs.controls), this.drawer, this.deck.transport.bar),
      this.deck.said, this.inputs.alert, this.note, this.toggles, this.deck.panels.dots, this.deck.panels.box, this.foot, this.live);
    if (!single) { // behind the last button too: else Tab goes on at the beginning of the story
      const onward = button("story", words.story, act.story, words.story);
      onward.classList.add("em-skip");
      this.root.append(onward);
    }
    this.root.addEventListener("change", ({ target }) => { if (target.closest("[data-deck]")) act.laid(); });
    this.drawer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.openDrawer(false);
    });
  }

  // The list of settings behind the button: all of them on a phone, those beyond the first few on a desktop.
  arrangeInputs(small) {
    if (small !== this.small) this.opened = false; // a phone that was turned
    this.small = small;
    const { knobs, controls } = this.inputs;
    const start = this.root.querySelector(".em-start");
    const inside = this.drawer.firstElementChild;
    // what is moved loses the focus, so it is moved only when it stands elsewhere
    const put = (parent, ...nodes) => nodes.every((node) => node.parentElement === parent) || parent.append(...nodes);
    put(small ? inside : start, knobs, controls);
    if (small) put(inside, this.foot);
    else if (this.foot.parentElement !== this.root) this.deck.panels.box.after(this.foot);
    // on a phone one row has everything, the rest of the head is in the list
    const listed = this.listButton.parentElement === this.head;
    if (small && !this.single) put(this.root.querySelector(".em-bar-list"), this.listButton);
    else if (!this.single && !listed) this.head.prepend(this.listButton);
    this.more.hidden = !small && knobs.childElementCount <= FEW;
    this.fold();
  }

  openDrawer(open) {
    this.opened = open;
    this.fold();
    if (this.small) (open ? this.drawer.querySelector("input, select, textarea, button") : this.more).focus({ preventScroll: true });
    this.deck.panels.settle();
  }

  fold() {
    const { opened, small } = this;
    this.drawer.hidden = !opened || !small;
    this.more.setAttribute("aria-expanded", String(opened));
    this.inputs.knobs.classList.toggle("em-many", !opened && !small && this.inputs.knobs.childElementCount > FEW);
  }

  show({ place, title, label }) {
    write(this.title, title);
    this.place.textContent = place;
    this.listButton.classList.toggle("em-placed", place !== "");
    this.root.setAttribute("aria-label", label);
  }

  // One line: what the link had wrong, that this is not the example, the way back; buttons [label, act].
  say(texts, buttons) {
    const said = JSON.stringify([texts, buttons.map(([label]) => label)]);
    if (said === this.noted) return;
    this.noted = said;
    const lost = this.note.contains(document.activeElement);
    this.note.replaceChildren(...texts.map((text) => element("span", {}, text)),
      ...buttons.map(([label, act]) => element("button", { type: "button", class: "em-small", onclick: act }, label)));
    if (lost) this.deck.transport.bar.querySelector(".em-b-next").focus({ preventScroll: true });
  }

  // Everything at once: which panels are drawn.
  showToggles(few) {
    const { panels } = this.deck;
    const ids = panels.parts.map(({ id }) => id);
    if (JSON.stringify(ids) === this.toggled) return;
    this.toggled = JSON.stringify(ids);
    panels.hidden = new Set(few ? ids.slice(2) : []);
    this.toggles.replaceChildren(...panels.parts.map(({ id, strip }) => {
      const box = element("input", { type: "checkbox", checked: !panels.hidden.has(id), onchange: () => {
        panels.hidden[box.checked ? "delete" : "add"](id);
        panels.settle();
      } });
      const words = element("span");
      write(words, strip.title);
      return element("label", {}, box, words);
    }));
  }

  // Everything at once: the call that made this run, to be copied.
  showCode(code) {
    if (!this.code) {
      this.code = element("code");
      this.root.append(element("details", { class: "em-code" }, element("summary", {}, this.words.code), element("pre", { tabindex: "0" }, this.code)));
    }
    this.code.textContent = code;
  }
}
