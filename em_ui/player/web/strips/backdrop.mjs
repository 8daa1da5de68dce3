// A surface or a map is drawn on a sheet of its own behind the figure: an animation without redraw
// drops contours and heatmaps, and one with redraw costs twice as much. Most never change; one
// that does (a density that moves with the run) is drawn anew on its sheet, at most once a picture.

const same = (a, b) => a === b || (a?.bdata !== undefined && a.bdata === b?.bdata);

export class Backdrop {
  constructor(box) {
    this.sheet = document.createElement("div");
    this.sheet.className = "em-backdrop";
    this.sheet.setAttribute("aria-hidden", "true");
    box.before(this.sheet); // the parent is what both are placed in
    this.box = box;
    box.on("plotly_afterplot", () => this.follow());
  }

  // traces: [[index in the figure, painted trace], ...]
  open(traces) {
    this.traces = new Map(traces);
    this.signature = "";
    this.follow();
  }

  change(index, update) {
    const before = this.traces.get(index);
    // a surface may come with every picture of a drag and yet be the same
    if (Object.entries(update).every(([key, value]) => same(before[key], value))) return;
    this.traces.set(index, { ...before, ...update });
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.signature = "";
      this.follow();
    });
  }

  // Takes over the figure's size, margins and axes.
  follow() {
    const { width, height, _size: size, xaxis, yaxis } = this.box._fullLayout;
    const axis = ({ range, domain }) => ({ range: [...range], domain: [...domain], visible: false, fixedrange: true });
    const mine = {
      width, height, showlegend: false, xaxis: axis(xaxis), yaxis: axis(yaxis),
      margin: { l: size.l, r: size.r, t: size.t, b: size.b, pad: 0 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    };
    const signature = JSON.stringify(mine);
    if (signature === this.signature) return;
    this.signature = signature;
    Plotly.react(this.sheet, [...this.traces.values()], mine, { staticPlot: true });
  }

  dispose() {
    cancelAnimationFrame(this.due);
    Plotly.purge(this.sheet);
    this.sheet.remove();
  }
}
