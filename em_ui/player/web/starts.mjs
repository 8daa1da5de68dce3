// What the learner does on the stage: steps, moved starts, choices. A moving knob or handle is answered with a light
// picture, the whole run follows when it rests.

const FAR = 1e6; // a half-step that no run has: the last
const LINK = 300; // ms without a step after which the address says it
const REST = 250; // ms after which a moved knob rests and the whole run is asked for

export class Starts {
  constructor(stage) {
    this.stage = stage;
    this.moving = null; // live settings on their way: id -> value
    this.atEnd = null; // whether they began to move when the run had ended
  }

  step(k) {
    const { scenes, scene } = this.stage;
    scenes.leave(scene, { k });
    clearTimeout(this.stepped);
    this.stepped = setTimeout(() => this.stage.writeLink(), LINK); // an address that changes costs a request for its icon
  }

  // Where the live settings stand now.
  values() {
    const { live, settings } = this.stage.doc;
    return Object.fromEntries(Object.keys(live).map((id) => [id, +(this.moving?.[id] ?? settings[id])]));
  }

  pick(values, final) {
    const { stage } = this;
    const { deck, here, doc } = stage;
    deck.stop();
    here.inputs.refuse("");
    const rounded = {};
    for (const [id, value] of Object.entries(values)) {
      const range = doc.live[id];
      if (!range) continue;
      // a typed number keeps digits that a knob's steps do not have
      const stepped = final && !this.moving ? value : Math.round(value / range.step) * range.step;
      rounded[id] = +Math.max(range.min, Math.min(range.max, stepped)).toPrecision(12);
      here.inputs.set(id, rounded[id]);
    }
    this.atEnd ??= this.isAtEnd();
    this.moving = { ...this.moving, ...rounded };
    deck.panels.hold(final ? null : this.values(), rounded);
    const settings = stage.scenes.difference(stage.scene, { ...doc.settings, ...this.moving });
    clearTimeout(this.resting);
    if (final) this.whole(settings);
    else {
      this.light(settings);
      this.resting = setTimeout(() => this.whole(settings), REST);
    }
  }

  isAtEnd() {
    const { deck } = this.stage;
    return deck.k > 0 && deck.k === deck.last;
  }

  async light(settings) {
    const { stage } = this;
    const { scene, turn, deck } = stage;
    // at the end of a run one looks at the end of the next
    const k = this.atEnd ? FAR : deck.k;
    const answer = await stage.requests.ask(stage.question(scene, settings, { k }), { light: true });
    if (!answer?.document || turn !== stage.turn || stage.scene !== scene) return;
    deck.peek(answer.document);
    const { dataset } = stage.here.root;
    dataset.peeks = +(dataset.peeks ?? 0) + 1;
  }

  async whole(settings, more = {}) {
    const { stage } = this;
    const { scene, deck } = stage;
    clearTimeout(this.resting);
    const turn = stage.turn += 1;
    const atEnd = this.atEnd || this.isAtEnd();
    const answer = await stage.requests.ask(stage.question(scene, settings, more));
    if (!answer || turn !== stage.turn || stage.scene !== scene) return;
    this.moving = this.atEnd = null;
    stage.notices = [];
    if (!stage.take(answer, scene, true)) return;
    const last = stage.doc.labels.length - 1;
    stage.scenes.leave(scene, { k: atEnd ? last : Math.min(deck.k, last) });
    stage.draw(true);
  }

  // A choice beside the panels; the server draws its consequences for the other settings.
  choose(name, value) {
    const { stage } = this;
    stage.here.inputs.refuse("");
    const settings = stage.scenes.difference(stage.scene, { ...stage.doc.settings, [name]: value });
    return this.whole(settings, { changed: name, [name]: value });
  }

  // A click adds a point to the learner's own, to four digits; the server knows it in their unit.
  add({ x, y }) {
    const { stage } = this;
    stage.here.inputs.refuse("");
    const settings = stage.scenes.difference(stage.scene, stage.doc.settings);
    return this.whole(settings, { add: [x, y].map((value) => +value.toPrecision(4)).join() });
  }

  forget() {
    clearTimeout(this.resting);
    clearTimeout(this.stepped);
    this.moving = this.atEnd = null;
  }
}
