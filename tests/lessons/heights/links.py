"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"unit": "cm", "reveal": "1"},
    {"groups": "1"},
    {"groups": "3", "variances": "free", "weights": "fixed"},
    {"m1": "67", "m2": "67"},
    {"data": "regions"},
    {"data": "regions", "distance": "0", "spread": "2", "share": "0.05", "n": "20"},
    {"data": "regions", "reveal": "1", "variances": "free", "n": "2000"},
    {"data": "own"},
    {"data": "own", "points": "5"},
    {"data": "own", "points": "5;5;5"},
    {"data": "own", "points": "1;2;3", "variances": "free"},
    {"data": "own", "points": "1e90;2e90;3e90"},
    {"data": "own", "points": "-1e-9;0;2e-9;7e-9", "groups": "3"},
    {"scene": "person"},
    {"scene": "person", "x": "190", "k": "2"},
    {"scene": "person", "unit": "in"},
    {"scene": "names", "m1": "69", "m2": "65"},
    {"scene": "humps", "distance": "5", "n": "20"},
    {"scene": "own", "data": "own", "points": "1;2;5;6", "groups": "3"},
    {"scene": "play", "data": "regions", "reveal": "1"},
    {"scene": "free", "data": "regions", "spread": "3"},
]

BAD = [
    {"unit": "ft"},
    {"m1": "1000"},
    {"groups": "0"},
    {"data": "regions", "n": "5"},
    {"data": "own", "points": "1;x"},
    {"scene": "nowhere"},
    {"scene": ""},
    {"scene": "person", "x": "1000"},
    {"scene": "humps", "n": "5"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["data=regions"]
