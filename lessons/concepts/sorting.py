"""Cards to be sorted: each is put somewhere and answers at once; what was put where stays in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from em_figures.filmstrip import Filmstrip, Translate, View
from lessons.concepts.record import Run

WIDE = 40  # letters of all places, above which they have a line of their own
MANY = 7  # cards, above which their numbers have a line of their own on a small stage
SOME = 3  # rows of a table that a small stage shows
EITHER = -1  # a card that may lie in any place


class Card(NamedTuple):
    """What the card says, the place where it belongs, and what it answers wherever it is put."""

    says: str
    place: int
    why: str


class Sort(NamedTuple):
    """A heading, the places' names, and the cards."""

    title: str
    places: tuple[str, ...]
    cards: tuple[Card, ...]


def lies_right(name: str, sort: Sort, i: int) -> str:
    """The choices of card i's buttons that are right, as the page reads them: "name-2=0|1"."""
    place = sort.cards[i].place
    right = range(len(sort.places)) if place == EITHER else (place,)
    return f"{name}-{i}={'|'.join(map(str, right))}"


def turns(name: str, sort: Sort, row: str, told: str, tr: Translate) -> str:
    """Where there is room for one card, its number is chosen; a last button for what is told of the row.

    told: the slot with the number of the card that is turned over, "" if there is none.
    """
    buttons = []
    for i, card in enumerate(sort.cards):
        chosen = ' checked=""' * (i == 0)
        buttons.append(
            f'<label title="{escape(card.says)}">'
            f'<input type="radio" name="{name}-at" value="{i}" data-keep="page"{chosen}/><span>{i + 1}</span>'
            f'<b class="em-tick" data-if="{lies_right(name, sort, i)}" aria-hidden="true">✓</b></label>'
        )
    if row:
        buttons.append(
            f'<label class="em-tick" data-if="{row}"><input type="radio" name="{name}-at" '
            f'value="{len(sort.cards)}" data-keep="page"/><span>{escape(tr("row"))}</span></label>'
        )
    legend = f"<legend>{escape(tr('Card'))}</legend>"
    follows = f' data-turn="{told}"' * bool(told)
    return f'<fieldset class="em-tabs em-turns"{follows}>{legend}{"".join(buttons)}</fieldset>'


def hand(
    name: str,
    sort: Sort,
    tr: Translate,
    at: int = 0,
    row: tuple[str, str] = ("", ""),
    deck: str = "",
) -> str:
    """The cards as rows of radio buttons; name: of the buttons, by which the browser keeps them.

    Card i has a place for the printed answer, slot ``at`` + i. row: what is told below the cards,
    and the choices that open it. deck: what a link calls what lies there, if the hand is one of its
    own; then one slot more has the number of the card that is turned over. A link counts cards and places, so
    their order is kept for good.
    """
    rows = [turns(name, sort, row[1], str(at + len(sort.cards)) if deck else "", tr)]
    for i, card in enumerate(sort.cards):
        buttons = []
        for j, place in enumerate(sort.places):
            right = ' class="em-right"' if card.place in (j, EITHER) else ""
            buttons.append(
                f'<label><input type="radio" name="{name}-{i}" value="{j}" data-keep=""{right}/>'
                f"<span>{escape(place)}</span></label>"
            )
        rows.append(
            f'<fieldset class="em-card" data-if="{name}-at={i}"><legend>{escape(card.says)}</legend>'
            f'<span class="em-places">{"".join(buttons)}</span><span class="em-why" aria-live="polite">'
            f'<b class="em-yes" title="{escape(tr("right"))}">✓</b>'
            f'<b class="em-no" title="{escape(tr("wrong"))}">✗</b> {escape(card.why)}</span>'
            f'<span class="em-told" data-s="{at + i}"></span></fieldset>'
        )
    n = tr("of {n} cards lie right").format(n=len(sort.cards))
    many = f'<span class="em-short">/{len(sort.cards)} ✓</span><span class="em-long"> {escape(n)}</span>'
    again = f'<button type="button" class="em-small" data-clear="">{escape(tr("Take back"))}</button>'
    score = f'<p class="em-score"><output></output>{many} {again}</p>'
    if row[0]:
        rows.append(f'<div class="em-row" data-if="{name}-at={len(sort.cards)}">{row[0]}</div>')
    wide = " em-hand-wide" * (len("".join(sort.places)) > WIDE) + " em-hand-many" * (len(sort.cards) > MANY)
    said = f' data-deck="{deck}"' * bool(deck)
    return f'<div class="em-hand{wide}"{said}>{"".join(rows)}{score}</div>'


def shown(sort: Sort, upto: int, tr: Translate) -> list[str]:
    """The printed answers of the first cards; "" for the others."""
    return [f"→ {where(card, sort, tr)}" if i < upto else "" for i, card in enumerate(sort.cards)]


def cards(run: Run, name: str, sort: Sort, tr: Translate) -> Filmstrip:
    """The cards as a panel: half-steps turn over the printed answers and leave alone what was chosen."""
    markup = hand(f"concepts-{name}", sort, tr, deck=name)
    n = len(run)
    frames = [View("cards", [*shown(sort, k, tr), str(k - 1) if k else ""]) for k in range(n)]
    said = [run.frame(k, tr).caption for k in range(n)]
    return Filmstrip("html", sort.title, {"views": {"cards": markup}}, frames, said)


def where(card: Card, sort: Sort, tr: Translate) -> str:
    """Where a card belongs."""
    return tr("either") if card.place == EITHER else sort.places[card.place]


def told(sort: Sort, first: str, tr: Translate) -> list[str]:
    """A sentence for the start and for each card that is turned over."""
    text = tr("“{card}”: {why}")
    return [first, *(text.format(card=c.says, why=c.why) for c in sort.cards)]


def table(
    run: Run, title: str, head: Sequence[str], rows: Sequence[Sequence[str]], tr: Translate
) -> Filmstrip:
    """Rows that are filled one by one: their first cell is there, the others are places.

    Slots: the cells, row by row; then a sign for those rows that a small stage shows, the last three filled.
    """
    wide, body = len(head) - 1, []
    for i, row in enumerate(rows):
        cells = "".join(f'<td data-s="{wide * i + j}"></td>' for j in range(wide))
        near = f'<span class="em-near" data-s="{wide * len(rows) + i}" hidden=""></span>'
        body.append(f'<tr class="em-some"><th scope="row">{escape(row[0])}{near}</th>{cells}</tr>')
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    markup = (
        f'<table class="em-table em-turned"><caption class="em-sr">{escape(title)}</caption>'
        f"<thead><tr>{names}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )

    def frame(k: int) -> View:
        first = min(max(0, k - SOME), len(rows) - SOME)
        near = ["+" if first <= i < first + SOME else "" for i in range(len(rows))]
        return View("all", [cell if i < k else "?" for i, row in enumerate(rows) for cell in row[1:]] + near)

    frames = [frame(k) for k in range(len(run))]
    return Filmstrip(
        "html", title, {"views": {"all": markup}}, frames, [run.frame(k, tr).caption for k in range(len(run))]
    )
