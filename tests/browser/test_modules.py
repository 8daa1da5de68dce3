"""The stage's modules by themselves, in the browser that they run in: clock, sender and store are handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from em_ui.player.assets import install
from tests.browser.server import Server

# A sender that answers when the test says so, a clock that runs when the test says so.
BENCH = """async folder => {
    const { Requests, keyOf } = await import(folder + '/requests.mjs');
    const { Scenes } = await import(folder + '/scenes.mjs');
    const { arrange } = await import(folder + '/arrange.mjs');
    const address = await import(folder + '/address.mjs');
    const { asked } = await import(folder + '/marks.mjs');
    const make = () => {
        const b = { sent: [], timers: [], waits: [], log: {}, now: 0 };
        b.clock = {
            setTimeout: (act, ms) => b.timers.push({ act, at: b.now + ms }) ,
            clearTimeout: id => { if (id) b.timers[id - 1].act = null; },
        };
        b.pass = async ms => {
            b.now += ms;
            for (const timer of b.timers) if (timer.act && timer.at <= b.now) { const { act } = timer; timer.act = null; act(); await b.soon(); }
            await b.soon();
        };
        b.soon = () => new Promise(done => setTimeout(done, 0));
        b.send = (question, light, signal) => new Promise((resolve, reject) => {
            const one = { scene: question.scene, params: question.params, light, aborted: false, resolve, reject };
            signal.addEventListener('abort', () => { one.aborted = true; reject(new Error('aborted')); });
            b.sent.push(one);
        });
        b.requests = new Requests({ send: b.send, clock: b.clock, onWaiting: yes => b.waits.push(yes) });
        b.q = (scene, params = {}) => ({ scene, lang: 'en', params });
        b.ask = (name, question, options) => { b.log[name] = 'open'; b.requests.ask(question, options).then(a => { b.log[name] = a && a.name; }); };
        b.ahead = (name, question) => { b.log[name] = 'open'; b.requests.prefetch(question).then(a => { b.log[name] = a; }); };
        b.answer = async (i, name, more = {}) => { b.sent[i].resolve({ name, notices: [], document: {}, size: 10, ...more }); await b.soon(); };
        b.fail = async i => { b.sent[i].reject(new Error('lost')); await b.soon(); };
        b.asked = () => b.sent.map(one => one.scene + JSON.stringify(Object.values(one.params)));
        return b;
    };
    const memory = () => { const kept = {}; return { getItem: k => kept[k] ?? null, setItem: (k, v) => { kept[k] = v; }, kept }; };
    Object.assign(window, { Requests, keyOf, Scenes, arrange, address, asked, make, memory });
}"""


@pytest.fixture(scope="module")
def bench(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of the app's own address with nothing on it but the modules."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/_stcore/health")
    page.evaluate(BENCH, f"{server.url}/{install().folder}")
    yield page
    context.close()


def run(bench: Page, script: str) -> Any:
    return bench.evaluate(f"async () => {{ {script} }}")


def test_one_question_is_under_way_and_the_newest_waits(bench: Page) -> None:
    got = run(bench, """const b = make();
        b.ask('one', b.q('a')); b.ask('two', b.q('b')); b.ask('three', b.q('c')); await b.soon();
        const first = b.asked();
        await b.answer(0, 'A');
        const then = b.asked();
        await b.answer(1, 'C');
        return [first, then, b.log, b.asked()];""")  # fmt: skip
    assert got[0] == ["a[]"], "one at a time"
    assert got[1] == got[3] == ["a[]", "c[]"], "the second is forgotten"
    assert got[2] == {"one": None, "two": None, "three": "C"}, "an answer that came too late is none"


def test_what_was_answered_is_kept_even_if_nobody_waits_for_it_any_more(bench: Page) -> None:
    got = run(bench, """const b = make();
        b.ask('one', b.q('a')); b.ask('two', b.q('b')); await b.soon();
        await b.answer(0, 'A'); await b.answer(1, 'B');
        b.ask('again', b.q('a')); await b.soon();
        return [b.log, b.asked()];""")  # fmt: skip
    assert got == [{"one": None, "two": "B", "again": "A"}, ["a[]", "b[]"]]


def test_an_answer_that_is_here_drops_what_waits(bench: Page) -> None:
    """Back to a scene that was seen, while another is fetched: the other must not take its place later."""
    got = run(bench, """const b = make();
        b.requests.keep(b.q('a'), { name: 'A', notices: [], document: {} }, 10);
        b.ask('b', b.q('b')); b.ask('c', b.q('c')); b.ask('a', b.q('a')); await b.soon();
        await b.answer(0, 'B');
        return [b.log, b.asked()];""")  # fmt: skip
    assert got == [{"b": None, "c": None, "a": "A"}, ["b[]"]]


def test_fetching_ahead_comes_last_and_gives_way(bench: Page) -> None:
    got = run(bench, """const b = make();
        b.ask('one', b.q('a')); b.ahead('later', b.q('z')); b.ahead('last', b.q('y')); b.ask('two', b.q('b')); await b.soon();
        await b.answer(0, 'A');
        const order = b.asked();
        await b.answer(1, 'B');
        const ahead = b.asked();
        b.ask('three', b.q('c')); await b.soon();
        const aborted = b.sent[2].aborted;
        await b.answer(3, 'C'); await b.answer(4, 'Y');
        return [order, ahead, aborted, b.log, b.asked()];""")  # fmt: skip
    assert got[:3] == [["a[]", "b[]"], ["a[]", "b[]", "z[]"], True]
    assert got[4] == ["a[]", "b[]", "z[]", "c[]", "y[]"]
    assert got[3] == {"one": None, "two": "B", "later": False, "three": "C", "last": True}


def test_a_lost_question_is_asked_again_until_a_newer_one_comes(bench: Page) -> None:
    got = run(bench, """const b = make();
        b.ask('one', b.q('a')); await b.soon();
        const counts = [];
        for (const ms of [400, 800, 1500, 2000, 2000]) {
            await b.fail(b.sent.length - 1); await b.pass(ms - 1); const early = b.sent.length; await b.pass(1); counts.push([early, b.sent.length]);
        }
        const waits = b.waits.slice(-1);
        await b.answer(5, 'A');
        b.ask('two', b.q('b')); await b.soon(); await b.fail(6);
        b.ask('three', b.q('c')); await b.pass(400);
        await b.answer(7, 'C');
        return [counts, waits, b.waits.slice(-1), b.log, b.asked().slice(-2)];""")  # fmt: skip
    counts, waits, after, log, asked = got
    assert counts == [[n, n + 1] for n in range(1, 6)]
    assert waits == [True] and after == [False]
    assert log == {"one": "A", "two": None, "three": "C"} and asked == ["b[]", "c[]"]


def test_somebody_is_told_when_an_answer_takes_long(bench: Page) -> None:
    got = run(bench, """const b = make();
        b.ask('one', b.q('a')); await b.pass(1100); const early = [...b.waits]; await b.pass(200); const late = [...b.waits];
        await b.answer(0, 'A');
        b.ahead('more', b.q('z')); await b.pass(5000);
        return [early, late, b.waits];""")  # fmt: skip
    assert got == [[], [True], [True, False]], "what is fetched ahead is nobody's wait"


def test_nobody_is_told_to_wait_for_what_was_given_up(bench: Page) -> None:
    """The server hangs; back to a scene that is here, and on again."""
    got = run(bench, """const b = make();
        b.requests.keep(b.q('a'), { name: 'A', notices: [], document: {} }, 10);
        b.ask('b', b.q('b')); await b.pass(500); b.ask('a', b.q('a')); await b.pass(5000);
        const none = [...b.waits];
        b.ask('b again', b.q('b')); await b.pass(1200);
        return [none, b.waits];""")  # fmt: skip
    assert got == [[], [True]]


def test_the_latest_three_settings_of_a_scene_are_kept_and_its_example(bench: Page) -> None:
    got = run(bench, """const b = make(); const r = b.requests; const answer = n => ({ name: n });
        r.keep(b.q('a'), answer('example'), 10);
        for (const x of ['1', '2', '3', '4']) r.keep(b.q('a', { x }), answer(x), 10);
        r.keep(b.q('b', { x: '9' }), answer('other'), 10);
        const has = x => Boolean(r.known(b.q('a', x ? { x } : {})));
        const first = ['', '1', '2', '3', '4'].map(has);
        r.known(b.q('a', { x: '2' })); r.keep(b.q('a', { x: '5' }), answer('5'), 10);
        return [first, ['', '2', '3', '4', '5'].map(has), Boolean(r.known(b.q('b', { x: '9' })))];""")  # fmt: skip
    assert got == [[True, False, True, True, True], [True, True, False, True, True], True], "the longest unused goes"


def test_at_most_twenty_million_characters_are_kept(bench: Page) -> None:
    got = run(bench, """const b = make(); const r = b.requests;
        for (const scene of 'abcdef') r.keep(b.q(scene), { name: scene }, 5e6);
        return ['a', 'b', 'c', 'd', 'e', 'f'].map(scene => Boolean(r.known(b.q(scene))));""")  # fmt: skip
    assert got == [False, False, True, True, True, True]


def test_pictures_in_between_refusals_and_notices_are_not_kept(bench: Page) -> None:
    got = run(bench, """const b = make(); const seen = [];
        const once = async (question, options, more) => { b.ask('x', question, options); await b.soon(); await b.answer(b.sent.length - 1, 'X', more); seen.push(b.requests.kept.size); };
        await once(b.q('a', { k: 1 }), { light: true }, {});
        await once(b.q('a'), {}, { document: null });
        await once(b.q('a'), {}, { notices: ['put right'] });
        await once(b.q('a', { changed: 'data', data: 'five' }), {}, {});
        await once(b.q('a', { b: '1', a: '2' }), {}, {});
        return [seen, keyOf(b.q('a', { a: '2', b: '1', k: 3 })) === keyOf(b.q('a', { b: '1', a: '2' })), b.sent.length];""")  # fmt: skip
    assert got == [[0, 0, 0, 0, 1], True, 5]


LIST = """const list = [
        { id: 'play', example: { a: '0.6', b: '0.5', data: 'db' } }, { id: 'low', example: { a: '0.2', b: '0.5', data: 'db' } },
        { id: 'map', example: { s: '0.3' } }, { id: 'free', example: { a: '0.6', b: '0.5', data: 'db' } }];
    const store = memory(); const s = new Scenes('x', store); s.describe(list);"""


def test_a_scene_has_what_differs_from_its_example(bench: Page) -> None:
    got = run(bench, LIST + """
        s.leave('play', { k: 3 }); s.change('play', { a: 0.7, b: 0.5, data: 'db' }, true);
        const again = new Scenes('x', store); again.describe(list);
        const other = new Scenes('y', store); other.describe(list);
        const before = [s.of('play'), s.of('low'), s.isExample('play'), s.isExample('low'), again.of('play'), other.of('play'), again.latest];
        s.reset('play');
        return [before, s.of('play'), s.latest, new Scenes('x', store).of('play')];""")  # fmt: skip
    changed = {"settings": {"a": "0.7"}, "k": 3, "own": True, "follows": False}
    example = {"settings": {}, "k": None}
    assert got == [[changed, example, False, True, changed, example, "play"], example, "", example]


def test_a_tab_knows_which_scene_it_was_in_last(bench: Page) -> None:
    got = run(bench, LIST + """
        const before = s.at; s.change('play', { a: 0.7 }, true); s.enter('low'); s.enter('map');
        const again = new Scenes('x', store); again.describe(list);
        return [before, again.at, again.latest, new Scenes('y', store).at];""")  # fmt: skip
    assert got == ["", "map", "play", ""]


def test_a_start_is_offered_where_the_run_reads_it_and_it_differs(bench: Page) -> None:
    got = run(bench, LIST + """
        s.change('play', { a: '0.7', b: '0.4', data: 'db' }, true);
        const offers = ['play', 'low', 'map', 'free'].map(id => s.mine(id, new Set(Object.keys(list.find(one => one.id === id).example))));
        s.change('free', { a: '0.7', b: '0.4', data: 'db' }, true); s.latest = 'play';
        return [offers, s.mine('free', new Set()) ];""")  # fmt: skip
    offers, same = got
    assert offers[0] is None and offers[2] is None and offers[3] == {"a": "0.7", "b": "0.4"}
    assert offers[1] == {"b": "0.4"}, "this scene's own a is what it is about"
    assert same is None


@pytest.mark.parametrize(("kinds", "size", "areas"), [
    (["plotly"], (780, 450), ["a"]),
    (["plotly", "plotly"], (780, 450), ["a", "b"]),
    (["square", "plotly"], (780, 450), ["a b"]),
    (["plotly", "plotly"], (390, 700), ["a", "b"]),
    (["plotly", "html"], (780, 700), ["a", "b"]),
])  # fmt: skip
def test_panels_stand_where_they_are_largest(bench: Page, kinds: list[str], size: Any, areas: list[str]) -> None:
    got = bench.evaluate("([kinds, [w, h]]) => arrange(kinds, w, h, () => 160)", [kinds, size])
    assert got["areas"] == areas
    assert sum(got["rows"]) + 12 * (len(areas) - 1) == pytest.approx(size[1])


@pytest.mark.parametrize("kinds", [a + [b, c] for a in ([], ["html"], ["plotly"]) for b in ("html", "plotly") for c in ("html", "plotly")])
def test_panels_never_take_more_than_the_stage_has(bench: Page, kinds: list[str]) -> None:
    for width, height in ((784, 520), (784, 470), (1100, 830), (340, 250)):
        got = bench.evaluate("([kinds, w, h]) => arrange(kinds, w, h, (i, wide) => 60000 / wide + 40)", [kinds, width, height])
        assert all(row > 0 for row in got["rows"])
        if "plotly" in kinds:
            assert sum(got["rows"]) + 12 * (len(got["rows"]) - 1) <= height + 0.5


def test_the_link_says_what_differs_and_the_half_step(bench: Page) -> None:
    got = run(bench, """
        const place = { lang: 'zh', scene: 'touch', params: { a: '0.7', rounds: 'HT HH' }, k: 0, laid: 'deal.01', present: true };
        const here = location.href, length = history.length;
        address.write(place);
        const out = [location.search, address.read(), history.length - length, address.full(place)];
        history.replaceState(null, '', here);
        return [...out, address.query({ lang: 'en', scene: 'play', params: {}, k: null })];""")  # fmt: skip
    search, read, entries, full, plain = got
    assert search == "?scene=touch&a=0.7&rounds=HT+HH&k=0&lang=zh&laid=deal.01&present=1"
    assert read == {"scene": "touch", "lang": "zh", "present": True, "laid": "deal.01", "params": {"a": "0.7", "rounds": "HT HH", "k": "0"}}
    assert entries == 0 and full.endswith("&k=0&lang=zh&laid=deal.01") and "present" not in full
    assert plain == "scene=play&lang=en"


@pytest.mark.parametrize(("href", "wanted"), [
    ("#em-stage", {"toStage": True}),
    ("#kl", {"mark": "kl"}),
    ("?k=1", {"scene": "here", "k": 1}),
    ("?k=-1&lang=en", {"scene": "here", "k": -1}),
    ("?scene=touch", {"scene": "touch"}),
    ("?a=0.2&q1=0.5", {"scene": "here", "settings": {"a": "0.2", "q1": "0.5"}}),
    ("?scene=slope&a=0.2&k=3&present=1", {"scene": "slope", "settings": {"a": "0.2"}, "k": 3}),
    ("/jensen?lang=en", None), ("https://example.org/?k=1", None), ("mailto:a@b.c", None),
])  # fmt: skip
def test_what_a_link_of_the_text_asks_for(bench: Page, href: str, wanted: Any) -> None:
    got = bench.evaluate("href => { const a = asked(href, 'here'); return a && JSON.parse(JSON.stringify(a)); }", href)
    assert got == wanted


def test_of_a_long_run_that_is_sent_in_part_the_kept_half_steps_are_walked(bench: Page, server: Server) -> None:
    walked = bench.evaluate("""async folder => {
        const { nearest, beside } = await import(folder + '/kept.mjs');
        const labels = Array(10).fill(''), part = { labels, kept: [0, 1, 2, 5, 6, 9] };
        return [
            [-3, 0, 3, 4, 8, Infinity].map(k => nearest(part, k)), [-3, 4, Infinity].map(k => nearest({ labels }, k)),
            [[2, 1], [5, -1], [9, 1], [0, -1], [4, 1]].map(([k, by]) => beside(part, k, by)),
            [[2, 1], [9, 1], [0, -1]].map(([k, by]) => beside({ labels }, k, by)),
        ];
    }""", f"{server.url}/{install().folder}")  # fmt: skip
    assert walked == [[0, 0, 2, 5, 9, 9], [0, 4, 9], [5, 2, 9, 0, 6], [3, 9, 0]]
