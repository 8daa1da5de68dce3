"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"data": "shuffled", "shuffle": "7"},
    {"data": "sorted", "beta": "inf"},
    {"data": "short", "stop": "0"},
    {"data": "short", "beta": "inf"},
    {"data": "made", "length": "60", "keeps": "0.5", "likes": "0.34"},
    {"data": "made", "length": "3", "made_by": "5"},
    {"begin": "random", "draw": "24", "beta": "4"},
    {"first": "1", "stay": "0.9"},
    {"first": "0", "stay": "0.9", "beta": "inf"},
    {"first": "0", "stay": "0"},
    {"h1": "1", "h2": "1", "h3": "1", "c1": "1", "c2": "1", "c3": "1", "stay": "0.45", "beta": "inf"},
    {"sums": "logs", "stop": "0"},
    {"scene": "forward-backward", "first": "0.9", "k": "3"},
    {"data": "own", "diary": "3", "stop": "0"},
    {"data": "own", "diary": "3"},
    {"data": "own", "diary": "1 2"},
    {"data": "own", "diary": "2331" * 15, "beta": "inf"},
    {"data": "own", "diary": "1 1 1 1 1 1", "begin": "random"},
    {"scene": "one-path", "stay": "0.3"},
]

BAD = [
    {"data": "words"},
    {"beta": "3"},
    {"stay": "0.95"},
    {"h1": "0"},
    {"draw": "25"},
    {"data": "made", "length": "61"},
    {"data": "own", "diary": "1 2 4"},
    {"data": "own", "diary": ""},
    {"data": "own", "diary": "12" * 31},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["data=made"]
