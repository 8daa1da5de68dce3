"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"distance": "0.5"},
    {"distance": "6", "weight": "0.98"},
    {"weight": "0.5"},
    {"view": "race", "race": "held", "twice": "1", "method": "anderson"},
    {"view": "race", "race": "animals", "method": "squarem", "twice": "1"},
    {"view": "race", "race": "galton", "method": "squarem"},
    {"view": "outliers", "dof": "30"},
    {"view": "outliers", "dof": "2", "expanded": "1"},
    {"view": "anneal", "beta": "0.1"},
    {"view": "anneal", "beta": "5", "rounds": "db"},
    {"view": "anneal", "plan": "tenths", "nudge": "1", "a": "0.02", "b": "0.98"},
    {"view": "anneal", "plan": "short", "a": "0.5", "b": "0.5"},
    {"view": "galaxies", "start": "20", "cooling": "slow"},
    {"scene": "closer", "distance": "1"},
    {"scene": "trap", "nudge": "1"},
    {"scene": "galaxies", "start": "60", "cooling": "slow"},
    {"scene": "free", "view": "race", "race": "galton"},
]

BAD = [
    {"distance": "0.1"},
    {"weight": "1"},
    {"view": "fast"},
    {"view": "outliers", "dof": "0"},
    {"view": "anneal", "beta": "0"},
    {"view": "race", "race": "galaxies"},
    {"view": "galaxies", "start": "61"},
    {"scene": "galaxies", "cooling": "fast"},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]

VIEWS = ["view=race&race=galton&method=squarem", "view=anneal&plan=tenths&rounds=db",
         "view=galaxies&cooling=slow&start=24"]  # fmt: skip
