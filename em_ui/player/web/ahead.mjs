// Fetches the next scene when this one is painted, the tab is visible and nobody has touched anything for a second.

const QUIET = 1000; // ms
const INPUT = ["pointerdown", "keydown", "wheel", "touchmove"];

export class Ahead {
  constructor(stage) {
    this.stage = stage;
    this.stop = new AbortController();
    for (const type of INPUT) {
      document.addEventListener(type, () => this.wait(), { passive: true, capture: true, signal: this.stop.signal });
    }
  }

  wait() {
    const { stage } = this;
    clearTimeout(this.due);
    if (stage.painted !== stage.scene || navigator.connection?.saveData) return;
    this.due = setTimeout(() => {
      const next = stage.scenes.list[stage.scenes.place(stage.scene) + 1];
      if (!next || document.visibilityState !== "visible") return;
      stage.requests.prefetch(stage.question(next.id, stage.scenes.of(next.id).settings));
    }, QUIET);
  }

  dispose() {
    this.stop.abort();
    clearTimeout(this.due);
  }
}
