// A word points at a mark: the traces of that name stay, the others fade.

// boxes: Plotly's elements of one figure; name: the traces' meta, or null for all as they were.
export function dim(boxes, name) {
  for (const box of boxes) {
    for (const node of box.querySelectorAll(".trace, .hm, .contour")) {
      const trace = node.__data__?.[0]?.trace; // Plotly's own, bound to its group
      node.classList.toggle("em-dim", name !== null && trace?.meta !== name);
    }
  }
}
