// A small picture of how a trace looks: its line with its dash, its mark, its hatch.

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, MIDDLE] = [30, 16, 15];
const DASHES = { solid: "", dot: "2 3", dash: "6 4", longdash: "9 4", dashdot: "6 3 2 3", longdashdot: "9 3 2 3" };
let many = 0; // patterns need names of their own

function draw(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== "") node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const polygon = (points) => `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z`;
const round = (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const corners = (n, r, turn = 0) => Array.from({ length: n }, (_, i) => [Math.sin(turn + (2 * Math.PI * i) / n) * r, -Math.cos(turn + (2 * Math.PI * i) / n) * r]);
const star = (r) => corners(10, r).map(([x, y], i) => (i % 2 ? [x * 0.42, y * 0.42] : [x, y]));
const cross = (r) => `M${-r} 0H${r}M0 ${-r}V${r}`;
const saltire = (r) => `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`;
const SHAPES = {
  circle: round,
  square: (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  diamond: (r) => polygon(corners(4, r * 1.3)),
  "diamond-wide": (r) => `M${-1.4 * r} 0L0 ${-r}L${1.4 * r} 0L0 ${r}Z`,
  "triangle-up": (r) => polygon(corners(3, r * 1.15)),
  "triangle-down": (r) => polygon(corners(3, r * 1.15, Math.PI)),
  "triangle-left": (r) => polygon(corners(3, r * 1.15, -Math.PI / 2)),
  "triangle-right": (r) => polygon(corners(3, r * 1.15, Math.PI / 2)),
  "arrow-up": (r) => polygon([[0, -r], [r * 0.8, r], [-r * 0.8, r]]),
  star: (r) => polygon(star(r * 1.3)),
  cross,
  x: saltire,
  "line-ns": (r) => `M0 ${-r}V${r}`,
  "line-ew": (r) => `M${-r} 0H${r}`,
  "square-x": (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z${saltire(r)}`,
};
const STROKED = ["cross", "x", "line-ns", "line-ew"]; // drawn by their strokes alone

function mark({ symbol = "circle", color = "currentColor", size = 8, rim }) {
  const name = String(symbol).replace(/-(open|dot|thin)/g, "");
  const path = (SHAPES[name] ?? round)(Math.max(2.5, Math.min(6, size / 2)));
  const place = { d: path, transform: `translate(${MIDDLE} ${HIGH / 2})` };
  const width = Math.max(1, Math.min(2.5, rim?.width ?? 1));
  if (/-(thin|ns|ew)/.test(symbol)) return draw("path", { ...place, fill: "none", stroke: rim?.color ?? color, "stroke-width": width });
  if (STROKED.includes(name)) return draw("path", { ...place, fill: "none", stroke: color, "stroke-width": 2.5 });
  if (/-open/.test(symbol)) return draw("path", { ...place, fill: "none", stroke: color, "stroke-width": Math.max(1.5, width) });
  return draw("path", { ...place, fill: color, stroke: rim?.width ? rim.color : "none", "stroke-width": width });
}

// The lines of a hatch, as em_figures writes them: "/", "\\", ".", "|", "-", "x", "+".
function hatch({ shape, fgcolor = "currentColor" }, id) {
  const paths = { "/": "M-1 6L6 -1M-1 1L1 -1M4 6L6 4", "\\": "M-1 -1L6 6M4 -1L6 1M-1 4L1 6", "|": "M2.5 0V5", "-": "M0 2.5H5", x: "M0 0L5 5M0 5L5 0", "+": "M2.5 0V5M0 2.5H5" };
  const inner = shape === "." ? draw("circle", { cx: 2.5, cy: 2.5, r: 1, fill: fgcolor }) : draw("path", { d: paths[shape] ?? paths["/"], stroke: fgcolor, "stroke-width": 1.4 });
  return draw("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse" }, inner);
}

const area = (fill) => draw("rect", { x: 1.5, y: 1.5, width: WIDE - 3, height: HIGH - 3, fill });

export function swatch({ scale, fill, pattern, line, marker, opacity }) {
  const svg = draw("svg", { class: "em-swatch", viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true", opacity });
  const stroke = line && { stroke: line.color ?? "currentColor", "stroke-width": Math.max(1, Math.min(4, line.width ?? 2)), "stroke-dasharray": DASHES[line.dash] ?? line.dash?.replace(/px/g, "") };
  if (scale) {
    const step = (WIDE - 3) / scale.length;
    scale.forEach((colour, i) => svg.append(draw("rect", { x: 1.5 + i * step, y: 1.5, width: step, height: HIGH - 3, fill: colour })));
  }
  if (fill || pattern) svg.append(area(fill ?? "none"));
  if (pattern?.shape) {
    many += 1;
    svg.append(hatch(pattern, `em-hatch-${many}`), area(`url(#em-hatch-${many})`));
  }
  if (stroke && (fill || pattern)) svg.append(draw("rect", { x: 1.5, y: 1.5, width: WIDE - 3, height: HIGH - 3, fill: "none", ...stroke, "stroke-width": 1.5 }));
  else if (stroke) svg.append(draw("path", { d: `M0 ${HIGH / 2}H${WIDE}`, fill: "none", ...stroke }));
  if (marker) svg.append(mark(marker));
  return svg;
}
