// Words that act: a link to the same lesson is done in place, a word may light up what it names on the stage.

import { SEEN } from "./copying.mjs";
import { idOf, sectionAt } from "./dom.mjs";

// What a link of the prose asks for: {mark} or {scene, settings, k}; null for one that leads elsewhere.
export function asked(href, here) {
  if (href === "#em-stage") return { toStage: true };
  if (href.startsWith("#")) return { mark: href.slice(1) };
  if (!href.startsWith("?")) return null;
  const params = Object.fromEntries(new URLSearchParams(href));
  const { scene = here, k, lang, present, laid, ...settings } = params;
  void lang; void present; void laid;
  return { scene, settings: Object.keys(settings).length ? settings : undefined, k: k === undefined ? undefined : Number(k) };
}

// A word whose mark comes with a later half-step says so, for as long as it takes to read.
function sayUndrawn(stage) {
  stage.tellState([stage.words.undrawn]);
  stage.speak(stage.words.undrawn);
  setTimeout(() => stage.doc && stage.tellState(), SEEN);
}

export function listen(stage, signal) {
  const linkOf = (event) => {
    const link = event.target.closest?.(".st-key-lesson a[href], .st-key-everything a[href], .em-board a[href]");
    return link && { link, href: link.getAttribute("href") };
  };
  const light = (event, on) => {
    const found = linkOf(event);
    const act = found && asked(found.href, stage.scene);
    if (!act?.mark) return;
    if (!on && event.type === "focusout") stage.keepsLit = null;
    stage.deck.panels.light(on ? act.mark : stage.keepsLit ?? null);
  };
  document.addEventListener("pointerover", (event) => light(event, true), { signal });
  document.addEventListener("pointerout", (event) => light(event, false), { signal });
  document.addEventListener("focusin", (event) => light(event, true), { signal });
  document.addEventListener("focusout", (event) => light(event, false), { signal });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const found = linkOf(event);
    if (!found) return;
    const section = sectionAt(found.link);
    const here = section ? idOf(section) : stage.scene;
    const act = asked(found.href, here);
    if (!act) {
      if (found.href.startsWith("/")) { // Streamlit opens links in a new tab; those to another lesson belong into this one
        event.preventDefault();
        event.stopPropagation();
        location.assign(found.link.href);
      }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (act.toStage) {
      if (here !== stage.scene) stage.enter(here, { how: "focus" });
      stage.here.root.focus();
    } else if (act.mark) {
      stage.keepsLit = stage.keepsLit === act.mark ? null : act.mark; // again: out
      if (stage.deck.panels.light(stage.keepsLit, true) || !stage.keepsLit) return;
      stage.keepsLit = null;
      sayUndrawn(stage);
    } else {
      if (act.scene !== here || act.scene !== stage.scene) stage.leave();
      stage.enter(act.scene, { how: act.scene === here ? "stay" : "link", settings: act.settings, k: act.k });
    }
  }, { capture: true, signal });
}
