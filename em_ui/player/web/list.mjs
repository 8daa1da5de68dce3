// The list of scenes, by parts: a map of the lesson, opened from the stage's head.

import { copyLink } from "./copying.mjs";
import { button, element } from "./dom.mjs";

export class List {
  constructor(stage, reading) {
    this.stage = stage;
    this.reading = reading;
    this.box = element("div", { class: "em-list", role: "dialog", "aria-modal": "true", "aria-label": stage.words.list, hidden: true });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    document.body.append(this.box);
    stage.openList = () => this.toggle();
    this.outside = (event) => { if (!this.box.hidden && !this.box.contains(event.target) && !event.target.closest(".em-b-list")) this.close(); };
    document.addEventListener("pointerdown", this.outside);
  }

  toggle() {
    if (!this.box.hidden) return this.close();
    const { stage } = this;
    const items = [];
    let part = "";
    stage.scenes.list.forEach((scene, i) => {
      if (scene.part && scene.part !== part) items.push(element("p", { class: "em-list-part" }, scene.part));
      part = scene.part || part;
      const here = scene.id === stage.scene;
      const notes = this.notes(scene.id).join(" · ");
      items.push(element("button", { type: "button", "aria-current": here ? "true" : null, onclick: () => this.go(scene.id) },
        element("span", { class: "em-list-n" }, scene.id === "free" ? "" : String(i + 1)), element("span", { class: "em-list-title" }, scene.title),
        notes ? element("small", {}, notes) : null));
    });
    const at = stage.scenes.place(stage.scene);
    const way = (name, words, by) => {
      const scene = stage.scenes.list[at + by];
      const made = button(name, words, () => this.go(scene.id));
      made.disabled = !scene;
      return made;
    };
    this.box.replaceChildren(element("div", { class: "em-list-head" },
      way("up", stage.words.former, -1), way("down", stage.words.following, 1),
      button("present", stage.words.present, () => { this.close(); stage.present(); }),
      button("link", stage.words.copy, () => { this.close(true); copyLink(stage); }),
      button("close", stage.words.close, () => this.close(true))), ...items);
    this.box.hidden = false;
    stage.here.listButton.setAttribute("aria-expanded", "true");
    const { bottom, left } = stage.here.listButton.getBoundingClientRect();
    this.box.style.top = `${Math.min(bottom + 4, innerHeight - 200)}px`;
    this.box.style.left = `${Math.max(4, Math.min(left, innerWidth - 370))}px`;
    this.box.style.maxHeight = `${innerHeight - Math.min(bottom + 4, innerHeight - 200) - 8}px`;
    (this.box.querySelector("[aria-current]") ?? this.box.querySelector("button")).focus();
    return undefined;
  }

  // What the learner left there: own settings, a question and how it was answered.
  notes(id) {
    const { scenes, words, questions } = this.stage;
    const asked = [...questions].find(({ data }) => data?.scene === id && data.lesson === this.stage.data.lesson);
    const how = asked && { null: `? ${words.asks}`, true: `✓ ${words.hit}`, false: `✗ ${words.missed}` }[asked.right];
    return [scenes.isExample(id) ? "" : words.own, how ?? ""].filter(Boolean);
  }

  go(id) {
    const { stage } = this;
    if (id !== stage.scene) stage.leave();
    this.close();
    stage.enter(id, { how: "button" });
    stage.here.listButton.focus({ preventScroll: true });
  }

  onKey(event) {
    const buttons = [...this.box.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    if (event.key === "Escape") this.close(true);
    else if (event.key === "Tab") buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length].focus();
    else if (event.key in moves) buttons[Math.max(0, Math.min(buttons.length - 1, moves[event.key]))].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close(focus) {
    this.box.hidden = true;
    const { listButton } = this.stage.here;
    listButton.setAttribute("aria-expanded", "false");
    if (focus) listButton.focus({ preventScroll: true });
  }

  dispose() {
    document.removeEventListener("pointerdown", this.outside);
    this.box.remove();
  }
}
