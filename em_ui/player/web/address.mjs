// The link is the state of the scene in view: its id, the settings that differ from its example, the half-step.

const OURS = new Set(["lang", "scene", "present", "laid"]);

export function read() {
  const all = Object.fromEntries(new URLSearchParams(location.search));
  const params = Object.fromEntries(Object.entries(all).filter(([name]) => !OURS.has(name)));
  return { scene: all.scene ?? "", lang: all.lang ?? "", present: all.present === "1", laid: all.laid ?? "", params };
}

export function query({ lang, scene, params, k, laid, present }) {
  const said = new URLSearchParams(scene === null ? params : { scene, ...params }); // null: there is a single one
  if (k !== null) said.set("k", k);
  said.set("lang", lang);
  if (laid) said.set("laid", laid);
  if (present) said.set("present", "1");
  return said.toString();
}

// No entry in the history: Back leaves the lesson, and returns to the scene that was left.
export function write(place) {
  history.replaceState(history.state, "", `${location.pathname}?${query(place)}`);
}

export const full = (place) => `${location.origin}${location.pathname}?${query({ ...place, present: false })}`;
