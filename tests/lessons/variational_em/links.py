"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"r": "1", "s1": "0.5", "s2": "0.5"},
    {"r": "1", "s1": "0.99", "s2": "0.01"},
    {"r": "0.5"},
    {"r": "0.88", "s1": "0.51", "s2": "0.51"},
    {"data": "ten", "family": "exact", "p": "0.5"},
    {"data": "ten", "r": "1", "p": "0.02"},
    {"data": "ten", "r": "0.5", "sweeps": "1"},
    {"data": "ten", "r": "0.6", "p": "0.98", "sweeps": "5"},
    {"data": "coins", "ta": "0.5", "tb": "0.5"},
    {"data": "coins", "ba": "0.1", "bb": "20"},
    {"data": "five", "ta": "0.99", "tb": "0.01"},
    {"data": "geyser", "a0": "10"},
    {"data": "pages", "la": "3"},
    {"data": "pages", "la": "0.05"},
    {"scene": "free", "data": "geyser", "a0": "1"},
]

BAD = [
    {"data": "court"},
    {"r": "0.4"},
    {"s1": "1"},
    {"a0": "5"},
    {"la": "0"},
    {"family": "wide"},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["data=coins", "data=geyser", "data=pages"]
