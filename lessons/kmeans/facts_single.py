"""The results that lesson 07 quotes of one Gaussian, a line, and the story behind the points."""

from __future__ import annotations

import numpy as np

from em_core import single_gaussian
from em_figures.words import NAMES
from lessons.common.tell import Facts, digits, short
from lessons.kmeans import one_gaussian as kmeans_one
from lessons.kmeans.facts_runs import settings
from lessons.kmeans.runs import tell


def one_gaussian() -> Facts:
    s = settings("ONE")
    guess = kmeans_one.Guess(s.mu, s.sd, s.left, s.right)
    best, line, n = guess.normals[2], guess.lines[2], len(kmeans_one.Y)
    wider = kmeans_one.squares(best) / (n - 1)
    known = {f"one_ll{i}": digits(kmeans_one.log_likelihood(at), 3) for i, at in enumerate(guess.normals)}
    return known | {
        "one_mean": digits(best.mean, 1),
        "one_squares": digits(kmeans_one.squares(best), 2),
        "one_var": digits(best.variance, 2),
        "guess_mean": digits(s.mu, 0),
        "guess_var": digits(s.sd**2, 2),
        "one_unbiased": digits(wider, 4),
        "one_ll_unbiased": digits(single_gaussian.log_likelihood(kmeans_one.errors(best), wider), 3),
        "line_guess": digits(kmeans_one.squares(guess.lines[0]), 2),
        "line_squares": digits(kmeans_one.squares(line), 4),
        "line_a": digits(line.level, 3),
        "line_b": digits(line.slope, 3),
        "line_var": digits(line.variance, 4),
        "line_ll": digits(kmeans_one.log_likelihood(line), 3),
    }


def story() -> Facts:
    s = settings("STORY")
    told = tell(s.seed, s.sigma)
    sizes = np.bincount(told.labels, minlength=told.k)
    return {f"story_{name.lower()}": str(n) for name, n in zip(NAMES, sizes, strict=False)} | {
        "story_n": str(len(told.x)),
        "story_each": short(len(told.x) / told.k),
    }
