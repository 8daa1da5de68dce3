"""Hard and soft EM side by side, from one start, on hidden coins."""

from dataclasses import dataclass

from em_core import CoinMixture, run
from em_figures import captions, formula, ledger, loglik, objectives, start_map, surface
from em_ui import coin_rounds as coins
from em_ui.lesson import lesson
from em_ui.player import Panel, Screen
from em_ui.settings import flag, number


@dataclass(frozen=True)
class HardSoft(coins.CoinSettings):
    learn: bool = flag(False)
    w: float = number(0.5, 0.001, 0.999, live=True)
