"""Lesson 09's panels: the published fit, blended colours, ellipses, the density, the opened M-step, the
tables of runs, and the ways it goes wrong."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from em_core import datasets
from em_core.protocol import Floats
from em_figures import notebook, theme, wire
from em_figures.filmstrip import Filmstrip
from em_figures.mixtures import blend
from em_figures.mixtures.ellipses import CORNERS, ellipse, outlines
from em_figures.mixtures.run import coordinates
from em_figures.mixtures.words import captions, stop_sentence
from em_figures.numbers import read
from em_lesson.answers import drawn
from em_lesson.rows import NO_ROWS, Rows, parse
from lessons.common import plane
from lessons.gmm import runs
from lessons.gmm.data import prepared, spread
from lessons.gmm.density import density, density_plane, sample
from lessons.gmm.lesson import lesson
from lessons.gmm.many import sizes_curve, sizes_table, starts_table
from lessons.gmm.plate import plate
from lessons.gmm.points_plane import FIRST, POINTS, points_plane
from lessons.gmm.presets import COLLAPSE, EMPTY, GEYSER, IDENTICAL, POINT, RING, SWAPPED
from lessons.gmm.record import MixtureRun, Restart, Size
from lessons.gmm.runs import SEEDS, restarts, run, sizes
from lessons.gmm.settings import Settings
from lessons.gmm.step_numbers import EACH, numbers, picked, step
from tests.figures.html import shown, text

OPENED = Settings(**GEYSER | {"open": True})
PUBLISHED = ((0.169968, 0.940609, 36.046210), (0.069168, 0.435168, 33.697282))
SHAPES = ("full", "diag", "tied", "spherical")


def run_of(preset: dict[str, Any], **changes: Any) -> MixtureRun:
    return run(Settings(**preset | changes))


def unpacked(values: Any) -> np.ndarray:
    if not isinstance(values, dict):
        return np.array([np.nan if v is None else v for v in values], dtype=float)
    kind = {"f4": "<f4", "u1": "u1"}[values["dtype"]]
    flat = np.frombuffer(base64.b64decode(values["bdata"]), kind)
    return flat.reshape([int(n) for n in values["shape"].split(",")]) if "shape" in values else flat


def number(slot: str) -> float:
    return read(slot.replace("\u2212", "-"))


# ---- the fit -----------------------------------------------------------------------------------


def test_old_faithful_ends_at_the_published_fit() -> None:
    last = run_of(GEYSER).trace[-1]
    assert last.log_likelihood == pytest.approx(-1130.26396, abs=5e-6)  # five printed decimals
    # six printed decimals; the run stops when its objective moves by less than 1e-7
    assert last.params.weights == pytest.approx([0.644127, 0.355873], abs=2e-6)
    means = [4.289662, 79.968115, 2.036388, 54.478516]
    assert last.params.means.ravel() == pytest.approx(means, abs=2e-5)
    for cov, (xx, xy, yy) in zip(last.params.covariances, PUBLISHED, strict=True):
        assert cov.ravel() == pytest.approx([xx, xy, xy, yy], rel=1e-5)


def test_axes_say_minutes_and_hold_the_data() -> None:
    layout = points_plane(run(Settings())).base["layout"]
    assert layout["xaxis"]["title"]["text"] == "eruption (minutes)"
    for axis, column in (("xaxis", 0), ("yaxis", 1)):
        low, high = layout[axis]["range"]
        values = datasets.OLD_FAITHFUL.x[:, column]
        assert low < values.min() and values.max() < high


# ---- colours -----------------------------------------------------------------------------------


@pytest.mark.parametrize("k", range(1, 7))
def test_a_blend_is_the_responsibilities_to_one_part(k: int) -> None:
    at = blend.palette(k)
    assert len(at.mixes) < 256 and (at.mixes.sum(axis=1) == at.parts).all()
    random = np.random.default_rng(k)
    probs = random.dirichlet(np.full(k, 0.4), 300)
    shown_as = at.mixes[blend.colour_numbers(probs)] / at.parts
    assert abs(shown_as - probs).max() <= 1 / at.parts  # largest remainder: within one part
    assert shown_as.sum(axis=1) == pytest.approx(1.0)
    pure = at.mixes[blend.colour_numbers(np.eye(k))]
    assert (pure == at.parts * np.eye(k, dtype=int)).all()


@pytest.mark.parametrize("k", [1, 2, 6])
def test_the_palette_holds_the_components_colours(k: int) -> None:
    axis = blend.colour_axis(k)
    assert axis["cmax"] == blend.palette(k).blank == len(axis["colorscale"]) - 1
    for c, number_ in enumerate(blend.colour_numbers(np.eye(k))):
        place, colour = axis["colorscale"][number_]
        assert place * axis["cmax"] == pytest.approx(number_)
        rgb = [int(theme.TOKENS["light"][theme.COMPONENTS[c]][i : i + 2], 16) for i in (1, 3, 5)]
        assert notebook.mixed(colour, theme.TOKENS["light"]) == f"rgb({','.join(map(str, rgb))})"
    with pytest.raises(ValueError, match="1 to 6 components"):
        blend.palette(7)


def test_points_are_coloured_by_the_e_step_and_keep_it_through_the_m_step() -> None:
    run = run_of(GEYSER)
    frames = points_plane(run).frames
    colours = [unpacked(frames[i][POINTS]["marker"]["color"]) for i in range(5)]
    assert (colours[0] == blend.palette(2).blank).all()  # nobody has been credited yet
    assert (colours[1] == colours[2]).all() and (colours[3] == colours[4]).all()
    assert (colours[2] != colours[3]).any()
    probs = run.probs(-1)
    assert probs is not None
    last = frames[len(run) - 1][POINTS]["marker"]
    assert (unpacked(last["color"]) == blend.colour_numbers(probs)).all()
    # the second cue: circles and squares
    assert ((unpacked(last["symbol"]) == 0) == (probs[:, 0] >= probs[:, 1])).all()


def test_the_point_that_the_question_is_about_is_chosen_first() -> None:
    known = lesson.known
    strip = step(run_of(GEYSER))
    assert f'<option selected="">({known["u_x"]:g}, {known["u_y"]:g})</option>' in strip.base["views"]["E"]
    row = picked(run_of(GEYSER)).x.tolist().index([known["u_x"], known["u_y"]])
    assert f"{known['u_a']:.2f}" in text(shown(strip, lesson.scene("e-step").settled_at, row))  # type: ignore[union-attr]


# ---- ellipses ----------------------------------------------------------------------------------


def test_an_ellipse_has_one_mahalanobis_distance() -> None:
    params = run_of(GEYSER).trace[-1].params
    for mean, cov in zip(params.means, params.covariances, strict=True):
        for radius in (1.0, 2.0):
            off = ellipse(mean, cov, radius) - mean
            d2 = np.einsum("ni,ij,nj->n", off, np.linalg.inv(cov), off)
            assert d2 == pytest.approx(radius**2, rel=1e-9)
        line = outlines(mean, cov)
        x, y = unpacked(line["x"]), unpacked(line["y"])
        assert len(x) == 2 * (CORNERS + 1) + 1 and np.isnan([x[CORNERS + 1], y[CORNERS + 1]]).all()
        # single precision
        assert x[: CORNERS + 1] == pytest.approx(ellipse(mean, cov, 1.0)[:, 0], rel=1e-6)
        assert y[CORNERS + 2 :] == pytest.approx(ellipse(mean, cov, 2.0)[:, 1], rel=1e-6)


def test_the_plane_moves_with_the_parameters() -> None:
    run = run_of(COLLAPSE)
    strip = points_plane(run)
    k = run.k
    frame, params = strip.frames[9], run.trace[9].params
    assert frame[FIRST + 2 * k]["x"] == pytest.approx(params.means[:, 0], rel=1e-4)
    for c in range(k):
        n = frame[FIRST + c]["upto"].n
        assert strip.tracks["ABCD"[c]]["y"][n - 1] == pytest.approx(params.means[c, 1], rel=1e-4)
        middle = np.nanmean(unpacked(frame[FIRST + k + c]["x"])[:CORNERS])
        assert middle == pytest.approx(params.means[c, 0], abs=1e-5)
    dashes = [strip.base["data"][FIRST + k + c]["line"]["dash"] for c in range(k)]
    assert len(set(dashes)) == k


def test_coordinates_travel_exactly_enough() -> None:
    near = np.array([1.25, np.nan, 2.5])
    assert unpacked(coordinates(near)) == pytest.approx(near, nan_ok=True)
    stamps = np.array([1.7e9, 1.7e9 + 1, 1.7e9 + 2])  # single precision would make them one
    assert coordinates(stamps) == stamps.tolist()
    assert coordinates(np.array([1e99, -1e99])) == [1e99, -1e99]  # and these infinite


# ---- the density -------------------------------------------------------------------------------


def test_the_density_is_a_density_and_the_contours_show_it() -> None:
    run = run_of(GEYSER)
    (a, b), (c, d) = run.plane.box
    log_p = density(run, len(run) - 1)
    cell = (b - a) * (d - c) / (log_p.shape[0] - 1) ** 2
    # the box leaves out what lies beyond 12 % of the data's range on each side
    assert np.exp(log_p).sum() * cell == pytest.approx(1.0, abs=0.02)
    z = unpacked(density_plane(run).frames[len(run) - 1][0]["z"])
    assert z.max() == 250 and z == pytest.approx(250 * np.exp((log_p - log_p.max()) / 2), abs=0.5)


def test_samples_come_from_the_current_model() -> None:
    params = run_of(GEYSER).trace[-1].params
    drawn = sample(params)
    mean = params.weights @ params.means
    # four standard errors of a mean of 150
    sd = np.sqrt(params.weights @ (params.covariances[:, [0, 1], [0, 1]] + params.means**2) - mean**2)
    assert abs(drawn.mean(axis=0) - mean) == pytest.approx([0, 0], abs=4 * float(sd.max()) / 150**0.5)
    long = (drawn[:, 0] > 3).mean()
    assert long == pytest.approx(params.weights[0], abs=4 * (0.23 / 150) ** 0.5)
    assert (sample(params) == drawn).all()  # the same random numbers in every frame


# ---- the opened M-step -------------------------------------------------------------------------


def test_the_opened_m_step_moves_one_kind_of_parameter_at_a_time() -> None:
    plain, opened = run_of(GEYSER), run(OPENED)
    assert list(opened.parts[:5]) == ["start", "E", "weights", "means", "covariances"]
    assert [opened.frame(i, str).label for i in range(1, 5)] == ["1E", "1M π", "1M μ", "1M Σ"]
    assert len(opened) == 1 + 4 * plain.trace.fit.iterations
    e, w, m, c = (opened.trace[i] for i in range(1, 5))
    after = plain.trace[2]
    assert (w.params.weights == after.params.weights).all() and (w.params.means == e.params.means).all()
    assert (m.params.means == after.params.means).all()
    assert (m.params.covariances == e.params.covariances).all()
    assert c.log_likelihood == after.log_likelihood and c.elbo == after.elbo
    for i in range(1, len(opened)):
        s, before = opened.trace[i], opened.trace[i - 1]
        assert s.elbo is not None and s.elbo <= s.log_likelihood + 1e-9
        if s.phase == "M":  # every part raises the bound; 1e-9: rounding of a sum of 272
            assert s.elbo >= before.elbo - 1e-9


def test_the_opened_m_step_raises_the_objective_with_a_prior() -> None:
    opened = run_of(POINT, prior=True, open=True)
    for before, s in zip(opened.trace, list(opened.trace)[1:], strict=False):
        if s.phase == "M":
            assert s.objective >= before.objective - 1e-9 * abs(before.objective)


# ---- formulas with numbers ---------------------------------------------------------------------


@pytest.mark.parametrize("prior", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_line_of_the_m_step_follows_from_what_it_prints(shape: str, prior: bool) -> None:
    run = run_of(GEYSER, shape=shape, prior=prior)
    for i in (2, len(run) - 1):
        slots = [number(slot) for slot in numbers(run, i)]
        params = run.trace[i].params
        assert slots[-1] == 272
        for c in range(run.k):
            n, pi, sx, sy, count, mx, my, *rest = slots[EACH * c : EACH * (c + 1)]
            scatter, n_cov, cov = rest[:3], rest[3], rest[4:]
            # five printed digits: half a unit of the last is up to 5e-5
            assert pi == pytest.approx(n / 272, rel=6e-5) == pytest.approx(params.weights[c], rel=6e-5)
            assert [mx, my] == pytest.approx([sx / count, sy / count], rel=6e-5)
            assert [mx, my] == pytest.approx(params.means[c], rel=6e-5)
            assert cov == pytest.approx([v / n_cov for v in scatter], rel=6e-5)
            assert cov == pytest.approx(params.covariances[c][[0, 0, 1], [0, 1, 1]], rel=6e-5)
            if shape != "tied":
                assert n_cov == pytest.approx(n + (8 if prior else 0), rel=1e-5)  # nu0 + D + 2 = 8
        if shape == "tied":  # one matrix for all the points; nu0 + D + 1 once, and 1 per mean
            assert slots[10] == 272 + (7 + 2 if prior else 0)


@pytest.mark.parametrize("shape", ["full", "tied"])
def test_the_prior_s_formulas_are_the_ones_that_are_shown(shape: str) -> None:
    run = run_of(GEYSER, shape=shape, prior=True, width=0.7)
    x, q, params = run.plane.points.x, run.probs(1), run.trace[2].params
    assert q is not None
    n, kappa, m0, psi = q.sum(axis=0), 0.01, x.mean(axis=0), spread(x) / 2
    tops = []
    for k in range(2):
        mean = (q[:, k] @ x + kappa * m0) / (n[k] + kappa)
        assert params.means[k] == pytest.approx(mean, rel=1e-9)
        off, pull = x - mean, mean - m0
        tops.append((q[:, k] * off.T) @ off + kappa * np.outer(pull, pull))
    for k in range(2):
        cov = (psi + sum(tops)) / (272 + 4 + 3 + 2) if shape == "tied" else (psi + tops[k]) / (n[k] + 4 + 4)
        assert params.covariances[k] == pytest.approx(cov, rel=1e-8)  # sums of 272 squares


def test_the_e_step_s_table_is_bayes_formula() -> None:
    run = run_of(GEYSER)
    strip, points = step(run), picked(run)
    known = {tuple(x): probs for x, probs in zip(run.plane.drawn.x.tolist(), run.probs(5), strict=True)}  # type: ignore[arg-type]
    for row, x in zip(strip.frames[5].rows, points.x.tolist(), strict=True):
        joint = [float(row[2 + 3 * c]) * 10.0 ** number(str(row[3 + 3 * c])) for c in range(2)]
        gamma = [number(str(row[4 + 3 * c])) for c in range(2)]
        total = float(row[8]) * 10.0 ** number(str(row[9]))
        assert total == pytest.approx(sum(joint), rel=6e-5)  # six digits each
        assert gamma == pytest.approx([j / sum(joint) for j in joint], abs=1e-4)
        assert gamma == pytest.approx(known[tuple(x)], abs=5.1e-5)  # four decimals


def test_the_multiplier_is_the_number_of_points() -> None:
    words = text(shown(step(run(OPENED)), 2))
    left, right = re.search(r"λ = ([\d.]+ \+ [\d.]+) = (\d+)", words).groups()  # type: ignore[union-attr]
    assert sum(map(float, left.split(" + "))) == pytest.approx(float(right), abs=1e-3) and right == "272"


@pytest.mark.parametrize("phase", [0, 1, 2])
def test_the_plate_lights_what_the_half_step_computes(phase: int) -> None:
    markup = plate(run_of(GEYSER)).base["views"]
    lit = re.findall(r'em-plate-lit"[^>]*/><text[^>]*>(.)', markup[["start", "E", "M"][phase]])
    assert "".join(lit) == ["", "z", "πμΣ"][phase]


# ---- many runs ---------------------------------------------------------------------------------


def test_the_table_of_starts_says_where_the_player_s_runs_end() -> None:
    s = Settings(**GEYSER | {"c": 3, "rule": "random"})
    ends = restarts(s)
    assert [r.seed for r in ends] == list(SEEDS)
    for r in ends[:4]:
        loaded = run(replace(s, seed=r.seed)).trace.fit
        # the same EM, side by side or alone: rounding
        assert r.log_likelihood == pytest.approx(loaded.log_likelihood, abs=1e-6)
        assert abs(r.iterations - loaded.iterations) <= 1


def test_the_best_start_is_marked_and_a_collapse_is_not() -> None:
    rows = (Restart(1, -10.0, 5, False), Restart(2, -9.0, 5, False), Restart(3, -1.0, 5, True),
            Restart(4, -9.0005, 5, False))  # fmt: skip
    strip = starts_table(rows, 3, now=2)
    markup = strip.base["views"]["all"]
    marked = re.findall(r'<tr class="em-best">.*?data-set="seed=(\d)"', markup)
    assert marked == ["2", "4"] and markup.count("collapsed") == 1
    assert list(strip.frames[0].slots) == ["", "◀", "", ""]
    assert "data-set" not in starts_table(rows, 3, now=None).base["views"]["all"]


def test_bic_prefers_two_kinds_of_eruptions() -> None:
    table = sizes(Settings())
    assert [s.parameters for s in table] == [5, 11, 17, 23, 29, 35]
    two = table[1]
    assert two.log_likelihood == pytest.approx(-1130.26396, abs=1e-4)  # it stops at 1e-8
    assert two.bic == pytest.approx(2 * 1130.26396 + 11 * np.log(272), abs=1e-3)
    lls = [s.log_likelihood for s in table]
    assert lls == sorted(lls)  # type: ignore[type-var]
    assert "with K = 2" in sizes_curve(table, 3, now=2).captions[0]
    assert re.search(r"<b>2</b>.*<b>2322\.19</b>", sizes_table(table, 3).base["views"]["all"])


def test_sizes_in_which_everything_collapsed_have_no_bic() -> None:
    none = tuple(Size(k, 6 * k - 1, None, None) for k in range(1, 4))
    for strip in (sizes_curve(none, 2, now=1), sizes_table(none, 2)):
        assert "no BIC" in strip.captions[0]


# ---- the ways it goes wrong --------------------------------------------------------------------


@pytest.mark.parametrize("preset", [COLLAPSE, POINT])
def test_a_collapse_is_told_and_the_prior_prevents_it(preset: dict[str, Any]) -> None:
    run = run_of(preset)
    last = run.trace[-1]
    (event,) = last.events
    assert event.kind == "collapse" and event.stops
    name = "ABCD"[event.component or 0]
    assert f"Component {name} collapses" in captions(run)[len(run) - 1]
    assert f"Component {name} collapses" in stop_sentence(run)
    assert f"Component {name} collapses" in text(shown(step(run), len(run) - 1))
    # less than three points are left to it, and the log-likelihood lies above that of sound fits
    assert last.posterior.probs[:, event.component].sum() < 3
    sound = [r.log_likelihood for r in restarts(Settings(**preset)) if not r.collapsed]
    assert last.log_likelihood > max(sound) if preset is COLLAPSE else last.log_likelihood > -1130.26
    saved = run_of(preset, prior=True)
    assert not any(e.kind == "collapse" for s in saved.trace for e in s.events)
    assert saved.trace.fit.log_likelihood < last.log_likelihood


def test_identical_starts_stay_identical() -> None:
    run = run_of(IDENTICAL)
    for s in run.trace:
        assert (s.params.means[0] == s.params.means[1]).all()
    one = run_of(GEYSER, c=1).trace[-1].log_likelihood
    assert run.trace[-1].log_likelihood == pytest.approx(one, rel=1e-12)


def test_an_empty_component_keeps_its_place() -> None:
    run = run_of(EMPTY)
    assert [e.kind for e in run.trace[2].events] == ["no_mass"] and run.trace[2].params.weights[1] == 0
    assert (run.trace[-1].params.means[1] == run.trace[0].params.means[1]).all()
    assert "Component B is credited with no point" in captions(run)[2]
    assert "–" in numbers(run, 2)[EACH:]


def test_labels_switch_with_the_start() -> None:
    one, other = run_of(GEYSER).trace[-1], run_of(SWAPPED).trace[-1]
    assert one.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-6)  # the stopping rule's 1e-10
    assert one.params.means == pytest.approx(other.params.means[::-1], rel=1e-4)


# ---- other data --------------------------------------------------------------------------------


def test_large_data_are_sampled_for_the_picture_only() -> None:
    x = (
        np.random.default_rng(0).standard_normal((6000, 2))
        + np.array([0, 3]) * (np.arange(6000) % 2)[:, None]
    )
    now = run(Settings(data="own", points=Rows(x, ("u", "v")), c=2, rule="plusplus"))
    assert len(now.plane.drawn) == 1000 and now.plane.sampled
    assert now.trace[1].stats.weight_n.sum() == pytest.approx(6000)  # all are counted
    probs = now.probs(1)
    assert probs is not None and probs.shape == (1000, 2)
    params = now.trace[0].params
    assert probs == pytest.approx(now.model.infer(now.plane.drawn, params).probs)
    assert now.probs(2) is probs  # an M-step does not share out anew
    strip = points_plane(now)
    assert "1000 of 6000 points drawn" in strip.title
    assert len(unpacked(strip.frames[1][POINTS]["marker"]["color"])) == 1000


ODD = ["1,2", "1,2;1,2", "1,1;2,2;3,3;4,4", "0,5;1,5;2,5;9,5", "1e99,1;2e99,3;1,5", "1e-99,1;2e-99,3;1e-98,5",
       "1e9,1e9;1000000001,1e9;1e9,1000000001"]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("points", ODD)
def test_degenerate_points_are_shown_and_never_as_nan(
    points: str, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many runs a few short ones are enough to see one that cannot be said."""
    monkeypatch.setattr(runs, "SEEDS", (1, 2))
    monkeypatch.setattr(runs, "TRIES", 2)
    monkeypatch.setattr(runs, "LONGEST", 25)
    monkeypatch.setattr(runs, "most", lambda n: 25)
    for rule, c, prior in (("hand", 2, False), ("plusplus", 4, True), ("farthest", 3, False)):
        s = Settings(data="own", points=parse(points), shape=shape, rule=rule, c=c, prior=prior, width=0.3,
                     added=rule == "farthest")  # fmt: skip
        # means left over from other data, and such as lie among these
        for start in (s, s.after("points")) if rule == "hand" else (s,):
            now = run(start)
            assert not any("nan" in now.frame(k, str).caption for k in range(len(now)))
            for _, strip in drawn(lesson.all, now, str):
                json.dumps(wire.full(strip), allow_nan=False)  # ValueError for NaN and infinities
                if strip.kind == "html":
                    assert not re.search(r"nan|inf\b", "".join(map(str, _slots(strip))))


