// Which lessons were opened, and how many of their scenes were on the stage. Only this browser knows: it is kept
// here, is never sent, and can be forgotten.

import { element } from "./dom.mjs";

const KEY = "em/visited"; // a lesson's path -> the scenes that were on the stage

// Storage may be refused, by asking for it as well as by using it.
export function kept(store = () => localStorage) {
  try {
    const found = JSON.parse(store().getItem(KEY) ?? "{}");
    return Object.fromEntries(Object.entries(found).filter(([, scenes]) => Array.isArray(scenes)));
  } catch {
    return {};
  }
}

function keep(visited, store = () => localStorage) {
  try {
    if (visited) store().setItem(KEY, JSON.stringify(visited));
    else store().removeItem(KEY);
  } catch { /* this browser forgets by itself */ }
}

export function note(lesson, scene, store) {
  const visited = kept(store);
  const seen = new Set(visited[lesson]);
  if (scene) seen.add(scene);
  keep({ ...visited, [lesson]: [...seen] }, store);
}

// A lesson is open: each scene of it counts once it is painted; everything at once is none.
export function remember(stage) {
  note(stage.data.lesson, null);
  stage.listeners.add((what, id) => {
    if (what === "painted" && id !== "free") note(stage.data.lesson, id);
  });
}

// The marks in the list of lessons, in words, and the button that forgets.
export class Visits {
  constructor(root) {
    this.root = root;
    this.box = element("div", { class: "em-visits", role: "status" });
    this.said = "";
    root.querySelector(".em-part-fallback")?.remove();
    root.append(this.box);
    // the list may be written anew, in another language
    this.nodes = new MutationObserver(() => this.mark());
    this.nodes.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, { childList: true, subtree: true });
    this.again = (event) => { if (event.key === KEY || event.key === null) this.draw(); }; // another tab
    addEventListener("storage", this.again);
  }

  update({ data }) {
    this.data = data;
    this.draw();
  }

  draw(said = "") {
    const { scenes, words } = this.data;
    this.visited = kept();
    const all = Object.keys(scenes);
    const n = all.filter((lesson) => lesson in this.visited).length;
    const forget = element("button", { type: "button", class: "em-small", onclick: () => this.forget() }, words.forget);
    const line = words.kept.replace("{n}", n).replace("{all}", all.length);
    this.box.replaceChildren(...(n ? [element("span", {}, line), forget] : said ? [element("span", {}, said)] : []));
    this.mark();
  }

  mark() {
    for (const place of document.querySelectorAll(".em-visited[data-lesson]")) {
      const text = this.words(place.dataset.lesson);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  words(lesson) {
    const { scenes, words } = this.data ?? {};
    const seen = this.visited?.[lesson];
    if (!seen) return "";
    const n = Math.min(seen.length, scenes[lesson] ?? 0);
    return n ? words.seen.replace("{n}", n).replace("{all}", scenes[lesson]) : words.opened;
  }

  forget() {
    keep(null);
    this.draw(this.data.words.forgotten);
  }

  destroy() {
    this.nodes.disconnect();
    removeEventListener("storage", this.again);
    this.box.remove();
  }
}
