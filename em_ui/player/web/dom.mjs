// Elements, icons, and what the page's own frame is called: Streamlit's names stand here and in stage.css only.

import { asHtmlNodes } from "./symbols.mjs";

export const scroller = () => document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;
export const frame = () => scroller().closest("body > *"); // beside it stand the presenter's screen and the list of scenes
export const sectionOf = (id) => document.querySelector(id === "free" ? ".st-key-everything" : `.st-key-scene-${CSS.escape(id)}`);
export const sectionAt = (node) => node.closest?.('[class*="st-key-scene-"], .st-key-everything') ?? null;
export const idOf = (section) =>
  section.classList.contains("st-key-everything") ? "free" : section.className.match(/st-key-scene-([\w-]+)/)[1];

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// Text with real subscripts: θ_A.
export function write(node, text) {
  if (node.emText === text) return;
  node.emText = text;
  node.replaceChildren(...asHtmlNodes(text));
}

const paths = {
  start: "M4 4h2v12H4zM16 4v12l-9-6z",
  back: "M13 4v12l-9-6zM14 4h2v12h-2z",
  play: "M5 3v14l12-7z",
  pause: "M4 3h4v14H4zM12 3h4v14h-4z",
  next: "M4 4h2v12H4zM7 4v12l9-6z",
  end: "M14 4h2v12h-2zM4 4v12l9-6z",
  up: "M4 13l6-7 6 7-2 2-4-5-4 5z",
  down: "M4 7l6 7 6-7-2-2-4 5-4-5z",
  list: "M3 4h14v2H3zM3 9h14v2H3zM3 14h14v2H3z",
  tune: "M3 5h8v2H3zM15 5h2v2h-2zM11 3h2v6h-2zM3 13h2v2H3zM9 13h8v2H9zM5 11h2v6H5z",
  present: "M2 3h16v11H2zm2 2v7h12V5zM7 16h6v2H7z",
  link: "M8 12l4-4 1 1-4 4zM5 9l3-3 1 1-3 3 2 2 3-3 1 1-3 3-1 1H8l-3-3V9zM9 5l1-1h2l3 3v2l-3 3-1-1 3-3-2-2-3 3-1-1z",
  close: "M5 3l5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5-5-5z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

export function button(name, label, act, ...more) {
  return element("button", { type: "button", class: `em-b em-b-${name}`, "aria-label": label, title: label, onclick: act },
    paths[name] ? icon(name) : null, ...more);
}

const typing = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true], " +
  "[role=listbox], [role=option], [role=combobox], [role=menu], [role=dialog] input";
const sliding = "input[type=range]:not([data-scrub]), input[type=radio], [role=slider], [role=radio], [role=radiogroup], [role=tab], pre[tabindex]";
const pressing = "button, a, summary, [role=button], label, input[type=checkbox], input[type=radio]";

// Whether a key belongs to what has the focus: letters where somebody types, arrows where something slides.
export function taken({ target, key }) {
  if (target.closest?.(typing)) return true;
  if (target.closest?.(sliding)) return /^Arrow|^Home$|^End$|^Page| /.test(key);
  return key === " " && Boolean(target.closest?.(pressing));
}
