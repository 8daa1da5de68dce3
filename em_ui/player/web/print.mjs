// Printing: every scene's text, and the first picture of each scene that has been on the stage.

import { element, sectionOf } from "./dom.mjs";

export function prepare(stage, signal) {
  const pictures = new Map(); // scene -> a copy of its first panel as it was left
  const take = () => {
    const [box] = stage.deck.panels.all;
    if (box && stage.painted === stage.scene && stage.scene !== "free") pictures.set(stage.scene, [box.title.textContent, box.strip.snapshot()]);
  };
  stage.listeners.add((what) => { if (what === "painted") setTimeout(take, 400); });
  const put = () => {
    take();
    for (const { id } of stage.scenes.list) {
      if (id === "free") continue;
      const section = sectionOf(id);
      const [name, picture] = pictures.get(id) ?? [];
      const link = `${location.origin}${location.pathname}?scene=${id}&lang=${stage.data.lang}`;
      section?.append(picture
        ? element("figure", { class: "em-printed" }, element("figcaption", {}, name), picture.cloneNode(true))
        : element("p", { class: "em-printed" }, stage.words.print.replace("{link}", link)));
    }
  };
  const clear = () => document.querySelectorAll(".em-printed").forEach((node) => node.remove());
  addEventListener("beforeprint", put, { signal });
  addEventListener("afterprint", clear, { signal });
}
