"""Which EM to run, and what a run is given: checked at the call, before anything is computed."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from em_core.checks import positive_beta, shown
from em_core.protocol import LatentModel
from em_core.steps import EStep, MStep, maximize, soft, usable_rule

METHODS = tuple(name for name in vars(LatentModel) if not name.startswith("_"))


@dataclass(frozen=True)
class Recipe:
    """Which EM: the E rule (with its beta), the M rule, and a conjugate prior as pseudo-data.

    Raises ValueError for a rule that cannot be called, and for ``soft`` without its brackets.
    """

    e_step: EStep = soft()
    m_step: MStep = maximize
    prior: Any = None

    def __post_init__(self) -> None:
        usable_rule("e_step", self.e_step)
        usable_rule("m_step", self.m_step)
        positive_beta(getattr(self.e_step, "beta", 1.0), "beta of e_step")


PLAIN = Recipe()
"""The exact E-step and the exact M-step."""


def admit(model: Any, data: Any, recipe: Any, starts: Mapping[str, Any]) -> Any:
    """The data as the model prepares them, when all arguments are what a run takes.

    starts: parameters by the names that an error calls them. What a model takes it tells itself
    (``takes`` and ``prepare``, see protocol.py). Raises ValueError.
    """
    if not isinstance(recipe, Recipe):
        rule = soft() if recipe is soft else recipe
        part, usable = "e_step" if hasattr(rule, "beta") else "m_step", not isinstance(rule, type)
        hint = f"; write Recipe({part}={shown(rule)})" if callable(rule) and usable else ""
        raise ValueError(f"recipe must be a Recipe, got {shown(recipe)}{hint}")
    if isinstance(model, type):
        raise ValueError(f"model must be an object, got the class {model.__name__}; write {_call(model)}")
    missing = [name for name in METHODS if not callable(getattr(model, name, None))]
    if missing:
        raise ValueError(f"model must have the methods of LatentModel, got {shown(model)} without {missing}")
    given = [("data", "data", data), *(("params", name, value) for name, value in starts.items())]
    if recipe.prior is not None:
        given.append(("prior", "prior of the recipe", recipe.prior))
    for key, name, value in given:
        kind = getattr(model, "takes", {}).get(key, object)
        if not isinstance(value, kind):
            raise ValueError(f"{name} must be {kind.__name__}, got {shown(value)}; write {_call(kind)}")
    prepare = getattr(model, "prepare", None)
    return prepare(data) if prepare else data


def _call(kind: type) -> str:
    """The call that makes one, with the arguments it needs: "CoinParams(weights, p_heads)"."""
    parameters = inspect.signature(kind).parameters.values()
    needed = (p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL)
    return f"{kind.__name__}({', '.join(needed)})"
