"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"first": "0", "moved": "0.95"},
    {"first": "0.5"},
    {"first": "1"},
]

BAD = []

VIEWS = []
