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
    {"view": "conjugate", "data": "five", "step": "0.02"},
    {"view": "conjugate", "data": "own", "rounds": "0/10 0/10"},
    {"view": "conjugate", "data": "own", "rounds": "1/1", "a": "0.999", "b": "0.001"},
    {"scene": "part-way", "first": "e", "q": "1"},
    {"scene": "choose-step", "step": "0.03", "k": "1"},
    {"scene": "newton", "method": "em"},
    {"scene": "promise", "data": "sim", "seed": "7"},
    {"scene": "seen", "view": "linkage"},
    {"scene": "free", "view": "conjugate"},
]

BAD = [
    {"view": "x"},
    {"q": "-0.1"},
    {"view": "climbs", "step": "1"},
    {"view": "climbs", "method": "sgd"},
    {"view": "linkage", "theta": "0"},
    {"scene": "nowhere"},
    {"scene": "conjugate", "step": "0"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["view=climbs", "view=linkage", "view=conjugate"]
