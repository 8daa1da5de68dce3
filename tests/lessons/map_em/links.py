"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"pa": "20", "pb": "1"},
    {"pa": "0.5", "pb": "3"},
    {"kind": "different", "pa": "20", "pb": "5", "qa": "5", "qb": "20"},
    {"kind": "different", "qa": "0.5"},
    {"kind": "even", "c": "8", "a": "0.8", "b": "0.5"},
    {"kind": "even", "c": "0", "a": "0.6", "b": "0.6"},
    {"scale": "logit", "pa": "0.5", "pb": "0.5"},
    {"begin": "mle", "k": "2"},
    {"data": "five", "begin": "mle", "kind": "even", "c": "20"},
    {"data": "loser", "pa": "1", "pb": "1", "a": "0.999"},
    {"data": "loser", "begin": "mle", "pa": "0.5", "pb": "0.5"},
    {"data": "nine", "scale": "logit", "kind": "different"},
    {"data": "nine", "pa": "1", "pb": "1", "a": "0.999"},
    {"data": "geyser", "spot": "1.6", "sd": "0.001"},
    {"data": "geyser", "spot": "3.25"},
    {"data": "geyser", "spot": "3.25", "nu": "4"},
    {"data": "geyser", "nu": "10", "s2": "0.01", "spot": "4", "sd": "1"},
    {"data": "geyser", "nu": "0.5", "s2": "1", "begin": "mle"},
    {"data": "geyser", "eps": "1e-6"},
    {"data": "geyser", "eps": "0.05", "begin": "mle"},
]

BAD = [
    {"pa": "0"},
    {"pb": "21"},
    {"c": "-1", "kind": "even"},
    {"data": "own"},
    {"kind": "flat"},
    {"data": "geyser", "eps": "0.1"},
    {"data": "geyser", "nu": "11"},
    {"scene": "nowhere"},
]

VIEWS = ["data=geyser"]
