"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"shape": "diag", "open": "1"},
    {"shape": "tied", "open": "1"},
    {"shape": "spherical", "open": "1"},
    {"data": "blobs", "rule": "plusplus", "seed": "3"},
    {"data": "ring", "rule": "plusplus", "seed": "3"},
    {"rule": "random", "c": "6", "seed": "9"},
    {"rule": "farthest", "c": "1"},
    {"prior": "1", "c": "6"},
    {"data": "own"},
    {"data": "own", "points": "1,2", "m1x": "1", "m1y": "2", "m2x": "0.5", "m2y": "3"},
    {"data": "own", "points": "1,1;1,1;1,1", "rule": "plusplus", "c": "3"},
    {"data": "own", "points": "1,1;2,2;3,3;4,4", "rule": "random", "shape": "full"},
    {"data": "own", "points": "1e90,1;2e90,2;3e90,5", "rule": "random"},
    {"data": "own", "points": "1e-90,1;2e-90,2;3e-90,5", "rule": "random", "prior": "1"},
    {"data": "own", "points": "-5,3;7,1;2,2;9,9", "rule": "hand", "m1x": "-4", "m1y": "2", "m2x": "8",
     "m2y": "9"},
    {"added": "1", "shape": "tied"},
    {"scene": "added", "shape": "full", "k": "7"},
    {"scene": "restarts", "seed": "9", "k": "3"},
]

BAD = [
    {"c": "0"},
    {"c": "7"},
    {"shape": "banana"},
    {"rule": "best"},
    {"rule": "random", "seed": "-1"},
    {"rule": "hand", "m1x": "nan"},
    {"added": "yes"},
    {"data": "own", "points": "1,2;3"},
    {"data": "own", "held": "272x2-0123456789"},
    {"data": "own", "held": "<script>"},
]

VIEWS = ["data=own&open=1"]
