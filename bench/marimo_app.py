"""The same screen in marimo: ``marimo run bench/marimo_app.py``."""

import marimo

app = marimo.App(width="full")


@app.cell
def _():
    import marimo as mo
    import plotly.graph_objects as go

    from bench import screen

    return go, mo, screen


@app.cell
def _(mo):
    get_k, set_k = mo.state(0)
    return get_k, set_k


@app.cell
def _(mo, screen, set_k):
    a = mo.ui.slider(0.001, 0.999, screen.STEP, value=screen.START[0], label="theta_A")
    b = mo.ui.slider(0.001, 0.999, screen.STEP, value=screen.START[1], label="theta_B")
    first = mo.ui.button(label="Start", on_click=lambda _: set_k(0))
    next_ = mo.ui.button(label="Next", on_click=lambda _: set_k(lambda k: k + 1))
    mo.hstack([a, b, first, next_])
    return a, b


@app.cell
def _(a, b, screen):
    halves = screen.trace(a.value, b.value)
    return (halves,)


@app.cell
def _(get_k, go, halves, mo, screen):
    k = min(get_k(), len(halves) - 1)
    surface, line = (
        mo.ui.plotly(go.Figure(figure, skip_invalid=True)) for figure in screen.figures(halves, k)
    )
    cells = [screen.HEADER, *screen.rows(halves[k])]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    mo.vstack([
        mo.Html(f"<output data-bench>{screen.label(halves[k])}</output>"),
        mo.hstack([surface, line, mo.Html(f"<table>{table}</table>")]),
    ])
    return


if __name__ == "__main__":
    app.run()
