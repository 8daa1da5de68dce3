// The line on the stage that says what a learner should know of it: what the link had wrong, that this is not the
// lesson's example, and the ways from here.

import { misread } from "./strips/laid.mjs";

const DATA = ["data", "rounds", "points", "lines", "held"];

export function tellState(stage, more = []) {
  const { words, scenes, scene } = stage;
  const given = misread(stage.doc);
  if (given) stage.notices = [...stage.notices, words.laid.replace("{given}", () => given)];
  const texts = [...more, ...stage.notices];
  if (!stage.doc.panels.length) texts.push(words.empty);
  const buttons = [];
  if (!scenes.isExample(scene)) {
    const settles = [...stage.questions].some(({ data }) => data?.scene === scene && scenes.stands(scene, data.settings));
    if (scene !== "free") texts.push(settles ? words.settled : words.changed);
    buttons.push([words.example, () => stage.reset()]);
  }
  const own = mine(stage);
  if (own) buttons.push([DATA.some((name) => name in own) ? words.data : `${words.mine}${numbers(stage, own)}`, () => useMine(stage)]);
  const { came } = stage;
  if (came && !stage.presenting) buttons.push([words.return.replace("{title}", scenes.meta(came.id).title), () => stage.goBack()]);
  stage.here.say(texts, buttons);
}

// What the learner changed last in another scene, as far as it moves anything here.
function mine({ scenes, scene, doc }) {
  return scenes.mine(scene, new Set([...Object.keys(doc.live), ...doc.controls.map(({ id }) => id), ...DATA]));
}

// Which start that is, in its numbers.
function numbers({ doc }, own) {
  const found = doc.knobs.filter((id) => id in own).map((id) => own[id]);
  return found.length ? ` (${found.slice(0, 4).join(", ")})` : "";
}

// The buttons stay from scene to scene, so what they do is found out when they are pressed.
function useMine(stage) {
  const { scenes, scene, deck } = stage;
  return stage.enter(scene, { how: "stay", settings: { ...scenes.of(scene).settings, ...mine(stage) }, k: deck.k, own: true });
}
