"""The results quoted in lesson 10, most of them from the lesson's own screens."""

from __future__ import annotations

from typing import Any

import numpy as np

from em_core import PLSAParams, datasets, fit
from lessons.plsa import runs, starts
from lessons.plsa.corners import distance
from lessons.plsa.data import pile
from lessons.plsa.ends import Ends, many
from lessons.plsa.factors import losses
from lessons.plsa.settings import Settings

Facts = dict[str, Any]
BOOKS = datasets.TWO_BOOKS
LONG: dict[str, Any] = {"max_iter": 20_000, "tol": 1e-15}


def facts() -> Facts:
    found = (
        _first() | _end() | _alike() | _perfect() | _mixed() | _books() | _many() | _hard() | _nmf() | _new()
    )
    return {name: value if isinstance(value, (int, str)) else float(value) for name, value in found.items()}


def screen(**changes: Any) -> Any:
    """The run that the page shows with these settings."""
    return runs.topics(Settings(**changes))


def limit(**changes: Any) -> Any:
    """Where it tends to, as far as floats go."""
    s = Settings(**changes)
    return fit(runs.MODEL, pile(s).counts, starts.start(s), **LONG)


def _first() -> Facts:
    """The four pages: the start, the first E-step and the first M-step."""
    run = screen()
    q, after = run.shares(1), run.trace[2].params
    assert q is not None
    names = ("q11", "q12", "q22", "q23", "q31", "q32", "q33", "q41", "q42", "q43")
    known: Facts = dict(zip(names, q[:, 0].tolist(), strict=True))
    stats = run.trace[1].stats
    assert stats is not None
    known |= {f"p{d}": p for d, p in enumerate(after.doc_topics[:, 0].tolist(), 1)}
    known |= {f"a{w}": p for w, p in enumerate(after.topic_words[0].tolist(), 1)}
    begun = run.trace[0].params
    a, b = begun.doc_topics[0] * begun.topic_words[:, 0]
    known |= {"joint_a": a, "joint_b": b}
    known |= {"n_sport": stats.doc_topics[0, 0], "n_a": stats.topic_words[0].sum(),
              "n_goal": stats.topic_words[0, 0], "tokens": run.counts.tokens}  # fmt: skip
    known |= {f"ll{t}": run.trace[2 * t].log_likelihood for t in (0, 1, 2, 3, 5, 10, 20)}
    return known


def _end() -> Facts:
    end = limit()
    one = screen(topics=1)
    pooled = one.trace[-1].params.topic_words[0].tolist()
    known: Facts = {"ll": end.log_likelihood, "ll_one": one.trace[-1].log_likelihood}
    known |= {f"end_p{d}": p for d, p in enumerate(end.params.doc_topics[:, 0].tolist(), 1)}
    known |= {f"end_a{w}": p for w, p in enumerate(end.params.topic_words[0].tolist(), 1)}
    known |= {f"end_b{w}": p for w, p in enumerate(end.params.topic_words[1].tolist(), 1)}
    q = screen().shares(-1)
    return known | {f"pooled{w}": p for w, p in enumerate(pooled, 1)} | {"end_q32": q[5, 0]}


def _alike() -> Facts:
    even, pages = screen(start="even"), screen(start="pages")
    return {
        "even_end": even.trace[-1].log_likelihood,
        **{f"pages{t}": pages.trace[2 * t].log_likelihood for t in (0, 1, 2)},
        "pages_end": pages.trace[-1].log_likelihood,
    }


def _perfect() -> Facts:
    other = screen(c32=8)
    return {"left_changed": distance(other, len(other) - 1)}


def _mixed() -> Facts:
    known: Facts = {}
    for name, start in (("m", "lean"), ("f", "far")):
        end = limit(data="mixed", start=start)
        known |= {f"{name}_ll": end.log_likelihood}
        for z, row in zip("ab", end.params.topic_words.tolist(), strict=True):
            known |= {f"{name}_{z}{w}": p for w, p in enumerate(row, 1)}
    return known


def _books() -> Facts:
    run, end = screen(data="books"), limit(data="books")
    shares, topics = end.params.doc_topics[:, 0], end.params.topic_words
    known: Facts = {f"b_ll{t}": run.trace[2 * t].log_likelihood for t in (0, 1, 2, 3, 10)}
    known |= {f"ch{d}": p for d, p in enumerate(shares.tolist(), 1)}
    for z, row in zip("ab", topics, strict=True):
        for place, w in enumerate(np.argsort(-row)[:4].tolist(), 1):
            known[f"top_{z}{place}"] = row[w]
    one = fit(runs.MODEL, BOOKS.counts, PLSAParams([[1.0]] * 12, [[1 / 14] * 14]))
    return known | {"b_ll": end.log_likelihood, "b_one": one.log_likelihood, "b_n": run.trace[-1].iteration,
                    "b_tokens": BOOKS.counts.tokens}  # fmt: skip


def _many() -> Facts:
    found: dict[int, Ends] = many(Settings(data="books"))
    three = found[3].log_likelihood
    return {"two_ll": found[2].log_likelihood.max(),
            "three_ends": found[3].different, "three_low": three.min(), "three_high": three.max(),
            "starts": len(three)}  # fmt: skip


def _hard() -> Facts:
    run, books = screen(beta="inf"), screen(data="books", beta="inf")
    return {
        "h_ll": run.trace[-1].log_likelihood,
        "h_n": run.trace[-1].iteration,
        "h_p3": run.trace[-1].params.doc_topics[2, 0],
        "h_books": books.trace[-1].log_likelihood,
    }


def _nmf() -> Facts:
    run = screen()
    top = run.trace[-1].log_likelihood + distance(run, len(run) - 1)
    loss = losses(Settings())
    return {"nmf1": top - loss[1], "nmf_end": top - loss[-1]}


def _new() -> Facts:
    pages = (("new", Settings(data="new")), ("even", Settings(data="new", n1=1, n2=1, n3=1)))
    ends = {name: fit(runs.HELD, pile(s).counts, starts.start(s), **LONG) for name, s in pages}
    return {f"fold_{name}": end.params.doc_topics[0, 0] for name, end in ends.items()}
