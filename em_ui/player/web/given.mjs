// The learner's own rows, as Streamlit read them: they belong to the scene that loads them.

export class Given {
  constructor() {
    this.key = undefined; // of the rows that are here; null: there are none, undefined: nobody has said yet
  }

  update({ given, removed }, stage) {
    if (given && given.key !== this.key) this.take(given, stage);
    else if (!given && this.key) this.drop(removed > 0, stage);
    this.key = given?.key ?? null;
  }

  // Those that come with the page wait in their scene: the link says which one is shown.
  // So do those that a server read again which was started anew, unless their scene is shown.
  take({ scene, settings, again }, stage) {
    const { scenes } = stage;
    stage.notices = stage.notices.filter((one) => one !== stage.words.lost); // pasted rows are read again
    if (this.key === undefined || (again && stage.scene !== scene)) {
      if (scenes.isExample(scene)) scenes.change(scene, settings, true);
      if (again && stage.doc) stage.tellState();
      return;
    }
    scenes.latest = scene;
    stage.enter(scene, { how: "stay", settings: scenes.difference(scene, settings), k: null, own: true });
  }

  // They were removed: no scene stands at them any more, and no picture of them is kept. Or the server was started
  // again and knows none: then only what no link carries is gone.
  drop(removed, stage) {
    const such = ({ held, points, lines }) => (removed ? held || points || lines : held && !points && !lines);
    stage.requests.drop(such);
    const gone = stage.scenes.without(such);
    const notices = gone.length && !removed ? [stage.words.lost] : [];
    if (gone.includes(stage.scene)) stage.enter(stage.scene, { how: "stay", settings: {}, notices });
    else if (notices.length) stage.tellState(notices);
  }
}
