"""Arrays as Plotly reads them without a detour through text."""

from __future__ import annotations

import base64
from typing import Any, Literal

import numpy as np


def packed(values: Any, kind: Literal["f4", "u1", "u2"]) -> dict[str, Any]:
    """An array as base64 typed bytes, with its shape when it has two axes."""
    array = np.ascontiguousarray(values, dtype=np.dtype(kind).newbyteorder("<"))
    out: dict[str, Any] = {"dtype": kind, "bdata": base64.b64encode(array.tobytes()).decode("ascii")}
    if array.ndim > 1:
        out["shape"] = ", ".join(str(n) for n in array.shape)
    return out