def _slots(strip: Filmstrip) -> list[Any]:
    return [
        part
        for frame in strip.frames
        for part in (*frame.slots, *(cell for row in frame.rows for cell in row))
    ]


def test_the_ring_is_one_ring_and_a_good_density() -> None:
    run = run_of(RING)
    x: Floats = run.plane.points.x
    assert np.hypot(*x.T) == pytest.approx(3, abs=1.0)
    log_p = density(run, len(run) - 1)
    gx, gy, _ = run.plane.grid
    middle = log_p[abs(gy).argmin(), abs(gx).argmin()]
    assert middle < log_p.max() - 20  # next to nothing in the middle


def test_a_collapsed_component_is_not_hidden_by_its_ring() -> None:
    run = run_of(POINT)
    strip = points_plane(run)
    rings = strip.frames[-1][FIRST + 2 * run.k]
    clear, paper = "rgba(0,0,0,0)", "@paper"
    assert rings["marker"]["color"] == [paper, paper, clear]
    assert rings["textposition"] == ["middle center", "middle center", "top right"]
    good = points_plane(run_of(GEYSER)).frames[-1][FIRST + 4]
    assert good["marker"]["color"] == [paper, paper]


def test_means_on_one_spot_share_a_ring_and_say_so() -> None:
    both = points_plane(run_of(IDENTICAL)).frames[-1][FIRST + 4]
    assert both["text"] == ["", "AB"] and both["textposition"][1] == "top right"  # the ring has room for one
    assert points_plane(run_of(GEYSER)).frames[-1][FIRST + 4]["text"] == ["A", "B"]


def test_the_learner_s_own_data_begin_with_clicks_that_add() -> None:
    own = replace(Settings(), data="own").after("data")
    assert own.rule == "plusplus"
    strip = points_plane(run(own))
    assert strip.clicks == "add"
    assert replace(Settings(), data="ring").after("data").rule == "hand"


def test_removed_points_leave_no_means_behind() -> None:
    far = Settings(data="own", points=parse("900,900;901,905;950,930"))
    left = far.after("points").with_(points=NO_ROWS).after("points")
    low, high = np.array(prepared(left).box).T
    means = plane.by_hand(left)
    assert ((low < means) & (means < high)).all()
