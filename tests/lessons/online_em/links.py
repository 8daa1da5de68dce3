"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"data": "db", "method": "batch"},
    {"data": "db", "method": "inc", "order": "back", "k": "12"},
    {"data": "db", "size": "136", "warm": "1"},
    {"method": "inc", "size": "5"},
    {"method": "inc"},
    {"order": "sorted", "alpha": "0.51"},
    {"order": "mixed", "seed": "7", "rate": "steady", "rho": "0.3"},
    {"data": "worn", "rate": "all", "warm": "1"},
    {"data": "worn", "method": "batch", "a": "0.001", "b": "0.999"},
    {"data": "worn", "order": "mixed", "a": "0.6", "b": "0.6"},
    {"data": "waiting", "warm": "1"},
    {"data": "waiting", "rate": "all", "warm": "40"},
    {"data": "waiting", "order": "sorted"},
    {"data": "waiting", "method": "inc", "size": "7", "order": "mixed"},
    {"data": "waiting", "method": "batch"},
    {"scene": "worn", "k": "119", "alpha": "0.8"},
    {"scene": "pieces", "size": "136", "alpha": "1"},
]

BAD = [
    {"data": "words"},
    {"alpha": "0.5"},
    {"rate": "steady", "rho": "1"},
    {"size": "0"},
    {"size": "2.5"},
    {"warm": "41"},
    {"a": "1"},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["data=worn"]
