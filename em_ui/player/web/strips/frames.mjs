// A filmstrip's frames as whole figures: base, opening, ghosts and frame k, laid over each other.

const NOTHING = { x: [null], y: [null] };

// What is no scatter (a surface, a map, bars) lies on a sheet of its own, see backdrop.mjs.
export const still = (trace) => trace.type && trace.type !== "scatter";

// The frame for half-step k; a strip with fewer frames stays at its last. A number says which one is there again.
export function frameAt({ frames }, k) {
  const frame = frames[Math.min(k, frames.length - 1)];
  return typeof frame === "number" ? frames[frame] : frame;
}

// One trace's update, with "the first n points of this track" written out.
export function expanded(update, tracks) {
  const { upto, ...rest } = update;
  if (!upto) return rest;
  const [name, n] = upto;
  for (const [axis, values] of Object.entries(tracks[name])) rest[axis] = values.slice(0, n);
  return rest;
}

// A layout with a part laid over it, one level deep.
export function merged(layout, part) {
  const out = { ...layout };
  for (const [name, value] of Object.entries(part ?? {})) {
    out[name] = value && typeof value === "object" && !Array.isArray(value) ? { ...out[name], ...value } : value;
  }
  return out;
}

// The run before, by trace: where there was none, nothing.
export function ghostsOf({ ghost }, ghosts) {
  return Object.fromEntries(Object.entries(ghost).map(([index, name]) => [index, ghosts[name] ?? NOTHING]));
}

// The whole figure at half-step k: its traces, and its layout.
export function laid(wire, ghosts, k) {
  const { base, opening, tracks } = wire;
  const data = base.data.map((trace) => ({ ...trace }));
  for (const updates of [opening.data ?? {}, ghostsOf(wire, ghosts), frameAt(wire, k)]) {
    for (const [index, update] of Object.entries(updates)) Object.assign(data[index], expanded(update, tracks));
  }
  return { data, layout: merged(base.layout, opening.layout) };
}

// The axes' ranges in a part of a layout, without ticks and titles.
export function rangesOf(layout, choose = (range) => range) {
  const ranges = {};
  for (const [name, part] of Object.entries(layout ?? {})) {
    const range = part?.range && choose(part.range, name);
    if (range) ranges[name] = { range };
  }
  return ranges;
}

const there = (value) => value !== null && value !== undefined && value !== "" && !Number.isNaN(value);
const some = (list, test) => {
  for (let i = 0; i < list.length; i += 1) if (test(list[i], i)) return true;
  return false;
};

// Whether a trace is one point and no more.
export function isAlone({ x, y }) {
  if (!x || !y || x.bdata || y.bdata) return false;
  return x.length > 0 && !some(x, (value, i) => there(value) && there(y[i]) && (value !== x[0] || y[i] !== y[0]));
}

// Whether a trace shows anything: a finite number, in both directions where there are two.
export function isDrawn(trace) {
  if (trace.visible === false || trace.visible === "legendonly") return false;
  const { x, y, z } = trace;
  if (z) return Boolean(z.bdata) || some(z, (row) => (row?.length === undefined ? there(row) : some(row, there)));
  if (x?.bdata || y?.bdata) return true;
  if (!x || !y) return some(x ?? y ?? [], there);
  const at = (i) => there(x[i]) && there(y[i]);
  // one point alone makes no line
  if (trace.mode === "lines") return some(x, (value, i) => at(i) && at(i + 1) && (value !== x[i + 1] || y[i] !== y[i + 1]));
  return some(x, (value, i) => at(i));
}
