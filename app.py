"""Start here, with ``streamlit run app.py``: the server around main.py, which is the app itself."""

import streamlit as st
from starlette.middleware import Middleware

from em_ui.long_links import LongLinks
from em_ui.origin import OwnPages

app = st.App("main.py", middleware=[Middleware(OwnPages), Middleware(LongLinks)])
