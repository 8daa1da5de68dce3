// What is seen of a handle that is dragged, and of the axes meanwhile.

// A ring at the handle; one without a y of its own is marked by a line over the whole height.
export class HandleMark {
  constructor(box) {
    this.box = box;
    this.node = null;
  }

  show(handle, values) {
    if (!this.node) {
      this.node = document.createElement("div");
      this.node.setAttribute("aria-hidden", "true");
      this.box.after(this.node); // the parent is what it is placed in
    }
    const { xaxis, yaxis } = this.box._fullLayout;
    const [x, y] = handle.map((part) => (typeof part === "string" ? values[part] : part));
    const top = yaxis._offset + (y === null ? 0 : yaxis.d2p(y));
    this.node.className = y === null ? "em-handle em-handle-line" : "em-handle";
    this.node.style.setProperty("--height", `${yaxis._length}px`);
    this.node.style.transform = `translate(${xaxis._offset + xaxis.d2p(x)}px, ${top}px)`;
  }

  hide() {
    this.node?.remove();
    this.node = null;
  }
}

// Redrawing an axis costs more than the picture: while dragging, one moves only when the run no
// longer fits or has become small in it, and then with room to spare. null: leave it.
export function roomy([low, high], [from, to]) {
  if (from >= low && to <= high && to - from > (high - low) / 4) return null;
  return [from - (to - from) / 4, to + (to - from) / 4];
}
