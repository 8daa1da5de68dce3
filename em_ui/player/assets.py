"""The browser's files, where Streamlit serves them: ``static/`` beside app.py, made at start.

Plotly's script is the one inside the installed ``plotly`` package: served from here, no visitor
asks a CDN for it. Streamlit does not follow links out of ``static/``, hence a copy; the names
carry a version or a hash, so that a browser may keep them and never keeps a stale one.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
WEB = Path(__file__).parent / "web"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
STYLES = (WEB / "strips.css", WEB / "stage.css", ROOT / "em_figures" / "panels.css")


class Assets(NamedTuple):
    """Addresses: the player's folder from the app's root, Plotly and the modules from there."""

    folder: str
    plotly: str
    modules: tuple[str, ...]


class NotWritable(RuntimeError):
    """The folder ``static/`` cannot be written, so no stage can be served; ``code``: errno."""

    def __init__(self, folder: str, code: int) -> None:
        super().__init__(f"{folder} cannot be written ({os.strerror(code)})")
        self.folder, self.code = folder, code

    @property
    def full(self) -> bool:
        """Whether there is no room left, rather than no permission."""
        return self.code in FULL


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, unless it is there: several processes may start at once,
    and without app.py several first visitors are one process's."""
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)  # of a full disk it would keep what was left
        raise


@cache
def install(static: Path = ROOT / "static") -> Assets:
    """Copy what the browser needs into ``static`` and say where it is.

    Raises NotWritable, naming the folder, when that is not possible.
    """
    served = {path.relative_to(WEB).as_posix(): path.read_bytes() for path in sorted(WEB.rglob("*.mjs"))}
    served["style.css"] = b"\n".join(path.read_bytes() for path in STYLES)
    digest = hashlib.sha256(repr(sorted(served.items())).encode()).hexdigest()[:10]
    script = f"plotly-{version('plotly')}.min.js"
    try:
        for name, content in served.items():
            _put(static / f"em-{digest}" / name, content)
        _put(static / script, (files("plotly") / "package_data" / "plotly.min.js").read_bytes())
    except OSError as error:
        logging.getLogger(__name__).error("the stage cannot be served: %s", error)
        raise NotWritable(f"{static.name}/", error.errno or errno.EIO) from error
    modules = tuple(name for name in served if name.endswith(".mjs"))
    return Assets(f"app/static/em-{digest}", f"../{script}", modules)
