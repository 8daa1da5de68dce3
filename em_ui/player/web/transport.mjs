// The transport: start, back, play, next, end, the half-step's slider and name, the speed.

import { button, element, icon, write } from "./dom.mjs";

export class Transport {
  // act: {go(k), by(step), toggle()}
  constructor(words, act) {
    this.words = words;
    this.speed = 1;
    this.playButton = button("play", words.play, () => act.toggle());
    this.scrub = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "data-scrub": true, class: "em-scrub",
      "aria-label": words.scrub, oninput: () => act.go(+this.scrub.value) });
    this.where = element("output", { class: "em-where" });
    this.speedBox = element("select", { class: "em-speed", "aria-label": words.speed, title: words.speed,
      onchange: () => { this.speed = +this.speedBox.value; } },
      ...[0.5, 1, 2, 4, 8].map((speed) => element("option", { value: speed, selected: speed === 1 }, `${speed}×`)));
    const onward = element("span", { "aria-hidden": "true" }, words.onward);
    this.backward = [button("start", words.start, () => act.go(0)), button("back", words.back, () => act.by(-1))];
    this.forward = [button("next", words.next, () => act.by(1), onward), button("end", words.end, () => act.go(Infinity))];
    this.bar = element("div", { class: "em-bar", role: "group", "aria-label": words.controls },
      ...this.backward, this.playButton, ...this.forward, this.scrub, this.where, this.speedBox);
  }

  steps(n) {
    this.scrub.max = n - 1;
  }

  at(k, label, caption) {
    this.scrub.value = k;
    this.scrub.setAttribute("aria-valuetext", `${label}. ${caption}`);
    write(this.where, label);
    // they keep the focus, so they are not disabled
    for (const way of this.backward) way.setAttribute("aria-disabled", String(k === 0));
    for (const way of this.forward) way.setAttribute("aria-disabled", String(k === +this.scrub.max));
  }

  face(playing) {
    const name = playing ? "pause" : "play";
    this.playButton.replaceChildren(icon(name));
    this.playButton.setAttribute("aria-label", this.words[name]);
    this.playButton.title = this.words[name];
  }
}
