// Travels with every message, so it stays small: it hands over to the page's one module.
export default function (component) {
  const { parentElement: root, data } = component;
  if (data.lang) document.documentElement.lang = data.lang === "zh" ? "zh-CN" : data.lang;
  const words = root.querySelector(".em-part-fallback");
  root.emPart ??= import(new URL(data.assets + "/lesson.mjs", document.baseURI).href)
    .then((module) => module.mount(root, data))
    .catch((error) => {
      if (words) words.textContent = data.failed ?? "";
      delete root.emPart; // the next message tries again
      throw error;
    });
  root.emPart
    .then((part) => part.update(component))
    .catch((error) => console.warn("stage:", error.message));
  return () => {
    root.emPart?.then((part) => part.destroy()).catch(() => {});
    delete root.emPart;
  };
}
