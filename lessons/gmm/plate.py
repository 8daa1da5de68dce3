"""The plate diagram of a Gaussian mixture; what the current half-step computes is lit."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Lazy, Translate, View
from em_figures.mixtures.run import Part, Run
from em_figures.mixtures.words import captions

LIT: dict[Part, str] = {"start": "", "E": "z", "weights": "π", "means": "μ", "covariances": "Σ", "M": "πμΣ"}
NODES = (("π", "", 60, 60), ("z", "n", 60, 160), ("x", "n", 190, 160),
         ("μ", "k", 320, 115), ("Σ", "k", 320, 205))  # fmt: skip
ARROWS = ((60, 82, 60, 138), (82, 160, 168, 160), (299, 121, 212, 152), (299, 199, 212, 168))


def _node(name: str, index: str, x: int, y: int, lit: bool) -> str:
    kind = " em-plate-seen" if name == "x" else ""
    under = f'<tspan dy="4" font-size="11">{index}</tspan>' if index else ""
    return (
        f'<circle class="em-node{kind}{" em-plate-lit" if lit else ""}" cx="{x}" cy="{y}" r="22"/>'
        f'<text class="em-symbol" x="{x}" y="{y + 6}">{name}{under}</text>'
    )


def _svg(run: Run, part: Part, tr: Translate) -> str:
    end = 'marker-end="url(#em-plate-tip)"'
    arrows = "".join(f'<path class="em-arrow" d="M{a} {b}L{c} {d}" {end}/>' for a, b, c, d in ARROWS)
    nodes = "".join(_node(name, index, x, y, name in LIT[part]) for name, index, x, y in NODES)
    label = escape(tr("Plate diagram: π decides z, and z, μ and Σ decide x; N points, K components"))
    return (
        f'<svg class="em-circle em-plate" viewBox="0 32 380 230" role="img" aria-label="{label}"><defs>'
        '<marker id="em-plate-tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5" markerHeight="5" '
        'orient="auto">'
        '<path class="em-tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        '<rect class="em-plate-box" x="22" y="118" width="212" height="112" rx="8"/>'
        '<rect class="em-plate-box" x="270" y="76" width="100" height="182" rx="8"/>'
        f'{arrows}{nodes}<text x="62" y="222">N = {len(run.plane.points)}</text>'
        f'<text x="318" y="250">K = {run.k}</text></svg>'
    )


def plate(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Circles are random variables or parameters, the shaded one is observed, a box repeats its contents."""
    says = {
        "start": tr("Shaded: observed. Only x is. A box repeats what is in it."),
        "E": tr("The E-step: for every point, how probable is each z?"),
        "weights": tr("The M-step: the weights π."),
        "means": tr("The M-step: the means μ."),
        "covariances": tr("The M-step: the covariances Σ."),
        "M": tr("The M-step: the weights π, the means μ and the covariances Σ."),
    }
    parts: tuple[Part, ...] = ("start", "E", "weights", "means", "covariances", "M")
    views = {
        part: f'{_svg(run, part, tr)}<p class="em-say em-plate-says">{escape(says[part])}</p>'
        for part in parts
    }
    return Filmstrip("html", tr("The model: who depends on whom"), {"views": views},
                     Lazy(len(run), lambda i: View(run.parts[i], [])), captions(run, tr))  # fmt: skip
