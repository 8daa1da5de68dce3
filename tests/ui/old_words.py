"""What the lessons of scenes say otherwise than the pages before them, as a way back to what was said then.

old_links.json has only digests of most texts. So what is said now is put back, sentence by sentence, and must
then be the same text; a sentence that was never said otherwise is not touched. What all lessons share is put
back before it is said.
"""

from __future__ import annotations

import re
from typing import Any

# What a panel was called when it was not yet called by its function.
PANELS: dict[str, dict[str, str]] = {
    "home": {},
    "coin_mle": {
        "likelihood": "likelihood_curve", "log-likelihood": "log_likelihood_curve", "score": "score_curve",
        "moves": "three_moves",
    },
    "hidden_coin": {},
    "heights": {
        "histogram": "mixture_histogram", "who": "responsibility_curves", "truth": "beside_the_truth",
        "formula": "m_step_numbers", "choice": "choice_table", "race": "race_figure", "spares": "race_table",
        "humps": "humps_map", "apart": "accuracy_curve", "regions": "regions_table",
    },
    "coordinate_ascent": {
        "map": "knob_map", "near": "near_map", "knobs": "knob_panel", "em-map": "em_map",
        "newton-map": "newton_map",
    },
    "kmeans": {
        "plane": "hard_plane", "J": "j_curve", "step": "j_numbers", "attempts": "ten_starts",
        "distances": "distance_curve", "totals": "distance_totals", "soft": "soft_plane",
        "side": "soft_and_hard", "sigma": "undecided_curve", "one": "gaussian", "story": "drawn_points",
        "steps": "two_steps",
    },
    "lower_bound": {
        "q": "q_and_elbo", "ratios": "ratio_bars", "shares": "share_bars", "formula": "step_formula",
        "map": "slice_map", "beside": "beside_the_line", "column": "column_plot", "zoo-ladder": "ladder",
        "checks": "check_table",
    },
    "jensen": {
        "curve": "chord", "sets": "convex_sets", "gap-there": "gap_there", "gap-back": "gap_back",
        "sum-there": "sum_there", "sum-back": "sum_back",
    },
    "gmm": {
        "plane": "points_plane", "density": "density_plane", "restarts": "restarts_table", "bic": "bic_curve",
        "bic-table": "bic_table",
    },
    "hard_soft": {
        "soft-ledger": "soft_ledger", "hard-ledger": "hard_ledger", "soft-formula": "soft_formula",
        "hard-formula": "hard_formula", "soft-map": "soft_map", "hard-map": "hard_map",
    },
}  # fmt: skip

# Panels that stand where another one stood.
ALSO = {"lower_bound": {"own_formula": "formula"}}

# Settings that a lesson has got since then; what an old link shows is what it shows without them.
SINCE = {"gmm": {"added": "0"}}

# Panels that there were not: everything at once has them too, beside those that it had.
NEW = {"hard_soft": {"spread", "split_figure", "rules", "five_boxes"}, "kmeans": {"five_boxes"},
       "heights": {"five_boxes"}, "gmm": {"five_boxes"}}  # fmt: skip

# Why the run ended, where that used to be what the caption says.
ENDED = ("so the run ends in iteration", "计算止于第")

# The address used to say settings that the view does not read.
UNREAD = {
    "slice": {"a", "b"}, "zoo": {"a", "b", "data", "rounds"},
    "knobs": {"data", "rounds"}, "linkage": {"a", "b", "data", "rounds"},
}  # fmt: skip

# Said in Chinese by the files that all lessons share, as it was said then: the English, and its Chinese.
SHARED = {
    "Coin {coin} was given no rounds, so it keeps its value.": "硬币 {coin} 一轮也没有分到，所以保持原值。",
    "Rounds that fit two coins equally well: {value:.0f}; such a tie goes to the first coin.":
        "两枚硬币同样合适的有 {value:.0f} 轮；这样的平局判给前一枚。",
    "Log-likelihood, half-step by half-step (click to jump)": "每个半步的对数似然（点一下就跳到那里）",
    "Log-likelihood of the rounds for every pair of coins": "各对 θ_A、θ_B 的对数似然",
    "Component {name} collapses onto a point or a line: the M-step would shrink its covariance to "
    "nothing and the log-likelihood would grow without bound, so the run ends here.":
        "分量 {name} 坍缩到一个点或一条线上：M 步会把它的协方差缩到零，"
        "对数似然会无限增大，所以运行到此为止。",
    "After E-step {t}: the points are shared out, {counts}; the parameters and the log-likelihood "
    "{value} are unchanged.":
        "E 步 {t} 之后：各点已分配，{counts}；参数和对数似然 {value} 都不变。",
    "M-step {t}, first the weights: {weights}; log-likelihood {value}.":
        "M 步 {t}，先是混合系数：{weights}；对数似然 {value}。",
    "M-step {t}, then the means: {means}; log-likelihood {value}.":
        "M 步 {t}，然后是均值：{means}；对数似然 {value}。",
    "M-step {t}, last the covariances; log-likelihood {value}.": "M 步 {t}，最后是协方差；对数似然 {value}。",
    "After M-step {t}: weights {weights}; means {means}; log-likelihood {value}.":
        "M 步 {t} 之后：混合系数 {weights}；均值 {means}；对数似然 {value}。",
    "{some}, {item}": "{some}, {item}",
}

