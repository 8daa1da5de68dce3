"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"q": "0", "a": "0.999", "b": "0.001"},
    {"first": "m", "q": "1"},
    {"view": "climbs"},
    {"view": "climbs", "a": "0.6", "b": "0.6", "step": "0.06", "method": "newton"},
    {"view": "climbs", "a": "0.999", "b": "0.001", "step": "0.06"},
    {"view": "climbs", "data": "five"},
    {"view": "climbs", "data": "own", "rounds": "0/10 0/10"},
    {"view": "climbs", "data": "own", "rounds": "1/1"},
    {"view": "linkage"},
    {"view": "linkage", "theta": "0.001"},
    {"view": "linkage", "theta": "0.999"},
]

BAD = [
    {"view": "x"},
    {"q": "-0.1"},
    {"view": "climbs", "step": "1"},
    {"view": "climbs", "method": "sgd"},
    {"view": "linkage", "theta": "0"},
]

VIEWS = ["view=climbs", "view=linkage"]
