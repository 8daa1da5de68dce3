"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"data": "five"},
    {"a": "0.001", "b": "0.999"},
    {"a": "0.5", "b": "0.5"},
    {"own": "1", "q1": "0.999", "q3": "0.001"},
    {"data": "own", "rounds": "1/1"},
    {"data": "own", "rounds": "0/10 0/10", "own": "1"},
    {"data": "own", "rounds": "0/5 5/5 0/0 3/7", "view": "slice"},
    {"view": "slice"},
    {"view": "slice", "s": "0.5"},
    {"view": "slice", "data": "five"},
    {"view": "slice", "data": "own", "rounds": "0/10 10/10"},
    {"view": "zoo", "bug": "one"},
    {"view": "zoo", "bug": "two"},
    {"view": "zoo", "bug": "three"},
    {"view": "zoo", "bug": "four"},
    {"view": "zoo", "bug": "five"},
]

BAD = [
    {"view": "stair"},
    {"own": "2"},
    {"own": "1", "q1": "1.5"},
    {"view": "slice", "s": "9"},
    {"view": "zoo", "bug": "weightless"},
    {"data": "own", "rounds": "5/3"},
]

VIEWS = ["own=1", "view=slice", "view=zoo&bug=four"]