THOUSANDS = (r"(\d),(\d{3})", r"\1\2")
# Said now (a pattern), said then.
WORDS = {
    # was a note of the page, is now the last sentence
    ("coin_mle", "en"): [(r" ?The hidden bias is p = [\d.]+\.", "")],
    ("home", "zh"): [(r"差别已经看不出来：纠正了 (\d+) 次。", r"谁也看不出差别了：纠正 \1 次就够了。")],
    ("coin_mle", "zh"): [
        (r" ?这枚硬币的正面概率是 p = [\d.]+。", ""),
        ("似然都不小于最大值的 1/8", "解释力都至少有它的八分之一"),
        ("处最大；从", "处最高；从"),
        ("最高点移到最大后验估计", "山顶移到最大后验估计"),
        (r"（与最大值之([比差])）", r"（与山顶之\1）"),
    ],
    ("lower_bound", "en"): [
        # was a note of the page, is now a part of the start's own sentence
        (r" The mirrored peaks of these rounds are one point on the diagonal, .+ through it\.", ""),
    ],
    ("lower_bound", "zh"): [
        (r" 这些轮次的两个镜像峰是.+$", ""),
        (r"下界与对数似然在 (.+) 处相切，值都是", r"下界在 \1 处碰到对数似然，两者都是"),
        ("^下界与曲线相切", "下界碰到曲线"),
        ("^ELBO \\+ KL 的两条推导路线", "通向 ELBO + KL 的两条路线"),
        ("各轮怎样分配", "各轮怎么分"),
    ],
    ("coordinate_ascent", "zh"): [
        (r"^第 (\d+) 次 E 步：q 更新为 (\S+)，θ_A = (\S+) 不变。", r"E 步 \1 把 q 拧到 \2，θ_A = \3 不动。"),
        (r"^第 (\d+) 次 M 步：θ_A 更新为 (\S+)，q = (\S+) 不变。", r"M 步 \1 把 θ_A 拧到 \2，q = \3 不动。"),
        ("^最后几步的局部放大$", "最后几步所在的窄带，放大"),
        (r"^F\(q, θ_A\) 的等高线与折线$", "两个旋钮上的 F：折线"),
        ("^每更新一次，F 都上升", "每拧一步 F 都上升"),
        ("^本步更新哪个量$", "现在拧哪个旋钮"),
    ],
    ("jensen", "zh"): [
        ("在 q 下，p/q 的期望就是", "以 q 为权重，p/q 的平均就是"),
        (r"在 q 下，log\(p/q\) 的期望是", "以 q 为权重，log(p/q) 的平均是"),
        ("在 log 曲线上，它们的权重就是 q：", "在 log 曲线上，q 给它们的权重是 "),
        ("各点高度的加权平均是", "各点高度的平均是"),
    ],
    ("kmeans", "en"): [THOUSANDS],
    ("kmeans", "zh"): [
        THOUSANDS,
        ("，各一步就到", "：各一步就到"),
        ("模型已生成全部样本", "模型造完了它的点"),
        ("用一个高斯分布描述", "用一个高斯描述"),
        ("从分量 ([A-D]) 的高斯分布里抽出", r"由分量 \1 的高斯抽出"),
    ],
    ("gmm", "en"): [
        (r" The log-likelihood fell by [^:]+: this M-step raises something else\.", ""),
    ],
    ("gmm", "zh"): [
        (r" ?对数似然下降了 [^：]+：这里的 M 步提高的是另一个量。", ""),
        ("BIC：用几个分量合适？", "BIC：用几个分量才划算？"),
        ("模型：各个量的依赖关系", "模型：谁依赖谁"),
    ],
    # what either method climbs is said by the scene's question now
    ("hard_soft", "en"): [
        ("^Two log-likelihoods$", "Two objectives"),
    ],
    ("hard_soft", "zh"): [
        (r"，(θ_B = |B \d|硬 EM −?\d)", r", \1"),
        ("硬 EM：整轮判给一枚", "硬 EM：每一轮整个归一枚"),
        ("软 EM：每一轮按响应度分摊", "软 EM：每一轮由两枚分"),
        ("^两个对数似然$", "两个目标函数"),
    ],
    # BIC counts components
    ("heights", "en"): [
        (r"One component or two\?", "One group or two?"),
    ],
    ("heights", "zh"): [
        ("一个分量还是两个分量？", "一个组还是两个组？"),
        (r"第 (\d+) 次 ([EM]) 步之后", r"\2 步 \1 之后"),
        ("两组能分得多清楚？", "能把它们分得多清？"),
        ("真实情况与 EM 的结果对照", "真实情况，与不知道它的 EM 的结果"),
        ("要查询的值", "所问的值"),
    ],
}


def then(value: Any, lesson: str, lang: str) -> Any:
    """A JSON value with its texts as they were said then."""
    if isinstance(value, dict):
        return {key: then(item, lesson, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [then(item, lesson, lang) for item in value]
    if isinstance(value, str):
        for now, before in WORDS.get((lesson, lang), []):
            value = re.sub(now, before, value)
    return value
