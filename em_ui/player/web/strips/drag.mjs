// The pointer on a figure: which handle is dragged and to where, and what a click means.

export const isId = (part) => typeof part === "string";

// Handles as [x, y]: an input's id, a fixed number, or null each; a plane is one handle for both axes.
export const handlesOf = ({ clicks }) => (!Array.isArray(clicks) ? [] : Array.isArray(clicks[0]) ? clicks : [clicks]);

// What a figure's box says it takes: "slide" (along x only: a finger can still scroll the page), "pick", ...
export function clicksOf(wire) {
  const handles = handlesOf(wire);
  if (!handles.length) return wire.clicks ?? "";
  return handles.every(([, y]) => y === null) ? "slide" : "pick";
}

// Where a pointer is, in the axes' own units; `corner` is the figure's left and top on the screen.
export function placeOf({ clientX, clientY }, corner, { xaxis, yaxis }) {
  const px = clientX - corner.left - xaxis._offset;
  const py = clientY - corner.top - yaxis._offset;
  const inside = px >= 0 && py >= 0 && px <= xaxis._length && py <= yaxis._length;
  const clamp = (value, top) => Math.max(0, Math.min(top, value));
  return { x: xaxis.p2d(clamp(px, xaxis._length)), y: yaxis.p2d(clamp(py, yaxis._length)), inside };
}

// The handle nearest to a place; one that stands at a fixed number on an axis is judged by that axis alone.
export function nearest(handles, at, values, { xaxis, yaxis }) {
  const far = (handle) => {
    const fixed = handle.some((part) => typeof part === "number");
    const parts = handle.map((part) => (isId(part) ? (fixed ? null : values[part]) : part));
    const [dx, dy] = parts.map((part, i) => (part === null ? 0 : [xaxis, yaxis][i].d2p(part) - [xaxis, yaxis][i].d2p(i ? at.y : at.x)));
    return Math.hypot(dx, dy);
  };
  return handles.reduce((best, handle) => (far(handle) < far(best) ? handle : best));
}

// Listens on strip.box for as long as it lives; the strip has handles, wire, values() and on...().
export function listen(strip) {
  const { box } = strip;
  let held = null; // the handle that is held, where the pointer went down, and what its inputs were
  const axes = () => box._fullLayout;
  const place = (event) => (axes()?.xaxis ? placeOf(event, box.getBoundingClientRect(), axes()) : null);
  const closest = (at) => nearest(strip.handles, at, strip.values(), axes());
  const pick = (event, handle, final) => {
    const at = place(event);
    if (!at) return;
    const [x, y] = handle;
    strip.onPick({ ...(isId(x) ? { [x]: at.x } : {}), ...(isId(y) ? { [y]: at.y } : {}) }, final);
  };
  const picks = () => strip.handles?.length > 0;
  const slides = () => box.dataset.clicks === "slide";
  const modebar = (event) => event.target.closest?.(".modebar");
  const on = (name, act) => box.addEventListener(name, act, true);

  on("pointerdown", (event) => {
    // a finger scrolls the page, so it sets the start by a tap (below) and not by dragging; but for slides, and
    // where the figure stands on a stage that does not scroll
    const touch = event.pointerType === "touch" && getComputedStyle(box).touchAction !== "none";
    if (!picks() || (touch && !slides()) || event.button !== 0 || modebar(event)) return;
    const at = place(event);
    if (!at?.inside) return;
    const handle = closest(at);
    const values = strip.values();
    const before = Object.fromEntries(handle.filter(isId).map((id) => [id, values[id]]));
    held = { handle, x: event.clientX, before, moving: !touch };
    if (touch) return;
    box.setPointerCapture(event.pointerId);
    pick(event, handle, false);
    event.preventDefault();
  });
  on("pointermove", (event) => {
    if (!held) return;
    // a finger that goes up or down scrolls; only one that goes sideways drags
    if (!held.moving && Math.abs(event.clientX - held.x) < 6) return;
    if (!held.moving) box.setPointerCapture(event.pointerId);
    held.moving = true;
    pick(event, held.handle, false);
  });
  on("pointerup", (event) => {
    if (held?.moving) pick(event, held.handle, true);
    held = null;
  });
  on("pointercancel", () => {
    if (held?.moving) strip.onPick(held.before, true, true);
    held = null;
  });
  let tapped = { x: 0, y: 0, when: -Infinity };
  on("click", (event) => {
    const at = place(event);
    if (!at?.inside || modebar(event)) return;
    // of one tap come two clicks, the browser's and Plotly's copy of it
    const when = performance.now();
    const again = when - tapped.when < 400 && Math.hypot(event.clientX - tapped.x, event.clientY - tapped.y) < 4;
    if (!again) tapped = { x: event.clientX, y: event.clientY, when };
    else if (strip.wire.clicks === "add") return;
    if (strip.wire.clicks === "jump") strip.onJump(Math.round(at.x));
    else if (strip.wire.clicks === "add") strip.onAdd({ x: at.x, y: at.y });
    else if (picks() && event.pointerType === "touch") pick(event, closest(at), true);
  });
}
