// What each scene was left at. A scene shows its example until the learner changes it on the stage; then it has
// settings and a half-step of its own, kept in this tab.

const known = new Map(); // lesson -> Scenes, for as long as the tab lives

export const scenesOf = (lesson) => known.get(lesson) ?? known.set(lesson, new Scenes(lesson)).get(lesson);

export class Scenes {
  constructor(lesson, store = sessionStorage) {
    this.key = `em/${lesson}`;
    this.store = store;
    this.list = [];
    try {
      this.left = new Map(Object.entries(JSON.parse(store.getItem(this.key) ?? "{}")));
    } catch {
      this.left = new Map();
    }
    const { scene = "", at = "" } = this.left.get(" latest") ?? {};
    this.latest = scene; // where the learner changed something last
    this.at = at; // which was on the stage last
  }

  describe(list) {
    this.list = list;
  }

  meta(id) {
    return this.list.find((scene) => scene.id === id);
  }

  place(id) {
    return this.list.findIndex((scene) => scene.id === id);
  }

  // {settings: what differs from the example, k: half-step or null for the example's}
  of(id) {
    return this.left.get(id) ?? { settings: {}, k: null };
  }

  isExample(id) {
    return Object.keys(this.of(id).settings).length === 0;
  }

  difference(id, settings) {
    const { example } = this.meta(id);
    return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]).filter(([name, value]) => example[name] !== value));
  }

  // Whether the scene stands at these settings, all of them.
  stands(id, settings) {
    const said = (entries) => JSON.stringify(Object.entries(entries).sort());
    return said(this.of(id).settings) === said(this.difference(id, settings));
  }

  // This scene is on the stage now.
  enter(id) {
    this.at = id;
    this.save();
  }

  // Something of how a scene is left: {settings, k}.
  leave(id, what) {
    this.left.set(id, { ...this.of(id), ...what });
    this.save();
  }

  put(id, state) {
    this.left.set(id, state);
    this.save();
  }

  // The scene stands at these settings now, all of them; own: the learner has moved them.
  change(id, settings, own = this.of(id).own ?? false) {
    const differs = this.difference(id, settings);
    const before = JSON.stringify(this.of(id).settings);
    const moved = JSON.stringify(differs) !== before;
    this.left.set(id, { ...this.of(id), settings: differs, own, ...(moved ? { follows: false } : {}) });
    if (Object.keys(differs).length && moved && own) this.latest = id;
    this.save();
  }

  reset(id) {
    this.left.delete(id);
    if (this.latest === id) this.latest = "";
    this.save();
  }

  // Every scene that is left at such settings opens with its example again; which they were.
  without(such) {
    const found = [...this.left].filter(([, { settings }]) => such(settings)).map(([id]) => id);
    for (const id of found) this.reset(id);
    return found;
  }

  // Everything at once stands at the learner's latest start and half-step, until it has been changed itself.
  begin() {
    if (this.latest === "free" || (this.left.has("free") && !this.of("free").follows)) return;
    const meta = this.meta(this.latest);
    if (!meta) return void this.left.delete("free");
    const { settings, k } = this.of(this.latest);
    this.leave("free", { settings: this.difference("free", { ...meta.example, ...settings }), k, follows: true });
  }

  // What the learner changed last in another scene, of these settings; null if there is nothing else than here.
  mine(id, names) {
    if (!this.latest || this.latest === id || !this.meta(this.latest)) return null;
    const { example: there } = this.meta(this.latest);
    const { example: here } = this.meta(id);
    const now = this.of(id).settings;
    const found = Object.entries(this.of(this.latest).settings)
      .filter(([name]) => there[name] === here[name] || !(name in there));
    // all of it, or what depends on something else would be read wrongly: a start on the unit
    return found.some(([name, value]) => names.has(name) && (now[name] ?? here[name]) !== value) ? Object.fromEntries(found) : null;
  }

  save() {
    const all = Object.fromEntries([...this.left].filter(([id]) => id !== " latest"));
    try {
      this.store.setItem(this.key, JSON.stringify({ ...all, " latest": { scene: this.latest, at: this.at, settings: {}, k: null } }));
    } catch { /* a tab without storage forgets when it is reloaded */ }
  }
}
