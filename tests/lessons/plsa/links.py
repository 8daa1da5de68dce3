"""Links that must play, links that must be put right, and views to visit in a browser."""

GOOD = [
    {"topics": "1"},
    {"topics": "3", "start": "random", "seed": "7"},
    {"topics": "3", "start": "far", "beta": "4"},
    {"topics": "1", "lean": "0"},
    {"lean": "0", "p1": "0.99"},
    {"lean": "1", "p1": "0.01"},
    {"c11": "0", "c12": "0"},
    {"c11": "0", "c21": "0", "c31": "0", "c41": "0"},
    {"data": "mixed", "compare": "1"},
    {"data": "mixed", "start": "far", "compare": "1"},
    {"data": "books", "reveal": "1", "topics": "3", "start": "random"},
    {"data": "books", "beta": "inf"},
    {"data": "books", "topics": "1"},
    {"data": "own"},
    {"data": "own", "lines": "a b\nb c", "without": "b"},
    {"data": "own", "lines": "a\na", "without": "a", "topics": "3"},
    {"data": "own", "lines": "学而时习之\n兵者国之大事", "start": "random"},
    {"data": "own", "lines": "page,goal,win\nsport,4,0\nmixed,2,1", "topics": "3"},
    {"scene": "fold-in", "n1": "0", "n2": "0", "n3": "20"},
    {"scene": "perfect", "c32": "8", "topics": "3", "start": "random"},
    {"scene": "three", "topics": "3", "start": "random", "seed": "4"},
    {"scene": "free", "data": "books", "start": "pages"},
]

BAD = [
    {"data": "news"},
    {"topics": "4"},
    {"c11": "21"},
    {"p1": "1"},
    {"data": "own", "lines": "one line"},
    {"data": "own", "lines": "a,b\n1,2\n1,2.5"},
    {"c11": "0", "c12": "0", "c13": "0", "c21": "0", "c22": "0", "c23": "0", "c31": "0", "c32": "0",
     "c33": "0", "c41": "0", "c42": "0", "c43": "0"},
    {"scene": "fold-in", "n1": "0", "n2": "0"},
    {"scene": "nowhere"},
    {"scene": "play", "k": "9999"},
]  # fmt: skip

VIEWS = ["data=books&reveal=1", "data=own"]
