// Where one to three panels go on a stage of some size: beside one another or above, whichever shows them best.

const WAYS = {
  1: [{ columns: 1, areas: ["a"] }],
  2: [{ columns: 1, areas: ["a", "b"] }, { columns: 2, areas: ["a b"] }],
  3: [
    { columns: 2, areas: ["a a", "b c"] }, { columns: 2, areas: ["a b", "a c"] },
    { columns: 1, areas: ["a", "b", "c"] }, { columns: 2, areas: ["a b", "c c"] },
  ],
};
const GAP = 12;
const GOOD = { width: 500, height: 280, square: 340 }; // a figure of this size is as good as any
const LOW = 150; // px that a figure needs at least

// kinds: "plotly" | "square" (equal axes, or one that needs its height) | "html"; natural(i, width): the height that panel i needs at this width;
// areas: the way that it must be.
export function arrange(kinds, width, height, natural, areas = null) {
  const ways = WAYS[kinds.length];
  const scored = (areas ? ways.filter((way) => way.areas.join() === areas.join()) : ways).map((way) => measure(way, kinds, width, height, natural));
  return scored.reduce((best, way) => (way.score > best.score + 1e-9 ? way : best));
}

function measure({ columns, areas }, kinds, width, height, natural) {
  const rows = areas.map((area) => area.split(" "));
  const cell = (width - GAP * (columns - 1)) / columns;
  const place = (i) => {
    const name = "abc"[i];
    const at = rows.map((row, r) => (row.includes(name) ? r : -1)).filter((r) => r >= 0);
    const span = rows[at[0]].filter((other) => other === name).length;
    return { at, width: span === columns ? width : cell };
  };
  const places = kinds.map((_, i) => place(i));
  const needs = kinds.map((kind, i) => (kind === "html" ? natural(i, places[i].width) : 0));
  const room = height - GAP * (rows.length - 1);
  // rows of tables alone take what they need, figures share the rest
  const fixed = rows.map((row, r) => {
    const here = kinds.map((_, i) => i).filter((i) => places[i].at.length === 1 && places[i].at[0] === r);
    const figures = kinds.some((kind, i) => kind !== "html" && places[i].at.includes(r));
    return !figures && here.length ? Math.max(...here.map((i) => needs[i])) : 0;
  });
  const free = rows.filter((_, r) => !fixed[r]).length;
  const wanted = fixed.reduce((sum, value) => sum + value, 0);
  const spared = Math.max(room - free * LOW, 0.4 * room * (free ? 1 : 2.5));
  const heights = fixed.map((value) => value * Math.min(1, spared / Math.max(1, wanted)));
  const left = room - heights.reduce((sum, value) => sum + value, 0);
  const sizes = heights.map((value) => (free ? value || left / free : (value * room) / Math.max(1, room - left)));
  const quality = kinds.map((kind, i) => {
    const tall = places[i].at.reduce((sum, r) => sum + sizes[r], GAP * (places[i].at.length - 1));
    if (kind === "html") return Math.min(1.1, tall / Math.max(1, needs[i]));
    if (kind === "square") return Math.min(1.25, Math.min(tall, places[i].width) / GOOD.square);
    return Math.min(1.25, tall / GOOD.height, places[i].width / GOOD.width);
  });
  return {
    columns, areas, rows: sizes,
    score: 2 * Math.min(...quality) + quality.reduce((sum, value) => sum + Math.min(1.1, value), 0) / kinds.length,
  };
}
