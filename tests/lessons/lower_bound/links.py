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
    {"scene": "slope"},
    {"scene": "slope", "a": "0.9", "b": "0.2", "k": "1"},
    {"scene": "choose-q", "q2": "0.5", "k": "1"},
    {"scene": "choose-q", "own": "0"},
    {"scene": "slice", "data": "five"},
    {"scene": "seen", "view": "slice"},
    {"scene": "program-two", "bug": "five", "k": "3"},
    {"scene": "seen", "view": "zoo", "bug": "four"},
    {"scene": "free", "data": "own", "rounds": "1/1 0/3"},
]

BAD = [
    {"view": "stair"},
    {"own": "2"},
    {"own": "1", "q1": "1.5"},
    {"view": "slice", "s": "9"},
    {"view": "zoo", "bug": "weightless"},
    {"data": "own", "rounds": "5/3"},
    {"scene": "stairs"},
    {"scene": "slice", "s": "9"},
    {"scene": "choose-q", "q1": "0"},
    {"scene": "program-one", "bug": "six"},
    {"scene": "proof", "k": "9999"},
]

VIEWS = ["own=1", "view=slice", "view=zoo&bug=four"]
