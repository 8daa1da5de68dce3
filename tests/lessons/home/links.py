"""Links to home: screens that must play, and links that must be put right with a notice."""

GOOD = [
    {"first": "0", "moved": "0.95"},
    {"first": "0.5"},
    {"first": "1"},
]

BAD = []
