"""From no label to all five: where EM ends, the ledger with labels, and the same in five boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from em_core import CoinMixture, CoinParams, Conserved, Rounds, datasets, fit
from em_figures import theme
from em_figures.coins import ledger as ledgers
from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.numbers import sig
from em_figures.slot_numbers import column
from em_figures.slots import ROWS, Slots, Table, five_slots
from em_figures.trace import Trace, record
from em_figures.words import fixed
from em_lesson.remembered import remembered
from lessons.concepts.record import Coins, Run, of
from lessons.concepts.settings import Settings

DB, MODEL = datasets.DO_BATZOGLOU.rounds, CoinMixture(learn_weights=False)
ALL = (1, 0, 0, 1, 0)  # the coin of each round; 0 is A
ORDER = (1, 3, 2, 0, 4)  # in which order the rounds get their labels: round 2 first, then round 4
LONG = 1000


def labelled(n: int) -> Rounds:
    """The five rounds, n of them with a label."""
    known = ORDER[:n]
    return Rounds(DB.heads, DB.flips, [z if i in known else -1 for i, z in enumerate(ALL)])


def start(a: float, b: float) -> CoinParams:
    """Two coins taken equally often."""
    return CoinParams([0.5, 0.5], [a, b])


@remembered("labels", "a", "b", most=64)
def trace(s: Settings) -> Trace:
    """Soft EM from the settings' start."""
    return record(MODEL, labelled(s.labels), start(s.a, s.b))


@remembered("a", "b", most=64)
def ends(s: Settings) -> list[tuple[float, float]]:
    """Where EM ends with 0, 1, ..., 5 labels."""
    out = []
    for n in range(len(ALL) + 1):
        a, b = fit(MODEL, labelled(n), start(s.a, s.b), max_iter=LONG, tol=0.0).params.p_heads.tolist()
        out.append((a, b))
    return out


@of("labels")
def label_ends(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Both ends over the number of labels, and where the coins are now."""
    return _ends(run, len(ALL), tr("Where EM ends, with none to all labels"), tr)


@of("labels")
def ends_so_far(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The same with no more labels than on the stage: what the next one does is asked before it is seen."""
    return _ends(run, run.settings.labels, tr("Where EM ends, up to so many labels"), tr)


def _ends(run: Run, most: int, title: str, tr: Translate) -> Filmstrip:
    assert isinstance(run, Coins)
    at, here = ends(run.settings)[: most + 1], run.settings.labels
    counts = list(range(len(at)))
    data: list[dict[str, Any]] = []
    for k, (name, dash, symbol) in enumerate((("A", "solid", "circle"), ("B", "dash", "square"))):
        data.append(
            theme.scatter(
                "lines+markers",
                tr("end of coin {coin}").format(coin=name),
                meta=f"end-{name}",
                line=theme.line(theme.COINS[k], dash=dash),
                marker={"symbol": symbol, "size": 8, "color": theme.COINS[k]},
                hovertemplate="%{x}: %{y:.6f}<extra></extra>",
            )
        )
    data += [
        theme.scatter(
            "markers",
            tr("coin {coin} now").format(coin=name),
            hoverinfo="skip",
            marker=theme.ring(theme.COINS[k], square=bool(k)),
        )
        for k, name in enumerate("AB")
    ]
    layout = theme.layout(
        theme.axis(tr("rounds with a label"), range=[-0.35, 5.35], dtick=1, fixedrange=True),
        theme.axis("θ", range=[-0.03, 1.03], fixedrange=True),
    )
    opening = {k: {"x": counts, "y": [sig(pair[k], 7) for pair in at]} for k in (0, 1)}

    def frame(i: int) -> dict[int, Any]:
        now = run.trace[i].params.p_heads.tolist()
        return {2 + k: {"x": [here], "y": [sig(now[k], 6)]} for k in (0, 1)}

    n = len(run)
    return Filmstrip(
        "plotly",
        title,
        {"data": data, "layout": layout},
        Lazy(n, frame),
        Lazy(n, lambda i: run.frame(i, tr).caption),
        opening={"data": opening},
    )


@of("labels")
def label_ledger(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """Who is credited with what: a labelled round goes wholly to its coin."""
    assert isinstance(run, Coins)
    return ledgers.ledger(run.trace, title=tr("The ledger: a round with a label is not shared"), tr=tr)


def slots(run: Coins, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes."""
    data, steps = run.trace.data, run.trace
    rows = range(min(ROWS, len(data)))
    more = len(data) - len(rows)
    noted = data.labels.tolist()
    x = Table(
        tr("The heads and flips of every round."),
        (tr("Round"), tr("heads"), tr("flips")),
        tuple((str(i + 1), str(data.heads[i]), str(data.flips[i])) for i in rows),
        more,
    )
    z = Table(
        tr("Which coin made the round: noted for some."),
        (tr("Round"), tr("coin")),
        tuple((str(i + 1), "A/B?" if noted[i] < 0 else "AB"[noted[i]]) for i in rows),
        more,
    )

    def at(k: int) -> Slots:
        s = steps[k]
        theta = Table(
            tr("How often each coin shows heads."),
            ("", "θ"),
            tuple((c, fixed(p)) for c, p in zip("AB", s.params.p_heads.tolist(), strict=True)),
        )
        made = steps[1] if s.stats is None else s
        assert made.stats is not None and made.posterior is not None
        shares = tuple((str(i + 1), *column(made.posterior.probs[i], 1)) for i in rows)
        q = Table(
            tr("Each coin’s share of the round; with a label 1 or 0."), (tr("Round"), "A", "B"), shares, more
        )
        counts = made.stats.counts
        heads, flips = float(data.heads.sum()), float(data.flips.sum())
        total = (
            Conserved("heads", float(counts[:, 0].sum()), heads),
            Conserved("flips", float(counts.sum()), flips),
        )
        said = zip("AB", column(counts[:, 0], heads), column(counts.sum(axis=1), flips), strict=True)
        credited = Table(tr("What each coin is credited with."), ("", tr("heads"), tr("flips")), tuple(said))
        if s.stats is None:
            q, credited = q.empty(), credited.empty()
        return Slots(x, z, theta, q, credited, total)

    return Lazy(len(steps), at)


@of("labels")
def five_boxes(run: Run, *, tr: Translate = str) -> Filmstrip | None:
    """The coins, with and without labels, in five boxes."""
    assert isinstance(run, Coins)
    said = Lazy(len(run), lambda k: run.frame(k, tr).caption)
    return five_slots(
        slots(run, tr),
        [s.phase for s in run.trace],
        said,
        m_step=tr("θ = heads / flips"),
        title=tr("Coins, some with a label, in the same five boxes"),
        tr=tr,
    )
