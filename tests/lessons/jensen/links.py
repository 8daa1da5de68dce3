"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"f": "log", "n": "8"},
    {"f": "sqrt", "n": "8"},
    {"f": "square", "n": "8"},
    {"f": "exp", "n": "8"},
    {"f": "xlogx", "n": "8"},
    {"n": "2", "x1": "2", "x2": "2"},
    {"n": "3", "w1": "0.01", "w2": "1", "x3": "0.1"},
    {"view": "kl"},
    {"view": "kl", "m": "2", "q1": "1", "p1": "1", "q2": "1", "p2": "1"},
    {"view": "kl", "m": "4", "q1": "0.05", "p1": "1"},
]

BAD = [
    {"f": "sin"},
    {"n": "9"},
    {"n": "2.5"},
    {"x1": "-1"},
    {"w1": "nan"},
    {"view": "kl", "q1": "0"},
    {"view": "kl", "m": "1"},
]

VIEWS = ["view=kl"]
