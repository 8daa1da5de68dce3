// What the learner does on the stage: steps, moved starts, choices. A moving knob or handle is answered with a light
// picture, the whole run follows when it rests. A choice has consequences that only the server knows, so what comes
// after it waits for its answer.

const FAR = 1e6; // a half-step that no run has: the last
const LINK = 300; // ms without a step after which the address says it
const REST = 250; // ms after which a moved knob rests and the whole run is asked for

export class Starts {
  constructor(stage) {
    this.stage = stage;
    this.forget();
  }

  forget() {
    clearTimeout(this.resting);
    clearTimeout(this.stepped);
    this.moving = null; // live settings on their way: id -> value
    this.atEnd = null; // whether they began to move when the run had ended
    this.acts = []; // the one that is under way, and those that wait for it
  }

  // Whether the run on the stage is the scene's: not while a scene is on its way.
  get here() {
    return this.stage.doc?.scene === this.stage.scene;
  }

  step(k) {
    if (!this.here) return;
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

  // What has been moved is the scene's, though its run has not come: it is left.
  keep() {
    const { scenes, scene, doc } = this.stage;
    if (!this.moving || !this.here) return;
    scenes.change(scene, { ...doc.settings, ...this.moving }, true);
    if (this.atEnd) scenes.leave(scene, { k: -1 });
  }

  // exact: a typed number, which keeps digits that a knob's steps do not have.
  pick(values, final, exact = false) {
    if (!this.here) return;
    const { deck, here, doc } = this.stage;
    deck.stop();
    here.inputs.refuse("");
    const rounded = {};
    for (const [id, value] of Object.entries(values)) {
      const range = doc.live[id];
      if (!range) continue;
      const stepped = exact ? value : Math.round(value / range.step) * range.step;
      rounded[id] = +Math.max(range.min, Math.min(range.max, stepped)).toPrecision(12);
      here.inputs.set(id, rounded[id]);
    }
    this.atEnd ??= this.isAtEnd();
    this.moving = { ...this.moving, ...rounded };
    deck.panels.hold(final ? null : this.values(), rounded);
    clearTimeout(this.resting);
    if (final) this.rest();
    else {
      if (!this.acts.length) this.light();
      this.resting = setTimeout(() => this.rest(), REST);
    }
  }

  isAtEnd() {
    const { deck } = this.stage;
    return deck.k > 0 && deck.k === deck.last;
  }

  settings(more = {}) {
    const { scenes, scene, doc } = this.stage;
    return scenes.difference(scene, { ...doc.settings, ...this.moving, ...more });
  }

  async light() {
    const { stage } = this;
    const { scene, turn, deck } = stage;
    // at the end of a run one looks at the end of the next
    const k = this.atEnd ? FAR : deck.k;
    const answer = await stage.requests.ask(stage.question(scene, this.settings(), { k }), { light: true });
    if (!answer?.document || turn !== stage.turn || stage.scene !== scene) return;
    deck.peek(answer.document);
    const { dataset } = stage.here.root;
    dataset.peeks = +(dataset.peeks ?? 0) + 1;
  }

  // A newer start takes the place of one that has not been answered, but not that of a choice.
  rest() {
    if (!this.acts.length) this.whole();
    else if (this.acts.length === 1 || this.acts.at(-1).more) this.act({}); // one for all that has moved
  }

  async act(more) {
    const { acts } = this;
    if (acts.push(more) > 1) return;
    for (; acts.length && acts === this.acts; acts.shift()) await this.whole(acts[0]);
  }

  async whole({ changed = {}, more = {} } = {}) {
    const { stage, moving } = this;
    const { scene, deck } = stage;
    clearTimeout(this.resting);
    const turn = stage.turn += 1;
    const atEnd = this.atEnd || this.isAtEnd();
    const answer = await stage.requests.ask(stage.question(scene, this.settings(changed), more));
    if (!answer || turn !== stage.turn || stage.scene !== scene) return;
    const since = Object.entries(this.moving ?? {}).filter(([id, value]) => moving?.[id] !== value);
    this.moving = since.length ? Object.fromEntries(since) : null;
    if (!this.moving) this.atEnd = null;
    stage.notices = [];
    const { texts } = stage.here.inputs;
    const [[typed, text] = []] = Object.entries(changed);
    if (answer.refused && texts.refuse(typed, answer.refused)) return;
    texts.accept(typed, answer.document && text);
    if (!stage.take(answer, scene, true)) return;
    const last = stage.doc.labels.length - 1;
    stage.scenes.leave(scene, { k: atEnd ? last : Math.min(deck.k, last) });
    stage.draw(true);
  }

  // A choice beside the panels; the server draws its consequences for the other settings.
  choose(name, value) {
    if (!this.here) return;
    this.stage.here.inputs.refuse("");
    this.act({ changed: { [name]: value }, more: { changed: name, [name]: value } });
  }

  // A click adds a point to the learner's own, to four digits; the server knows it in their unit.
  add({ x, y }) {
    if (!this.here) return;
    this.stage.here.inputs.refuse("");
    this.act({ more: { add: [x, y].map((value) => +value.toPrecision(4)).join() } });
  }
}
