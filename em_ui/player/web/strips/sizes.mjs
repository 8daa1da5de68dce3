// How a figure is set: its letters and margins at another size than its author's, and the size of its box.

export const FONT = 14; // px, what em_figures/theme.py writes
const UNDER = 52; // px below the plot that ticks and a title need when no legend stands there
const LENGTHS = new Set(["ticklen", "standoff"]);
const SIDES = ["l", "r", "t", "b"];

// Fonts, margins and ticks of a part of a figure times a factor; marks and lines stay.
export function scaled(value, factor) {
  if (factor === 1 || !value || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value[0] && typeof value[0] === "object" ? value.map((item) => scaled(item, factor)) : value;
  const times = (size) => (typeof size === "number" ? size * factor : Array.isArray(size) ? size.map(times) : size);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (key.endsWith("font") && item?.size) return [key, { ...item, size: times(item.size) }];
    if (key === "margin") return [key, Object.fromEntries(Object.entries(item).map(([side, px]) => [side, SIDES.includes(side) ? times(px) : px]))];
    return [key, LENGTHS.has(key) ? times(item) : scaled(item, factor)];
  }));
}

// A layout whose legend stands outside of the figure.
export function withoutLegend(layout) {
  const { b, ...margin } = layout.margin ?? {};
  return { ...layout, showlegend: false, margin: b === undefined ? margin : { ...margin, b: Math.min(b, UNDER) } };
}

const LOW = 250; // px of a box below which an axis's name stands close to it
const LETTER = 0.56; // of the letters' size: how wide one is on average

const plain = (text) => String(text ?? "").replace(/<[^>]*>/g, "");

// Names along an axis stay level: where they have no room beside one another, some are left out. null: they have.
function thinned(axis, width, size) {
  const { ticktext, tickvals } = axis ?? {};
  if (!Array.isArray(ticktext) || !Array.isArray(tickvals)) return null;
  const longest = Math.max(...ticktext.map((text) => plain(text).length)) + 1.5;
  const every = Math.ceil((ticktext.length * longest * size * LETTER) / Math.max(1, width));
  const kept = (list) => list.filter((_, i) => i % every === 0);
  return every < 2 ? null : { ...axis, tickangle: 0, ticktext: kept(ticktext), tickvals: kept(tickvals) };
}

// A layout that fills a box of this size. Where an upright name has no room beside its axis, it stands above it.
export function filling(layout, { width, height }) {
  const margin = { ...layout.margin };
  const annotations = [...(layout.annotations ?? [])];
  const size = layout.font?.size ?? FONT;
  const axes = {};
  const corner = (text, place) => annotations.push({ text, showarrow: false, xref: "paper", yref: "paper", font: { size }, ...place });
  const name = (axis) => layout[axis]?.title?.text;
  const bare = (axis) => ({ ...layout[axis], title: { text: "" } });
  if (height < LOW && name("xaxis")) {
    axes.xaxis = { ...layout.xaxis, title: { ...layout.xaxis.title, standoff: 4 } };
    margin.b = Math.min(margin.b ?? 80, 3.3 * size);
  }
  const room = height - (margin.t ?? 12) - (margin.b ?? 52);
  if (name("yaxis") && plain(name("yaxis")).length * size * LETTER > room) {
    axes.yaxis = bare("yaxis");
    corner(name("yaxis"), { x: 0, y: 1, xanchor: "left", yanchor: "bottom" });
    margin.l = Math.max(2.4 * size, (margin.l ?? 64) - 1.5 * size);
    margin.t = Math.max(margin.t ?? 0, 1.4 * size);
  }
  const across = thinned(axes.xaxis ?? layout.xaxis, width - (margin.l ?? 64) - (margin.r ?? 14), size);
  if (across) axes.xaxis = across;
  return { ...layout, ...axes, margin, annotations, width, height, autosize: false };
}

// Plotly's settings, with its words in the page's language.
export const configured = (words) => ({
  responsive: false, // it follows its box, see plotly.mjs
  displaylogo: false,
  modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
  showTips: false,
  doubleClick: false,
  locale: "em",
  locales: { em: { dictionary: words, format: {} } },
});
