// Printing: every scene's text, and the first picture of each scene that has been on the stage, in light colours.

import { element, sectionOf } from "./dom.mjs";

const LATER = 400; // ms after a scene has been painted in which its figures come to rest

export function prepare(stage, signal) {
  const pictures = new Map(); // scene -> [title, a copy of its first panel as it was seen last]
  const { light } = stage.data.tokens;
  const take = () => {
    const [panel] = stage.deck.panels.all;
    const copy = stage.painted === stage.scene && stage.scene !== "free" && panel && !panel.stale && panel.strip.snapshot(light);
    if (copy) pictures.set(stage.scene, [panel.title.textContent, copy]);
  };
  const paint = (tokens) => {
    for (const [name, value] of Object.entries(tokens)) document.documentElement.style.setProperty(`--em-${name.replace("@", "")}`, value);
  };
  let due = null;
  stage.listeners.add((what) => {
    if (what === "changed") return; // a scroll within the scene
    clearTimeout(due);
    if (what === "painted") due = setTimeout(take, LATER);
  });
  addEventListener("beforeprint", () => {
    take();
    paint(light);
    for (const { id } of stage.scenes.list) {
      const section = id === "free" ? null : sectionOf(id);
      const [title, picture] = pictures.get(id) ?? [];
      const link = `${location.origin}${location.pathname}?scene=${id}&lang=${stage.data.lang}`;
      section?.append(picture
        ? element("figure", { class: "em-player em-printed" }, element("figcaption", {}, title), picture.cloneNode(true))
        : element("p", { class: "em-printed" }, stage.words.print.replace("{link}", link)));
    }
  }, { signal });
  addEventListener("afterprint", () => {
    paint(stage.tokens);
    document.querySelectorAll(".em-printed").forEach((node) => node.remove());
  }, { signal });
}
