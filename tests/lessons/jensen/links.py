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
    {"view": "detour"},
    {"view": "detour", "m": "4", "t": "0.9", "q4": "1", "k": "2"},
    {"scene": "weights", "w1": "0.2", "w2": "0.8", "k": "4"},
    {"scene": "equality", "w2": "0", "k": "4"},
    {"scene": "twin", "f": "square"},
    {"scene": "tight", "q1": "0.9"},
    {"scene": "detour", "t": "0", "k": "2"},
    {"scene": "detour", "t": "1", "m": "2"},
    {"scene": "seen", "view": "points", "n": "5"},
    {"scene": "free", "view": "detour", "t": "0.3"},
]

BAD = [
    {"f": "sin"},
    {"n": "9"},
    {"n": "2.5"},
    {"x1": "-1"},
    {"w1": "nan"},
    {"view": "kl", "q1": "0"},
    {"view": "kl", "m": "1"},
    {"view": "line"},
    {"view": "detour", "t": "1.5"},
    {"scene": "nowhere"},
    {"scene": "tight", "p1": "0"},
    {"scene": "detour", "k": "3"},
]

VIEWS = ["view=kl"]
