"""The floor: the same screen as a static page, EM in JavaScript and ``Plotly.react``, no server work.

``python -m bench.static_page PORT`` serves it, compressed as any web server would.
"""

from __future__ import annotations

import gzip
import json
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

from bench import screen

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>static</title>
<link rel="icon" href="data:,">
<script src="plotly.js"></script>
<p>theta_A <input id="a" type="range" min="0.001" max="0.999">
theta_B <input id="b" type="range" min="0.001" max="0.999">
<button id="first">Start</button> <button id="next">Next</button> <output data-bench></output></p>
<div style="display:flex"><div id="surface"></div><div id="line"></div><table id="table"></table></div>
<script>
const given = GIVEN;
const byId = (id) => document.getElementById(id);
let run = [], k = 0;
function em(a, b) {
  const halves = [];
  const shares = (p) => given.rounds.map(([h, t]) => {
    const odds = h * Math.log(p[1] / p[0]) + t * Math.log((1 - p[1]) / (1 - p[0]));
    return 1 / (1 + Math.exp(odds));
  });
  const value = (p) => given.rounds.reduce((sum, [h, t]) =>
    sum + Math.log(.5 * p[0] ** h * (1 - p[0]) ** t + .5 * p[1] ** h * (1 - p[1]) ** t), 0);
  let p = [a, b], last = value(p);
  halves.push({ label: "start", p, value: last, q: null });
  for (let t = 1; t <= 100; t++) {
    const q = shares(p);
    halves.push({ label: t + "E", p, value: last, q });
    const credit = (of) => given.rounds.reduce(
      ([heads, tails], [h, t], i) => [heads + of(q[i]) * h, tails + of(q[i]) * t], [0, 0]);
    const [ha, ta] = credit((share) => share), [hb, tb] = credit((share) => 1 - share);
    p = [ha / (ha + ta), hb / (hb + tb)];
    const now = value(p);
    halves.push({ label: t + "M", p, value: now, q });
    if (t > 1 && Math.abs(now - last) <= 1e-10 * (1 + Math.abs(now))) break;
    last = now;
  }
  return halves;
}
function draw() {
  const seen = run.slice(0, k + 1), half = run[k];
  const plot = (id, x, y, under) => Plotly.react(id, [...under,
    { ...given.path, x, y }, { ...given.ring, x: x.slice(-1), y: y.slice(-1) }], given.layouts[id]);
  plot("surface", seen.map((h) => h.p[0]), seen.map((h) => h.p[1]), [given.surface]);
  plot("line", seen.map((_, i) => i), seen.map((h) => h.value), []);
  const cells = given.rounds.map(([h, t], i) => [i + 1, h, h + t,
    half.q ? half.q[i].toFixed(4) : "-", half.q ? (1 - half.q[i]).toFixed(4) : "-"]);
  byId("table").innerHTML = [given.header, ...cells].map((row) => "<tr><td>" + row.join("<td>")).join("");
  document.querySelector("[data-bench]").textContent = half.label;
}
function start() { run = em(+byId("a").value, +byId("b").value); k = Math.min(k, run.length - 1); draw(); }
for (const [id, value] of Object.entries(given.start)) {
  Object.assign(byId(id), { step: given.step, value });
  byId(id).addEventListener("input", start);
}
byId("next").addEventListener("click", () => { k = Math.min(k + 1, run.length - 1); draw(); });
byId("first").addEventListener("click", () => { k = 0; draw(); });
start();
</script></html>"""


def page() -> bytes:
    """The page with the common screen's data written in."""
    given = {
        "rounds": screen.ROUNDS.counts.tolist(), "header": screen.HEADER, "step": screen.STEP,
        "start": dict(zip("ab", screen.START, strict=True)), "surface": screen.surface(),
        "path": screen.marks([], []), "ring": screen.marks([], [], ring=True),
        "layouts": {"surface": screen.SURFACE_LAYOUT, "line": screen.LINE_LAYOUT},
    }
    return PAGE.replace("GIVEN", json.dumps(given)).encode()


class Handler(BaseHTTPRequestHandler):
    """Two files from memory."""

    def __init__(self, served: dict[str, tuple[str, bytes]], *args: object) -> None:
        self.served = served
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        kind, body = self.served.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


def main(port: int) -> None:
    """Serve until killed."""
    plotly = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    served = {
        "/": ("text/html", gzip.compress(page())),
        "/plotly.js": ("text/javascript", gzip.compress(plotly)),
    }
    ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, served)).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
