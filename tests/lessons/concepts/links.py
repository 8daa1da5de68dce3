"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"task": "there"},
    {"task": "labels", "labels": "0", "a": "0.6", "b": "0.6", "k": "2"},
    {"task": "labels", "labels": "5", "a": "0.01", "b": "0.99"},
    {"task": "labels", "labels": "3", "a": "0.99", "b": "0.99"},
    {"task": "ways", "tall": "79", "seed": "99", "k": "12"},
    {"task": "sides", "k": "10"},
    {"task": "bayes", "w": "0.99", "k": "4"},
    {"task": "bayes", "w": "0.01"},
    {"task": "parts"},
    {"task": "name"},
    {"task": "not", "laid": "not.1-0"},
    *({"task": "row", "model": model, "k": "3"} for model in ("linkage", "mixture", "alignment", "witness")),
    {"task": "sources", "k": "10"},
    {"task": "time", "k": "17"},
]

BAD = [
    {"task": "nothing"},
    {"task": "labels", "labels": "6"},
    {"task": "bayes", "w": "1"},
    {"task": "ways", "tall": "80"},
    {"task": "row", "model": "kmeans"},
    {"scene": "nowhere"},
]

VIEWS = ["task=time"]
