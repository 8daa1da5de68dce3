"""Lesson 15's five boxes: reports, two tosses for each, one θ, a table of four shares, expected heads."""

from __future__ import annotations

from collections.abc import Sequence

from em_figures.filmstrip import Filmstrip, Lazy, Translate
from em_figures.slot_numbers import column
from em_figures.slots import Slots, Table, five_slots
from em_figures.words import fixed
from lessons.variational_em.learning import Learning, captions, ten_reports

EXACT, PRODUCT = "q = p(z | x, θ)", "q = q₁ q₂"  # on the E-step's arrow


def slots(run: Learning, tr: Translate = str) -> Sequence[Slots]:
    """Every half-step in five boxes; heads and tails are all tosses, right and wrong are all reports."""
    trace = run.trace
    times = trace.data.times.tolist()
    names = (tr("same"), tr("differ"))
    x = Table(tr("What the witness said, and how often."), ("", tr("times")),
              tuple(zip(names, map(str, times), strict=True)))  # fmt: skip
    z = Table(tr("The two tosses behind each report."), ("", tr("tosses")),
              tuple((name, "HH…TT?") for name in names))  # fmt: skip

    def at(k: int) -> Slots:
        s = trace[k]
        theta = Table(tr("The coin’s probability of heads."), ("", "θ"),
                      ((tr("heads"), fixed(s.params.p_heads)),))  # fmt: skip
        made = trace[max(k, 1)]
        assert made.posterior is not None and made.stats is not None
        shares = made.posterior.probs.tolist()
        rows = tuple((name, *column(row, 1)) for name, row in zip(names, shares, strict=True))
        q = Table(tr("A share for each of the four cases."), ("", "HH", "HT", "TH", "TT"), rows)
        conserved = trace.model.conserved(trace.data, made.stats)
        tosses = column([made.stats.heads, made.stats.tails], conserved[0].expected)
        reports = column([made.stats.right, made.stats.wrong], conserved[1].expected)
        counts = Table(tr("Tosses: heads H, tails T. Reports: right, wrong."),
                       ("", tr("tosses"), tr("reports")),
                       ((tr("H; right"), tosses[0], reports[0]),
                        (tr("T; wrong"), tosses[1], reports[1])))  # fmt: skip
        if s.stats is None:
            q, counts = q.empty(), counts.empty()
        return Slots(x, z, theta, q, counts, conserved)

    return Lazy(len(run), at)


@ten_reports
def five_boxes(run: Learning, *, tr: Translate = str) -> Filmstrip:
    """The run in five boxes; the E-step's arrow says which q is taken."""
    return five_slots(slots(run, tr), [s.phase for s in run.trace], captions(run, tr), tr=tr,
                      e_step=EXACT if run.family == "exact" else PRODUCT,
                      m_step=tr("θ = heads / tosses"))  # fmt: skip
