"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"null": "1"},
    {"swap": "1", "null": "1"},
    {"data": "one", "start": "hand", "p": "0.9"},
    {"data": "twice"},
    {"data": "twice", "swap": "1", "start": "hand"},
    {"data": "bush", "sixth": "1", "null": "1"},
    {"data": "bush", "start": "hand", "row": "9", "col": "9", "p": "0.99"},
    {"data": "analects", "cut": "1", "null": "1", "swap": "1"},
    {"data": "analects", "beta": "inf"},
    {"start": "random", "seed": "7", "beta": "4"},
    {"data": "own"},
    {"data": "own", "lines": "a b / c\nb / d", "null": "1", "swap": "1"},
    {"scene": "own", "lines": "我 喝 茶 / I drink tea", "start": "random"},
    {"scene": "road", "other": "999"},
    {"scene": "hard", "beta": "1"},
    {"scene": "unknowable", "sixth": "1"},
    {"scene": "free", "data": "one", "beta": "inf"},
]

BAD = [
    {"data": "french"},
    {"start": "hand", "row": "5"},
    {"data": "bush", "start": "hand", "col": "10"},
    {"p": "2"},
    {"beta": "3"},
    {"data": "own", "lines": "a b c"},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["data=analects&cut=1&null=1"]
