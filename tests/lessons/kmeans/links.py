"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"view": "lloyd"},
    {"view": "count"},
    {"view": "soft"},
    {"view": "one"},
    {"view": "story"},
    {"rule": "random", "seed": "4", "c": "6"},
    {"rule": "plusplus", "seed": "4", "c": "6"},
    {"rule": "farthest", "seed": "4", "c": "6"},
    {"data": "faithful"},
    {"data": "long"},
    {"data": "sizes"},
    {"data": "own"},
    {"c": "1"},
    {"data": "own", "points": "1,2"},
    {"data": "own", "points": "1,1;1,1;1,1", "view": "soft"},
    {"data": "own", "points": "1,1;2,2;3,3;4,4", "view": "count"},
    {"data": "own", "points": "1e90,1;2e90,2;3e90,5", "view": "one"},
]

BAD = [
    {"view": "x"},
    {"c": "9"},
    {"view": "soft", "sigma": "nan"},
    {"data": "own", "points": "1,2,3"},
]

VIEWS = ["view=soft", "view=count"]
