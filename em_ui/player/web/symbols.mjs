// Symbols as people write them: the θ_A, q_1(A) and γ_{ik} of a plain string with real subscripts.

const GREEK = "\\u0391-\\u03a9\\u03b1-\\u03c9\\u03d1\\u03d5\\u03f5";
const HATS = "[\\u0300-\\u036f]*"; // a hat or a bar over the letter
// Greek letters take any name ("θ_old"), a Latin one a short one, so that n_rounds and m_step stay what they
// are; a subscript "t+1" needs no braces.
const SYMBOL = new RegExp(
  `(?<![A-Za-z_])([${GREEK}]+${HATS})_(\\{[^{}]{1,12}\\}|t[+−-]1(?![\\d.])|[A-Za-z0-9]+|[${GREEK}])(?![A-Za-z0-9_])` +
  `|(?<![A-Za-z0-9_${GREEK}])([A-Za-z]${HATS})_(\\{[^{}]{1,12}\\}|t[+−-]1(?![\\d.])|\\d+|[A-Za-z]{1,3}|[A-Za-z]\\d|[${GREEK}])(?![A-Za-z0-9_])`,
  "g",
);
// What stays in one line: "θ_A = 0.6", "KL(q‖p) = 0.8", "r = (0.275,", "D / (8.1", "64.3 ± 2.5", "2.2 × 10⁻⁶", "A 21.297",
// "▲ higher", "E-step", "L-BFGS".
const NUMBER = "[−-]?\\d(?:[\\d.,]*\\d)?(?: × 10[⁻⁰¹²³⁴-⁹]+)?";
const WHOLE = new RegExp(`(?<![A-Za-z${GREEK}])[A-Za-z${GREEK}]${HATS}(?:_(?:\\{[^{}]{1,12}\\}|[A-Za-z0-9+−-]+))? = ${NUMBER}|` +
  `(?<![A-Za-z])[A-Z]{1,3}(?:\\([^() ]{1,5}\\))? = ${NUMBER}|(?<![A-Za-z])[A-Za-z] [=/] \\(${NUMBER},?|${NUMBER} ± ${NUMBER}|(?<![A-Za-z])[A-Z]-[A-Za-z]+|` +
  `[\\d.]+ × 10[⁻⁰¹²³⁴-⁹]+|(?<![A-Za-z])[A-H] \\d+\\.\\d+|▲ [^ ]+`, "g");
const SVG = "http://www.w3.org/2000/svg";
const RAW = "math, code, pre, script, style, option, textarea"; // no markup inside, or another reading
const TEXTS = new Set(["text", "name", "ticktext", "hovertext", "hovertemplate", "title"]); // of a Plotly figure

const isText = (part) => typeof part === "string"; // (a string has a method sub)

// A text in parts: strings, and {sub} for what stands below the line.
export function subscripted(text) {
  const parts = [];
  let from = 0;
  for (const found of text.includes("_") ? text.matchAll(SYMBOL) : []) {
    const [all, greek, below, latin, belowLatin] = found;
    parts.push(text.slice(from, found.index) + (greek ?? latin), { sub: (below ?? belowLatin).replace(/[{}]/g, "") });
    from = found.index + all.length;
  }
  if (from < text.length || !parts.length) parts.push(text.slice(from));
  return parts;
}

export function asPlotly(text) {
  if (!text.includes("_")) return text;
  return subscripted(text).map((part) => (isText(part) ? part : `<sub>${part.sub}</sub>`)).join("");
}

// Nodes to put into an element: `node.replaceChildren(...asHtmlNodes(text))`.
export function asHtmlNodes(text) {
  const all = String(text);
  const nodes = [];
  let from = 0;
  for (const { 0: whole, index } of all.matchAll(WHOLE)) {
    const span = document.createElement("span");
    span.className = "em-keep";
    span.append(...plainNodes(whole));
    nodes.push(...(index > from ? plainNodes(all.slice(from, index)) : []), span);
    from = index + whole.length;
  }
  return from < all.length || !nodes.length ? [...nodes, ...plainNodes(all.slice(from))] : nodes;
}

function plainNodes(text) {
  return subscripted(text).map((part) => {
    if (isText(part)) return document.createTextNode(part);
    const node = document.createElement("sub");
    node.textContent = part.sub;
    return node;
  });
}

// The same inside an svg's text, which has no <sub>.
function asSvgNodes(text) {
  let below = false;
  return subscripted(text).map((part) => {
    const node = document.createElementNS(SVG, "tspan");
    node.textContent = isText(part) ? part : part.sub;
    if (!isText(part)) {
      node.setAttribute("font-size", "70%");
      node.setAttribute("dy", "0.35em");
    } else if (below) node.setAttribute("dy", "-0.245em"); // back to the line: 0.35 of 70 %
    below = !isText(part);
    return node;
  });
}

// Fill an element with a text whose symbols are set.
export function say(node, text) {
  const plain = String(text);
  if (!/[_ ]/.test(plain) || node.closest(RAW)) node.textContent = plain;
  else if (node.namespaceURI !== SVG) node.replaceChildren(...asHtmlNodes(plain));
  else if (plain.includes("_")) node.replaceChildren(...asSvgNodes(plain));
  else node.textContent = plain;
}

// Set the symbols in all the text below an element, formulas and code left alone.
export function typeset(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (walker.currentNode.data.includes("_")) found.push(walker.currentNode);
  for (const node of found) {
    if (node.parentElement.closest(RAW)) continue;
    node.replaceWith(...(node.parentElement.namespaceURI === SVG ? asSvgNodes(node.data) : asHtmlNodes(node.data)));
  }
}

// The texts of a part of a Plotly figure: names, titles, annotations, labels of points and ticks.
export function typesetFigure(value) {
  if (Array.isArray(value)) return value[0] && typeof value[0] === "object" ? value.map(typesetFigure) : value;
  if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  const set = (item) => (typeof item === "string" ? asPlotly(item) : item);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (!TEXTS.has(key) || (item && typeof item === "object" && !Array.isArray(item))) return [key, typesetFigure(item)];
    return [key, Array.isArray(item) ? item.map(set) : set(item)];
  }));
}
