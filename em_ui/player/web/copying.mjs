// The link to what is on the stage: into the clipboard, or shown to be copied where there is none.

import * as address from "./address.mjs";
import { element } from "./dom.mjs";

export const SEEN = 2500; // ms that "Copied." stands there

export async function copyLink(stage) {
  stage.writeLink();
  const { words, here } = stage;
  const link = address.full(stage.where());
  try {
    await navigator.clipboard.writeText(link);
    stage.tellState([words.copied]);
    setTimeout(() => stage.doc && stage.tellState(), SEEN);
  } catch { // no clipboard over plain http
    here.say([link], []);
    const field = element("input", { type: "text", readonly: true, value: link, class: "em-link", "aria-label": words.copy });
    here.note.replaceChildren(field);
    field.focus();
    field.select();
  }
}
