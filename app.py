"""Start here, with ``streamlit run app.py``: the server around main.py, which is the app itself."""

import streamlit as st
from starlette.middleware import Middleware

from em_ui.at_once import lifespan
from em_ui.front import Front
from em_ui.long_links import LongLinks
from em_ui.origin import OwnPages
from em_ui.pressed import Pressed
from em_ui.route import routes
from lessons import GROUPS

app = st.App(
    "main.py",
    lifespan=lifespan,
    routes=routes(GROUPS),
    middleware=[Middleware(OwnPages), Middleware(LongLinks), Middleware(Front), Middleware(Pressed)],
)
