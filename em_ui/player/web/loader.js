// Travels with every message, so it stays small: it shows the caption and "could not start" at
// once, and hands over to the served module, which takes that away after its first drawing.
export default function (component) {
  const { parentElement: root, data } = component;
  const words = root.querySelector(".em-fallback");
  if (words) {
    words.querySelector(".em-fallback-caption").textContent = data.caption;
    words.querySelector(".em-fallback-error").textContent = data.strings.failed;
  }
  root.emPlayer ??= import(new URL(data.assets + "/player.mjs", document.baseURI).href)
    .then((module) => module.mount(root, data))
    .catch((error) => {
      words?.classList.add("em-failed");
      delete root.emPlayer; // the next message tries again
      throw error;
    });
  root.emPlayer
    .then((player) => player.update(component))
    .catch((error) => console.warn("player:", error.message));
  return () => {
    root.emPlayer?.then((player) => player.destroy()).catch(() => {});
    delete root.emPlayer;
  };
}
