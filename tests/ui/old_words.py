"""What the lessons of scenes say otherwise than the pages before them, as a way back to what was said then.

old_links.json has only digests of most texts. So what is said now is put back, sentence by sentence, and must
then be the same text; a sentence that was never said otherwise is not touched.
"""

from __future__ import annotations

import re
from typing import Any

# What a panel was called when it was not yet called by its function.
PANELS = {
    "heights": {
        "histogram": "mixture_histogram", "who": "responsibility_curves", "truth": "beside_the_truth",
        "formula": "m_step_numbers", "choice": "choice_table", "race": "race_figure", "spares": "race_table",
        "humps": "humps_map", "apart": "accuracy_curve", "regions": "regions_table",
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
}  # fmt: skip

# The address used to say settings that the view does not read.
UNREAD = {"slice": {"a", "b"}, "zoo": {"a", "b", "data", "rounds"}}

# Said now (a pattern), said then.
WORDS = {
    # a list of three letters or more is in braces, so that all of it becomes a subscript
    ("lower_bound", "en"): [
        (r' aria-label="\(\d\) [^"]*"', ""),
        (r"θ_\{t\+1\}", "θ_t+1"),
        # was a note of the page, is now a part of the start's own sentence
        (r" The mirrored peaks of these rounds are one point on the diagonal, .+ through it\.", ""),
    ],
    ("lower_bound", "zh"): [
        (r' aria-label="\(\d\) [^"]*"', ""),
        (r"θ_\{t\+1\}", "θ_t+1"),
        (r" 这些轮次的两个镜像峰是.+$", ""),
        (r"下界与对数似然在 (.+) 处相切，值都是", r"下界在 \1 处碰到对数似然，两者都是"),
        ("^下界与曲线相切", "下界碰到曲线"),
        (r"到切点的距离（以步长计）", "离搭起下界之处几步"),
        ("（新的 θ 处）完全数据，即各轮连同它的标签", "是新的 θ 的函数：各轮连同它们的标签"),
        ("下界是紧的。", "下界没有缺口。"),
        ("柱子画的是放大后的差，", "柱子画的是放大后的差别，"),
        ("Jensen 不等式：期望的对数不小于对数的期望。", "Jensen：平均的对数不小于对数的平均。"),
        ("再对两边在 q 下取期望。", "再对两边在 q 下取平均。"),
        ("^ELBO \\+ KL 的两条推导路线", "通向 ELBO + KL 的两条路线"),
        ("^程序打印的 F$", "打印出来的一列"),
        ("打印的 F：变化", "打印的一列：变化"),
        ("(?<!把)每一轮整个归给一枚硬币之后的 M 步", "把每一轮整个归给一枚硬币之后的 M 步"),
        ("这一轮在下界中的份额", "在下界中的份额"),
        ("各轮怎样分配", "各轮怎么分"),
    ],
    # a name is a line higher where a word of the curve stands too
    ("jensen", "en"): [("<br>\u00a0$", "")],
    ("jensen", "zh"): [
        ("<br>\u00a0$", ""),
        (r"(?<=\d)、(?=[\d+−<])", ", "),
        ("在 q 下，p/q 的期望就是", "以 q 为权重，p/q 的平均就是"),
        (r"在 q 下，log\(p/q\) 的期望是", "以 q 为权重，log(p/q) 的平均是"),
        ("在 log 曲线上，它们的权重就是 q：", "在 log 曲线上，q 给它们的权重是 "),
        ("各点高度的加权平均是", "各点高度的平均是"),
        ("各点的加权平均（(.+)）落在凸集里。", r"各点的平均是（\1），落在凸的区域里。"),
    ],
    ("heights", "en"): [],
    ("heights", "zh"): [
        (r"(?<=[\d)])、([BC] |−?\d)", r", \1"),
        (r"第 (\d+) 次 ([EM]) 步之后", r"\2 步 \1 之后"),
        ("两组能分得多清楚？", "能把它们分得多清？"),
        ("真实情况与 EM 的结果对照", "真实情况，与不知道它的 EM 的结果"),
        ("要查询的值", "所问的值"),
        ("按 EM 的最大响应度判断", "按 EM 响应度最大者判断"),
    ],
}


def then(value: Any, lesson: str, lang: str) -> Any:
    """A JSON value with its texts as they were said then, and without the names of marks, which are new."""
    if isinstance(value, dict):
        return {key: then(item, lesson, lang) for key, item in value.items() if key != "meta"}
    if isinstance(value, list):
        return [then(item, lesson, lang) for item in value]
    if isinstance(value, str):
        for now, before in WORDS.get((lesson, lang), []):
            value = re.sub(now, before, value)
    return value

