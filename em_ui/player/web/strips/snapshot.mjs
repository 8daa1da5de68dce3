// A picture of a figure for paper: one svg with all its layers, that scales to the width it is given.

const SVG = "http://www.w3.org/2000/svg";
let many = 0;

// Names inside a copy must not be those of the original, or of another copy.
function renamed(root) {
  many += 1;
  const named = new Map([...root.querySelectorAll("[id]")].map((node) => [node.id, `${node.id}-copy${many}`]));
  for (const node of [root, ...root.querySelectorAll("*")]) {
    if (named.has(node.id)) node.id = named.get(node.id);
    for (const { name, value } of [...node.attributes]) {
      if (name.endsWith("href") && named.has(value.slice(1))) node.setAttribute(name, `#${named.get(value.slice(1))}`);
      else if (value.includes("url(")) {
        node.setAttribute(name, value.replace(/url\((["']?)[^)"']*#([^)"']+)\1\)/g, (all, _, id) => (named.has(id) ? `url(#${named.get(id)})` : all)));
      }
    }
  }
  return root;
}

const numbers = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ");

// The colours of one theme in place of another's: a dark screen prints on white paper.
function recoloured(root, from, to) {
  const other = new Map();
  for (const [token, colour] of Object.entries(from)) other.set(numbers(colour), numbers(to[token]));
  for (const node of root.querySelectorAll("[style], [fill], [stroke], [stop-color]")) {
    for (const name of ["style", "fill", "stroke", "stop-color"]) {
      const value = node.getAttribute(name);
      if (!value) continue;
      const rgb = value.replace(/#[\da-f]{6}\b/gi, (hex) => `rgb(${numbers(hex)})`);
      node.setAttribute(name, rgb.replace(/rgb(a?)\((\d+, ?\d+, ?\d+)/g, (_, a, at) => `rgb${a}(${other.get(at.replace(/, ?/g, ", ")) ?? at}`));
    }
  }
  return root;
}

// boxes: Plotly's elements from the bottom to the top; tokens: [of the screen, of the paper], if they differ.
export function figureSnapshot(boxes, label, tokens) {
  const layers = boxes.flatMap((box) => [...box.querySelectorAll(".main-svg")]);
  if (!layers.length) return null;
  const [width, height] = ["width", "height"].map((name) => Number(layers[0].getAttribute(name)));
  const svg = document.createElementNS(SVG, "svg");
  const whole = { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, style: "width: 100%; height: auto", class: "em-snapshot" };
  for (const [name, value] of Object.entries(whole)) svg.setAttribute(name, value);
  for (const layer of layers) {
    const copy = layer.cloneNode(true);
    for (const name of ["class", "role", "aria-label", "aria-hidden"]) copy.removeAttribute(name);
    copy.querySelectorAll(".hoverlayer, .draglayer, .zoomlayer").forEach((node) => node.remove());
    svg.append(copy);
  }
  renamed(svg);
  return tokens && tokens[0] !== tokens[1] ? recoloured(svg, ...tokens) : svg;
}
