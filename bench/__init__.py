"""Speed: this app beside the same screen as a static page, in Dash and in marimo (``make bench``)."""
