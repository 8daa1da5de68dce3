"""The floor for the stage: a static page that plays scenes with ``Plotly.react`` and ``innerHTML``.

``python -m bench.stage_static PORT heights`` serves the page with the lesson's first scene in it, Plotly, the
pictures around the start, and the other scenes as files, which the page fetches ahead as the app does: the
next one, after a second without input. The server computes nothing.
"""

from __future__ import annotations

import gzip
import json
import sys
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.resources import files

from bench import strips
from bench.static_page import Handler

# An html panel is put in once per view; a frame fills its places. Dash, which writes no markup, has it too.
FILL = """
function fill(box, markup, slots, rows) {
  if (box.markup !== markup) { box.innerHTML = markup; box.markup = markup; }
  const all = (name, act) => {
    for (const node of box.querySelectorAll(`[data-${name}]`)) act(node, +node.dataset[name]);
  };
  all("s", (node, i) => { node.textContent = slots[i]; });
  all("w", (node, i) => node.style.setProperty("--w", slots[i]));
  all("r", (node, i) => { node.textContent = rows[0]?.[i] ?? ""; });
}"""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>static</title>
<link rel="icon" href="data:,">
<style>body { display: flex } nav { width: 500px } .html { max-height: 300px; overflow: hidden }</style>
<script src="plotly.js"></script>
<nav><button id="next">Next</button> <button id="following">Next scene</button>
<input id="knob" type="range"> <p id="caption"></p></nav>
<div data-em-stage><div id="panels"></div></div>
<script>
FILL
const given = GIVEN;
const stage = document.querySelector("[data-em-stage]"), box = document.getElementById("panels");
const documents = new Map([[given.first.scene, given.first]]);
let doc = null, k = 0, lights = {}, quiet = 0;
function figure({ base, opening, tracks, frames }, k, count) {
  const data = base.data.map((trace) => ({ ...trace }));
  for (const updates of [opening.data ?? {}, frames[Math.min(k, frames.length - 1)]]) {
    for (const [index, { upto, ...rest }] of Object.entries(updates)) {
      const track = upto ? Object.entries(tracks[upto[0]]) : [];
      for (const [axis, values] of track) rest[axis] = values.slice(0, upto[1]);
      Object.assign(data[index], rest);
    }
  }
  const layout = { ...base.layout };
  for (const [name, value] of Object.entries(opening.layout ?? {})) {
    const deep = value && typeof value === "object" && !Array.isArray(value);
    layout[name] = deep ? { ...layout[name], ...value } : value;
  }
  const [width, height] = given.sizes[count];
  return [data, { ...layout, width, height, showlegend: false }];
}
function draw(panels, at) {
  panels.forEach(({ id, strip }, i) => {
    const place = box.children[i];
    if (strip.kind === "plotly") return Plotly.react(place, ...figure(strip, at, panels.length));
    const [view, slots, rows] = strip.frames[Math.min(at, strip.frames.length - 1)];
    return fill(place, strip.base.views[view], slots, rows);
  });
}
function say(label, caption) {
  Object.assign(stage.dataset, { k, label });
  document.getElementById("caption").textContent = caption;
}
function show(at) {
  k = Math.min(at, doc.labels.length - 1);
  draw(doc.panels, k);
  say(doc.labels[k], doc.captions[k]);
}
function enter(next) {
  doc = next;
  const kinds = doc.panels.map(({ strip }) => strip.kind);
  for (const [i, kind] of kinds.entries()) {
    const there = box.children[i];
    if (there?.dataset.kind === kind) continue;
    const place = document.createElement("div");
    place.className = kind;
    place.dataset.kind = kind;
    place.dataset.panel = "";
    there ? there.replaceWith(place) : box.append(place);
  }
  while (box.children.length > kinds.length) { Plotly.purge(box.lastChild); box.lastChild.remove(); }
  show(doc.at);
  stage.dataset.scene = doc.scene;
  wait();
}
const following = () => given.scenes[given.scenes.indexOf(doc.scene) + 1];
async function known(scene) {
  if (!documents.has(scene)) documents.set(scene, await (await fetch("scene/" + scene)).json());
  return documents.get(scene);
}
function wait() {
  clearTimeout(quiet);
  quiet = setTimeout(() => following() && known(following()), 1000);
}
for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, wait, true);
document.getElementById("next").onclick = () => show(k + 1);
document.getElementById("following").onclick = async () => enter(await known(following()));
const knob = document.getElementById("knob");
Object.assign(knob, given.knob);
knob.oninput = () => {
  const light = lights[String(+knob.value)];
  draw(doc.panels.map(({ id, strip }, i) => {
    const { opening, tracks, frame } = light.panels[i];
    return { id, strip: { ...strip, opening, tracks, frames: [frame] } };
  }), 0);
  say(light.label, light.caption);
};
enter(given.first);
const around = async () => { lights = await (await fetch("lights")).json(); };
addEventListener("load", () => setTimeout(around, 300));
</script></html>"""


def served(part: strips.Part) -> dict[str, tuple[str, bytes]]:
    """Every file of a lesson's page: address -> kind and compressed content."""
    documents = {scene: strips.ask(part.path, scene=scene) for scene in part.scenes}
    first = documents[part.scenes[0]]
    live = first["live"][part.knob]
    knob = {name: live[name] for name in ("min", "max", "step")} | {"value": first["settings"][part.knob]}
    given = {"first": first, "scenes": part.scenes, "sizes": strips.SIZES, "knob": knob}
    page = PAGE.replace("FILL", FILL, 1).replace("GIVEN", json.dumps(given).replace("</", "<\\/"), 1)
    plotly = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    out = {"/": ("text/html", page.encode()), "/plotly.js": ("text/javascript", plotly)}
    out["/lights"] = ("application/json", json.dumps(strips.lights(part, first)).encode())
    for name, document in documents.items():
        out[f"/scene/{name}"] = ("application/json", json.dumps(document).encode())
    return {address: (kind, gzip.compress(content)) for address, (kind, content) in out.items()}


def main(port: int, path: str) -> None:
    """Serve until killed."""
    part = next(part for part in strips.PARTS if part.path == path)
    ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, served(part))).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
