// Fields for a text, of one line or of several. What is typed is sent when the field is left, by Enter, and where
// Enter begins another line by Ctrl+Enter. What is refused stays in its field with the reason below it; what has not
// become the picture's is there again when the scene is.

import { element, write } from "./dom.mjs";

const SENT = 12000; // characters in a link of what is sent: more than any field holds once it is tidied
const drafts = new Map(); // place -> {text, base, lang, wrong}: what was typed, where the field said base

const size = (text) => new URLSearchParams({ t: text }).toString().length - 2;

export class TypedFields {
  // choose(name, value): sends it
  constructor({ words, choose }) {
    this.words = words;
    this.choose = choose;
    this.boxes = new Map(); // id -> {box, alert, place}
    this.typing = ""; // the field that is being typed into: an answer leaves it alone
    this.making = false;
  }

  // Where drafts are kept: of this page, scene and field.
  begin(doc) {
    this.scene = `${location.pathname} ${doc.scene}`;
    this.lang = doc.lang;
  }

  field({ id, kind, value, help, most }, name) {
    const lines = kind === "lines";
    const place = `${this.scene} ${id}`;
    if (drafts.get(place)?.base !== value) drafts.delete(place); // the picture has another text now
    const draft = drafts.get(place);
    const wrong = draft ? (draft.lang === this.lang && draft.wrong) || this.words.unsent : "";
    const text = draft?.text ?? value;
    const said = element("p", { class: "em-wrong", id: `em-typed-${id}` });
    const box = element(lines ? "textarea" : "input", {
      ...(lines ? { rows: 4, wrap: "soft" } : { type: "text", value: text }), "data-control": id, title: help ?? "", autocomplete: "off",
      spellcheck: "false", class: `em-control-${kind}`, "aria-describedby": said.id,
      oninput: () => this.keep(id),
      onchange: () => this.send(id, most),
      onblur: () => this.send(id, most),
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.isComposing || (lines && !event.ctrlKey && !event.metaKey)) return;
        event.preventDefault();
        this.send(id, most, true);
      },
    });
    if (lines) box.value = box.textContent = text;
    const made = { box, alert: said, place, base: value, sent: draft ? (draft.wrong ? text : null) : value };
    this.boxes.set(id, made);
    this.tell(made, wrong);
    return element("div", { class: `em-control em-typed em-typed-${kind}` }, element("label", {}, name, box), said,
      help ? element("small", {}, help) : null);
  }

  keep(id) {
    const { box, place, base } = this.boxes.get(id);
    this.typing = id;
    if (box.value === base) drafts.delete(place);
    else drafts.set(place, { text: box.value, base, lang: this.lang, wrong: "" });
  }

  // The picture has this text now, while another is being typed.
  rebase(id, value) {
    const made = this.boxes.get(id);
    const draft = drafts.get(made.place);
    made.base = value;
    if (draft) draft.base = value;
  }

  // again: by key, also what was sent before.
  send(id, most, again = false) {
    const made = this.boxes.get(id);
    const draft = drafts.get(made.place);
    if (this.making) return;
    this.typing = "";
    if (!draft) this.tell(made, "");
    if (!draft || (!again && draft.text === made.sent)) return;
    made.sent = made.box.value;
    const count = size(made.sent);
    if (count > SENT) this.refuse(id, this.words.long.replace("{count}", count).replace("{most}", most));
    else this.choose(id, made.sent);
  }

  // Why what was sent cannot be used; false where there is no such field.
  refuse(id, text) {
    const made = this.boxes.get(id);
    const draft = made && drafts.get(made.place);
    if (!made) return false;
    if (draft) Object.assign(draft, { wrong: text, lang: this.lang });
    made.alert.setAttribute("role", "alert"); // told once: not when the field is made anew
    this.tell(made, text);
    return true;
  }

  // What was sent is the picture's; what was typed since is not.
  accept(id, text) {
    const made = this.boxes.get(id);
    if (made && drafts.get(made.place)?.text === text) drafts.delete(made.place);
  }

  tell({ box, alert }, text) {
    write(alert, text);
    if (text) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
}
