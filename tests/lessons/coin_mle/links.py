"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"heads": "0", "tails": "0"},
    {"heads": "10", "tails": "0"},
    {"heads": "0", "tails": "10", "count": "0"},
    {"heads": "100", "tails": "100", "p": "0.001"},
    {"heads": "0", "tails": "0", "prior": "1"},
    {"heads": "3", "tails": "0", "prior": "1", "prior_a": "2.5", "prior_b": "1"},
    {"mode": "tossed", "tosses": "200", "seed": "7", "reveal": "1", "prior": "1"},
    {"mode": "tossed", "tosses": "1", "count": "0", "p": "0.999"},
]

BAD = []

VIEWS = []
