// A figure's legend in html: one entry for every named trace that shows something at this half-step.

import { isAlone, isDrawn } from "./frames.mjs";
import { asHtmlNodes } from "../symbols.mjs";
import { swatch } from "./swatch.mjs";

// Painted traces as entries: [{name, mark, look}]; two of one name are one entry.
export function entriesOf(traces) {
  const found = new Map();
  for (const trace of traces) {
    const { name, meta, showlegend } = trace;
    if (!name || showlegend === false || found.has(name) || !isDrawn(trace)) continue;
    const look = lookOf(trace);
    if (look.marker && isAlone(trace)) delete look.line; // one point alone makes no line
    found.set(name, { name, mark: typeof meta === "string" ? meta : "", look });
  }
  return [...found.values()];
}

const one = (value) => (Array.isArray(value) || ArrayBuffer.isView(value) ? value[0] : value);
const ones = (part) => part && Object.fromEntries(Object.entries(part).map(([key, value]) => [key, one(value)]));

// What a swatch is drawn from.
function lookOf({ type, mode = "lines", line, marker, fill, fillcolor, fillpattern, colorscale, opacity }) {
  if (Array.isArray(colorscale)) return { scale: colorscale.map(([, colour]) => colour) };
  if (type === "bar") return { opacity, fill: one(marker?.color), pattern: ones(marker?.pattern), line: ones(marker?.line) };
  const look = { opacity };
  if (mode.includes("lines") && line?.width !== 0) look.line = ones(line) ?? {};
  if (mode.includes("markers")) {
    const { symbol, color, line: rim, size } = marker ?? {};
    look.marker = { symbol: one(symbol), color: one(color), size: one(size), rim: ones(rim) };
  }
  if (fill && fill !== "none") Object.assign(look, { fill: fillcolor, pattern: ones(fillpattern) });
  return look;
}

export class Legend {
  constructor(element) {
    this.element = element;
    this.shown = null;
  }

  // Only when it has changed: the words of a legend that stays are not read again. Whether it has.
  show(traces) {
    const entries = entriesOf(traces);
    const signature = JSON.stringify(entries);
    if (signature === this.shown) return false;
    this.shown = signature;
    const said = JSON.stringify(entries.map(({ name, mark }) => [name, mark]));
    if (said === this.said) { // a line that has become one
      entries.forEach(({ look }, i) => this.element.children[i].firstElementChild.replaceWith(swatch(look)));
      return false;
    }
    this.said = said;
    this.element.classList.add("em-legend");
    this.element.replaceChildren(...entries.map(({ name, mark, look }) => {
      const entry = document.createElement("span");
      entry.className = "em-key";
      if (mark) entry.dataset.mark = mark;
      const words = document.createElement("span"); // one piece, whatever stands below its line
      words.append(...asHtmlNodes(name.replaceAll("<sub>", "_{").replaceAll("</sub>", "}")));
      entry.append(swatch(look), words);
      return entry;
    }));
    return true;
  }

  light(name) {
    for (const entry of this.element.children) entry.classList.toggle("em-dim", name !== null && entry.dataset.mark !== name);
  }

  dispose() {
    this.element.replaceChildren();
  }
}
