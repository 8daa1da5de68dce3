"""What the lessons of scenes say otherwise than the pages before them, as a way back to what was said then.

old_links.json has only digests of most texts. So what is said now is put back, sentence by sentence, and must
then be the same text; a sentence that was never said otherwise is not touched.
"""

from __future__ import annotations

import re
from typing import Any

# What a panel was called when it was not yet called by its function.
PANELS = {
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
    "lower_bound": {
        "q": "q_and_elbo", "ratios": "ratio_bars", "shares": "share_bars", "formula": "step_formula",
        "map": "slice_map", "beside": "beside_the_line", "column": "column_plot", "zoo-ladder": "ladder",
        "checks": "check_table",
    },
}  # fmt: skip

# Traces that are drawn now and were not drawn then, by their meta.
NEW = {"coin_mle": {"truth"}}

# Pictures in which something can be dragged now.
DRAGGED = {"coin_mle"}

# The address used to say settings that the view does not read.
UNREAD = {"slice": {"a", "b"}, "zoo": {"a", "b", "data", "rounds"}}

# Said now (a pattern), said then.
WORDS = {
    # was a note of the page, is now the last sentence
    ("coin_mle", "en"): [
        (r'^<div class="em-moves">(.*)</div>$', r"\1"),
        (r" ?The hidden bias is p = [\d.]+\.", ""),
    ],
    ("coin_mle", "zh"): [
        (r'^<div class="em-moves">(.*)</div>$', r"\1"),
        (r" ?这枚硬币的正面概率是 p = [\d.]+。", ""),
        (r"。(?=[^<”])", "。 "),
        ("似然都不小于最大值的 1/8", "解释力都至少有它的八分之一"),
        ("^不小于最大值的 1/8$", "不低于山顶的 1/8"),
        ("处最大；从", "处最高；从"),
        ("最高点移到最大后验估计", "山顶移到最大后验估计"),
        (r"（与最大值之([比差])）", r"（与山顶之\1）"),
    ],
    ("hidden_coin", "en"): [(r' data-mark="to-[a-z]+"', "")],
    ("hidden_coin", "zh"): [
        (r' data-mark="to-[a-z]+"', ""),
        (r"（第 ([\d、, ]+) 轮）", r"(第 \1 轮)"),
        (r"(?<=\d)、(?=\d)", ", "),
    ],
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
    """A JSON value with its texts as they were said then, and without what is new: the names of marks,
    some traces, what can be dragged."""
    if isinstance(value, dict):
        new_keys = {"meta", "clicks"} if lesson in DRAGGED else {"meta"}
        return {key: then(item, lesson, lang) for key, item in value.items() if key not in new_keys}
    if isinstance(value, list):
        new = NEW.get(lesson, set())
        kept = [item for item in value if not (isinstance(item, dict) and item.get("meta") in new)]
        return [then(item, lesson, lang) for item in kept]
    if isinstance(value, str):
        for now, before in WORDS.get((lesson, lang), []):
            value = re.sub(now, before, value)
    return value

