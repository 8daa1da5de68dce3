"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"eta": "3", "a": "0.05", "b": "0.4"},
    {"eta": "0.05"},
    {"a": "0.66", "b": "0.66"},
    {"a": "0.001", "b": "0.999", "eta": "2.5"},
    {"data": "five", "eta": "1", "a": "0.7", "b": "0.3"},
    {"way": "turns"},
    {"data": "hands"},
    {"data": "hands", "rule": "newton", "blind": "1"},
    {"data": "hands", "rule": "loop", "times": "3"},
    {"data": "hands", "rule": "eta", "eta": "1.5"},
    {"data": "hands", "rule": "coordinates", "alpha": "3", "beta": "-3", "hand": "3"},
    {"data": "hands", "rule": "gradient", "step": "0.2"},
    {"data": "hands", "alpha": "0.3", "beta": "0.3"},
    {"data": "hands", "right": "1"},
    {"data": "hands", "right": "1", "rule": "newton", "kappa": "0.1", "blind": "1"},
    {"data": "hands", "right": "1", "rule": "gradient", "step": "0.1"},
    {"scene": "rules", "rule": "gradient", "step": "0.03"},
    {"scene": "seen", "data": "hands"},
]

BAD = [
    {"data": "words"},
    {"eta": "0"},
    {"eta": "4"},
    {"rule": "annealed"},
    {"data": "hands", "step": "0.3", "rule": "gradient"},
    {"alpha": "9", "data": "hands"},
    {"scene": "nowhere"},
]

VIEWS = ["data=hands&rule=gradient&step=0.15"]
