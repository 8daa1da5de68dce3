"""The results that lesson 07 quotes of one Gaussian, a line, and the story behind the points."""

from __future__ import annotations

import numpy as np

from em_core import single_gaussian
from em_figures.words import NAMES
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans.facts_runs import Facts, settings
from lessons.kmeans.runs import tell


def one_gaussian() -> Facts:
    s = settings("ONE")
    guess = kmeans_one.Guess(s.mu, s.sd, s.left, s.right)
    best, line, n = guess.normals[2], guess.lines[2], len(kmeans_one.Y)
    wider = kmeans_one.squares(best) / (n - 1)
    known = {f"one_ll{i}": kmeans_one.log_likelihood(at) for i, at in enumerate(guess.normals)}
    return known | {
        "one_mean": best.mean,
        "one_squares": kmeans_one.squares(best),
        "one_var": best.variance,
        "guess_mean": s.mu,
        "guess_var": s.sd**2,
        "one_unbiased": wider,
        "one_ll_unbiased": single_gaussian.log_likelihood(kmeans_one.errors(best), wider),
        "line_guess": kmeans_one.squares(guess.lines[0]),
        "line_squares": kmeans_one.squares(line),
        "line_a": line.level,
        "line_b": line.slope,
        "line_var": line.variance,
        "line_ll": kmeans_one.log_likelihood(line),
    }


def story() -> Facts:
    s = settings("STORY")
    told = tell(s.seed, s.sigma)
    sizes = np.bincount(told.labels, minlength=told.k).tolist()
    return {f"story_{name.lower()}": n for name, n in zip(NAMES, sizes, strict=False)} | {
        "story_n": len(told.x),
        "story_each": len(told.x) / told.k,
    }
