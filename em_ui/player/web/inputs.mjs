// What is dragged and what is chosen beside the panels: native elements, made from the settings' fields.

import { asHtmlNodes } from "./symbols.mjs";
import { element, write } from "./dom.mjs";
import { TypedFields } from "./typed.mjs";

export class Inputs {
  // on: {pick(values, final, exact), choose(name, value)}
  constructor({ words, on }) {
    this.words = words;
    this.on = on;
    this.knobs = element("div", { class: "em-inputs", role: "group", "aria-label": words.inputs });
    this.controls = element("div", { class: "em-controls" });
    this.alert = element("p", { class: "em-alert", role: "alert" });
    this.made = new Map(); // id -> {range, number, ...}
    this.said = "";
    this.typing = ""; // the field that is being typed into: an answer leaves it alone
    this.texts = new TypedFields({ words, choose: on.choose });
  }

  // doc.knobs in their order; the settings say where they stand.
  open(doc, values) {
    const said = JSON.stringify([doc.scene, doc.lang, doc.knobs, doc.knobs.map((id) => doc.live[id])]);
    if (said !== this.said) {
      this.said = said;
      this.made.clear();
      this.knobs.replaceChildren(...doc.knobs.map((id) => this.knob(id, doc.live[id])));
      this.knobs.className = ["em-inputs", ...doc.knobs.map((id) => `em-with-${id}`)].join(" ");
    }
    write(this.alert, "");
    for (const id of doc.knobs) this.set(id, values[id]);
    this.texts.begin(doc);
    this.openControls(doc.controls);
  }

  openControls(controls) {
    const nodes = [...this.controls.querySelectorAll("[data-control]")];
    const focused = nodes.find((node) => node === document.activeElement);
    const id = focused?.dataset.control;
    const typed = id !== undefined && [this.typing, this.texts.typing].includes(id);
    if (typed && nodes.map((node) => node.dataset.control).join() === controls.map((control) => control.id).join()) {
      controls.forEach((control, i) => nodes[i] !== focused && nodes[i].closest(".em-control").replaceWith(this.control(control)));
      if (this.texts.typing === id) this.texts.rebase(id, controls.find((control) => control.id === id).value);
      return;
    }
    const caret = /^text/.test(focused?.type) ? [focused.selectionStart, focused.selectionEnd, focused.scrollTop] : null;
    this.texts.making = true; // what is taken away is left, but not by the learner
    this.controls.replaceChildren(...controls.map((control) => this.control(control)));
    this.texts.making = false;
    const again = id && this.controls.querySelector(`[data-control="${id}"]`);
    again?.focus();
    if (caret && /^text/.test(again?.type)) {
      again.setSelectionRange(caret[0], caret[1]);
      again.scrollTop = caret[2];
    }
  }

  set(id, value) {
    const made = this.made.get(id);
    if (!made) return;
    if (document.activeElement !== made.range || made.range.value !== String(value)) made.range.value = value;
    made.value = value;
    if (this.typing === id) return;
    made.number.value = value;
    made.number.removeAttribute("aria-invalid");
  }

  knob(id, { label, min, max, step }) {
    const range = element("input", { type: "range", min, max, step, "data-input": id, "aria-label": label,
      // by pointer or key it is on its way; the whole run comes when it rests
      oninput: () => { this.made.get(id).number.value = range.value; this.on.pick({ [id]: +range.value }, false); } });
    const number = element("input", { type: "text", inputmode: "decimal", "data-number": id, "aria-label": label, autocomplete: "off",
      oninput: () => { this.typing = id; }, onchange: () => this.typed(id, number),
      onblur: () => { if (this.typing === id) { this.typing = ""; this.set(id, this.made.get(id).value); } } });
    this.made.set(id, { range, number, min, max, label });
    return element("div", { class: `em-input em-input-${id}` },
      element("span", { class: "em-input-label", "aria-hidden": "true" }, ...asHtmlNodes(label)), range, number);
  }

  typed(id, number) {
    this.typing = "";
    const { min, max, label } = this.made.get(id);
    const text = number.value.trim().replace(",", ".").replace("\u2212", "-");
    const value = text === "" ? NaN : Number(text);
    const fill = (words) => words.replace("{label}", label).replace("{min}", min).replace("{max}", max)
      .replace("{value}", text || this.words.nothing);
    const wrong = Number.isNaN(value) && text !== "" ? this.words.letters : !(value >= min && value <= max) ? this.words.range : "";
    write(this.alert, wrong && fill(wrong));
    if (wrong) return number.setAttribute("aria-invalid", "true");
    number.removeAttribute("aria-invalid");
    return this.on.pick({ [id]: value }, true, true);
  }

  control({ id, kind, label, options, value, min, max, step, help, most }) {
    const name = element("span", { class: "em-control-label" }, ...asHtmlNodes(label));
    const common = { "data-control": id };
    if (kind === "flag") {
      const box = element("input", { type: "checkbox", checked: value === "1", ...common, onchange: () => this.on.choose(id, box.checked ? "1" : "0") });
      return element("label", { class: "em-control em-control-flag" }, box, name);
    }
    if (kind === "choice") {
      const box = element("select", { ...common, onchange: () => this.on.choose(id, box.value) },
        ...options.map(([option, said]) => element("option", { value: option, selected: option === value }, said)));
      return element("label", { class: "em-control" }, name, box);
    }
    if (kind === "scale") {
      const said = (i) => options[i][1];
      const shown = element("output", {});
      const tell = () => { shown.textContent = said(box.value); box.setAttribute("aria-valuetext", said(box.value)); };
      const box = element("input", { type: "range", min: 0, max: options.length - 1, step: 1, ...common,
        oninput: () => tell(), onchange: () => this.on.choose(id, options[box.value][0]) });
      box.value = options.findIndex(([option]) => option === value); // once it knows its ends
      tell();
      return element("label", { class: "em-control em-control-scale" }, name, box, shown);
    }
    if (kind === "text" || kind === "lines") return this.texts.field({ id, kind, value, help, most }, name);
    const box = element("input", { type: "text", value, ...common, autocomplete: "off", class: `em-control-${kind}`,
      inputmode: "decimal", oninput: () => { this.typing = id; }, onchange: () => {
        this.typing = "";
        const number = Number(box.value.trim().replace(",", "."));
        const whole = Math.round(number / step) * step;
        const wrong = box.value.trim() === "" || Number.isNaN(number) ? this.words.letters : whole < min || whole > max ? this.words.range : "";
        write(this.alert, wrong.replace("{label}", label).replace("{min}", min).replace("{max}", max).replace("{value}", box.value.trim()));
        if (wrong) box.setAttribute("aria-invalid", "true");
        else box.removeAttribute("aria-invalid");
        return wrong ? undefined : this.on.choose(id, String(+whole.toPrecision(12)));
      } });
    return element("label", { class: "em-control" }, name, box);
  }

  refuse(text) {
    write(this.alert, text);
  }
}
