"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"data": "db"},
    {"data": "five"},
    {"data": "own", "rounds": "0/5 5/5 0/0 3/7"},
    {"data": "own", "rounds": "1/1"},
    {"data": "own", "rounds": "0/10 0/10"},
    {"data": "sim", "sim_a": "1", "sim_b": "0", "sim_n": "60", "sim_flips": "1"},
    {"data": "db", "a": "0.5", "b": "0.5"},
    {"data": "db", "a": "0.999", "b": "0.001"},
]

BAD = []

VIEWS = []
