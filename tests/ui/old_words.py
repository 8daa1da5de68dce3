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

# Settings that a lesson has got since then; what an old link shows is what it shows without them.
SINCE = {"gmm": {"added": "0"}}

# Panels that there were not: everything at once has them too, beside those that it had.
NEW = {"hard_soft": {"spread", "split_figure", "rules"}}

# Traces that are drawn now and were not drawn then, by their meta.
NEW_TRACES = {"coin_mle": {"truth"}}

# Pictures in which something can be dragged now.
DRAGGED = {"coin_mle"}

# Why the run ended, where that used to be what the caption says.
ENDED = ("so the run ends in iteration", "计算止于第")

# The address used to say settings that the view does not read.
UNREAD = {
    "slice": {"a", "b"}, "zoo": {"a", "b", "data", "rounds"},
    "knobs": {"data", "rounds"}, "linkage": {"a", "b", "data", "rounds"},
}  # fmt: skip

# Said in Chinese by the files that all lessons share, as it was said then: the English, and its Chinese.
SHARED = {
    "Press a seed to load its run.": "按一个种子，就载入它的运行。",
    "Load seed": "载入种子",
    "far apart": "彼此远离",
    "Coin {coin} was given no rounds, so it keeps its value.": "硬币 {coin} 一轮也没有分到，所以保持原值。",
    "Rounds that fit two coins equally well: {value:.0f}; such a tie goes to the first coin.":
        "两枚硬币同样合适的有 {value:.0f} 轮；这样的平局判给前一枚。",
    "The larger one takes the whole round:": "整轮归较大的那一个：",
    "No flips were credited, so this coin keeps its value:": "没有分到任何抛掷，所以这枚硬币保持原值：",
    "Ledger: who is credited with what": "账本：哪一份归谁",
    "the run before": "上一次运行",
    "Log-likelihood, half-step by half-step (click to jump)": "每个半步的对数似然（点一下就跳到那里）",
    "one coin unused": "一枚落空",
    "not finished": "还没有走完",
    "a whole ridge of ends": "终点连成一条山脊",
    "{share} % of the starts end at {where}": "{share} % 的起点，终点为：{where}",
    "estimates from the labels": "由标签得到的估计值",
    "Log-likelihood of the rounds for every pair of coins": "各对 θ_A、θ_B 的对数似然",
    "The shared covariance collapses: all that is left of it is a line or a point. The log-likelihood "
    "would grow without bound, so the run ends here.":
        "共用的协方差坍缩了：只剩下一条线或一个点。对数似然会无限增大，所以运行到此为止。",
    "Component {name} collapses onto a point or a line: the M-step would shrink its covariance to "
    "nothing and the log-likelihood would grow without bound, so the run ends here.":
        "分量 {name} 坍缩到一个点或一条线上：M 步会把它的协方差缩到零，"
        "对数似然会无限增大，所以运行到此为止。",
    "Component {name} is credited with no point: its weight becomes 0, its mean and its covariance "
    "stay where they are.":
        "分量 {name} 没有分到任何点：它的混合系数变为 0，均值和协方差保持不变。",
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

MINUS = (r"^\u2212(?=[\d.]+( × \S+)?$)", "-")  # of a number in a formula's place
# the ledger's sums have breaks of their own now
SUM = (r'<span class="em-keep">((?:(?!em-keep).)+)</span> '
       r'<span class="em-keep">(<span class="em-op">=</span> <b>\d+</b>)</span>', r"\1 \2")  # fmt: skip
# Said now (a pattern), said then.
WORDS = {
    # was a note of the page, is now the last sentence
    ("coin_mle", "en"): [
        MINUS,
        (r'^<div class="em-moves">(.*)</div>$', r"\1"),
        (r" ?The hidden bias is p = [\d.]+\.", ""),
    ],
    ("home", "zh"): [(r"差别已经看不出来：纠正了 (\d+) 次。", r"谁也看不出差别了：纠正 \1 次就够了。")],
    ("coin_mle", "zh"): [
        MINUS,
        (r'^<div class="em-moves">(.*)</div>$', r"\1"),
        (r" ?这枚硬币的正面概率是 p = [\d.]+。", ""),
        ("似然都不小于最大值的 1/8", "解释力都至少有它的八分之一"),
        ("^不小于最大值的 1/8$", "不低于山顶的 1/8"),
        ("处最大；从", "处最高；从"),
        ("最高点移到最大后验估计", "山顶移到最大后验估计"),
        (r"（与最大值之([比差])）", r"（与山顶之\1）"),
    ],
    ("hidden_coin", "en"): [SUM, (r' data-mark="to-[a-z]+"', "")],
    ("hidden_coin", "zh"): [
        SUM,
        (r' data-mark="to-[a-z]+"', ""),
        (r"（第 ([\d、, ]+) 轮）", r"(第 \1 轮)"),
    ],
    # a list of three letters or more is in braces, so that all of it becomes a subscript
    ("lower_bound", "en"): [
        SUM,
        (r' aria-label="\(\d\) [^"]*"', ""),
        (r"θ_\{t\+1\}", "θ_t+1"),
        # was a note of the page, is now a part of the start's own sentence
        (r" The mirrored peaks of these rounds are one point on the diagonal, .+ through it\.", ""),
    ],
    ("lower_bound", "zh"): [
        SUM,
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
    ("coordinate_ascent", "en"): [],
    ("coordinate_ascent", "zh"): [
        (r"^第 (\d+) 次 E 步：q 更新为 (\S+)，θ_A = (\S+) 不变。", r"E 步 \1 把 q 拧到 \2，θ_A = \3 不动。"),
        (r"^第 (\d+) 次 M 步：θ_A 更新为 (\S+)，q = (\S+) 不变。", r"M 步 \1 把 θ_A 拧到 \2，q = \3 不动。"),
        ("^每个 (θ_A|q) 的最优 ", r"每个 \1 的最佳 "),
        ("^([EM] 步)：更新 ", r"\1：拧 "),
        ("^最后几步的局部放大$", "最后几步所在的窄带，放大"),
        (r"^F\(q, θ_A\) 的等高线与折线$", "两个旋钮上的 F：折线"),
        ("^每更新一次，F 都上升", "每拧一步 F 都上升"),
        ("本步更新为最优值", "现在拧到最佳位置"),
        ("保持不变", "不动"),
        (">起点<", ">你放的位置<"),
        ("^本步更新哪个量$", "现在拧哪个旋钮"),
    ],
    # a name is a line higher where a word of the curve stands too
    ("jensen", "en"): [("<br>\u00a0$", "")],
    ("jensen", "zh"): [
        ("<br>\u00a0$", ""),
        ("在 q 下，p/q 的期望就是", "以 q 为权重，p/q 的平均就是"),
        (r"在 q 下，log\(p/q\) 的期望是", "以 q 为权重，log(p/q) 的平均是"),
        ("在 log 曲线上，它们的权重就是 q：", "在 log 曲线上，q 给它们的权重是 "),
        ("各点高度的加权平均是", "各点高度的平均是"),
        ("各点的加权平均（(.+)）落在凸集里。", r"各点的平均是（\1），落在凸的区域里。"),
    ],
    ("kmeans", "en"): [],
    ("kmeans", "zh"): [
        (r"(?<=\d)%(?=.)", " %"),
        ("，各一步就到", "：各一步就到"),
        ("模型已生成全部样本", "模型造完了它的点"),
        ("合计", "整个运行"),
        ("用一个高斯分布描述", "用一个高斯描述"),
        ("从分量 ([A-D]) 的高斯分布里抽出", r"由分量 \1 的高斯抽出"),
        ("从它的高斯分布里抽一个点", "由它的高斯抽一个点"),
        ("软：分得的份额", "软：分得的点数"),
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
        SUM,
        (">(observed log-likelihood)<", r">\1 (what soft EM climbs)<"),
        (">(log-likelihood of the best labels)<", r">\1 (what hard EM climbs)<"),
        (r">at the coins now \(nats\)<", ">objective (nats)<"),
        ("^Two log-likelihoods$", "Two objectives"),
    ],
    ("hard_soft", "zh"): [
        SUM,
        (r"，(θ_B = |B \d|硬 EM −?\d)", r", \1"),
        ("硬 EM：整轮判给一枚", "硬 EM：每一轮整个归一枚"),
        ("软 EM：每一轮按响应度分摊", "软 EM：每一轮由两枚分"),
        (">(观测数据对数似然)<", r">\1（软 EM 爬的山）<"),
        (">(最好标签的对数似然)<", r">\1（硬 EM 爬的山）<"),
        (">当前参数下（奈特）<", ">目标函数（奈特）<"),
        ("^两个对数似然$", "两个目标函数"),
    ],
    # BIC counts components
    ("heights", "en"): [
        ("(?<=>)one component(?=<)|(?<=: )one component(?=\\.)", "one group"),
        ("two components, (?=one SD|an SD each)", "two groups, "),
        (r"One component or two\?", "One group or two?"),
    ],
    ("heights", "zh"): [
        ("(?<=>)一个分量(?=<)|(?<=“)一个分量(?=”)", "一个组"),
        ("两个分量，(?=共用标准差|各有标准差)", "两个组，"),
        ("一个分量还是两个分量？", "一个组还是两个组？"),
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
        new = NEW_TRACES.get(lesson, set())
        kept = [item for item in value if not (isinstance(item, dict) and item.get("meta") in new)]
        return [then(item, lesson, lang) for item in kept]
    if isinstance(value, str):
        for now, before in WORDS.get((lesson, lang), []):
            value = re.sub(now, before, value)
    return value

