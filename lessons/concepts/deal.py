"""Deal the cards: for each of ten models find what is seen, hidden and sought among six mixed cards."""

from __future__ import annotations

from html import escape

from em_figures.filmstrip import Filmstrip, Translate, View
from lessons.concepts.boxes import ROW_OF
from lessons.concepts.hands import Model, link, models
from lessons.concepts.record import Run, of
from lessons.concepts.settings import Settings
from lessons.concepts.sorting import Card, Sort, hand, lies_right, shown, table

COUNT = 10
ORDERS = ((3, 1, 5, 0, 4, 2), (2, 4, 0, 3, 1, 5), (1, 3, 2, 5, 0, 4))  # how the hands are mixed, in turn
NONE = 3


def six(model: Model, other: Model, tr: Translate) -> tuple[tuple[Card, str], ...]:
    """A model's five cards and one of another's, each with its kind."""
    stranger = tr("It is hidden, but in another model: {name}.").format(name=other.name)
    return (
        (Card(model.x, 0, tr("It is seen: x.")), "x"),
        (Card(model.z, 1, tr("Nobody has written it down: z.")), "z"),
        (Card(model.theta, 2, tr("It is what we are after: θ.")), "theta"),
        (Card(model.q, NONE, tr("It is q: the E-step makes it.")), "q"),
        (Card(model.counts, NONE, tr("They are expected counts: the M-step uses them.")), "counts"),
        (Card(other.z, NONE, stranger), "other"),
    )


def _boxes(i: int, model: Model, opens: str, tr: Translate) -> str:
    """Model i's row, open once it lies right: five boxes in words, and where to see them at work."""
    boxes = (
        ("x", tr("observed"), model.x),
        ("z", tr("hidden"), model.z),
        ("θ", tr("sought"), model.theta),
        ("q", tr("how z is shared"), model.q),
        ("", tr("expected counts"), model.counts),
    )
    said = "".join(
        f"<span><i>{sign}</i> <b>{escape(name)}</b> {escape(what)}</span>" for sign, name, what in boxes
    )
    to = f'<a href="{escape(link(model.path, tr))}">{escape(tr("See it at work"))}</a>'
    if i in ROW_OF.values():
        key = next(key for key, row in ROW_OF.items() if row == i)
        here = f"?scene=row-boxes&task=row&model={key}"
        to += f' <a href="{escape(here)}">{escape(tr("Its five boxes here"))}</a>'
    elif i == 0:
        to += f' <a href="?scene=five-boxes">{escape(tr("Its five boxes here"))}</a>'
    right = f"<b>{escape(tr('The row is right.'))}</b>"
    return f'<p class="em-row-done" data-if="{opens}">{right} {said} {to}</p>'


@of("deal")
def deal_cards(run: Run, *, tr: Translate = str) -> Filmstrip:
    """Ten hands of six cards, one hand at a time."""
    ten, places = models(tr), ("x", "z", "θ", tr("none"))
    tabs, hands, sorts = [], [], []
    for i, model in enumerate(ten):
        chosen = ' checked=""' * (i == 0)
        six_cards = six(model, ten[(i + 3) % COUNT], tr)
        mixed = [six_cards[j] for j in ORDERS[i % len(ORDERS)]]
        sort = Sort(model.name, places, tuple(card for card, _ in mixed))
        sorts.append(sort)
        name = f"concepts-deal-{i}"
        all_three = " ".join(lies_right(name, sort, j) for j in range(6) if sort.cards[j].place != NONE)
        tabs.append(
            f'<label><input type="radio" name="concepts-model" value="{i}" data-keep=""{chosen}/>'
            f'<span>{escape(model.name)} <b class="em-tick" data-if="{all_three}" aria-hidden="true">✓</b>'
            "</span></label>"
        )
        row = _boxes(i, model, all_three, tr), all_three
        dealt = hand(name, sort, tr, 6 * i, row)
        hands.append(f'<div class="em-dealt" data-if="concepts-model={i}">{dealt}</div>')
    legend = f"<legend>{escape(tr('Model'))}</legend>"
    markup = (
        f'<div class="em-deal" data-deck="deal"><fieldset class="em-tabs" data-turn="{6 * COUNT}">'
        f'{legend}{"".join(tabs)}</fieldset>'
        f"{''.join(hands)}</div>"
    )

    def frame(k: int) -> View:
        told = [one for i, sort in enumerate(sorts) for one in shown(sort, 6 * (i < k), tr)]
        return View("cards", [*told, str(k - 1) if k else ""])

    frames = [frame(k) for k in range(len(run))]
    said = [run.frame(k, tr).caption for k in range(len(run))]
    return Filmstrip(
        "html", tr("Six cards: which are x, z and θ?"), {"views": {"cards": markup}}, frames, said
    )


@of("deal")
def deal_answers(run: Run, *, tr: Translate = str) -> Filmstrip:
    """The ten rows, filled one by one."""
    head = (tr("model"), tr("x, seen"), tr("z, hidden"), tr("θ, sought"))
    rows = [(model.name, model.x, model.z, model.theta) for model in models(tr)]
    return table(run, tr("The printed answer"), head, rows, tr)


def deal_told(_: Settings, tr: Translate) -> list[str]:
    """What is turned over."""
    text = tr("{name}: seen are {x}; hidden is {z}; sought: {theta}.")
    first = tr("Ten models, all still face down. Put each card first, then turn the answers over with Next.")
    return [first, *(text.format(name=m.name, x=m.x, z=m.z, theta=m.theta) for m in models(tr))]
