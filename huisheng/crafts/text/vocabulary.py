"""Words that carry the matter: what is left of a text when manners and grammar are taken away."""

import re
from functools import lru_cache

import rjieba

from huisheng.crafts.text.grams import folded

_CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LATIN = re.compile(r"[a-z][a-z']{2,}\Z")
_NUMBER = re.compile(r"\d+\Z")

# Words that appear in complaints about anything; two sentences that share only these share no matter.
COURTESY = frozenset(
    """
    领导 尊敬 您好 你好 谢谢 感谢 希望 建议 请求 恳请 恳求 请问 反映 反应 问题 情况 解决 处理 有关 相关 部门 政府 市长 书记 县长
    区长 主任 局长 厅长 我们 我家 你们 他们 它们 大家 自己 本人 个人 老百姓 百姓 群众 居民 市民 业主 村民 现在 目前 今天 昨天 今年
    去年 明年 时候 时间 以后 之后 以前 之前 一直 已经 没有 不能 不是 不会 不了 可以 能够 应该 需要 必须 可能 还是 还有 另外 此外 其次
    首先 再次 最后 同时 而且 并且 但是 可是 因为 由于 所以 因此 如果 虽然 这个 那个 这样 那样 这种 这些 那些 这里 那里 什么 怎么
    怎样 为什么 多少 几个 一个 一些 一下 一次 一种 两个 很多 许多 非常 十分 特别 比较 有些 有的 所有 任何 每天 每年 每次 多次 每个
    各位 各级 进行 予以 给予 关于 对于 根据 按照 通过 方面 地方 事情 东西 得到 知道 认为 觉得 导致 造成 影响 严重 存在 出现 有没有
    是否 能否 加强 加大 管理 工作 工作人员 人员 单位 附近 周边 旁边 里面 上面 下面 前面 后面 左右 以上 以下 至今 多年 多次 不断 仍然
    依然 随时 尽快 尽早 及时 给我们 一点 一样 一起 其他 其它 其中 甚至 当时 后来 然后 就是 都是 也是 不知 不知道 起来 出来 下来 过来
    回来 看到 听到 说是 来说 反而 至于 以及 或者 还要 不要 只是 只有 只能 真的 实在 到底 究竟
    """.split()
)
_ENGLISH = frozenset(
    """
    the and for are was were been being has have had does did not but with that this these those they them their
    there here our ours you your yours his her hers its who whom whose which what when where why how all any both
    each few more most other some such only own same than too very can will just should would could may might must
    about above after again against because before below between during from further into off once onto out over
    then through under until upon while also please thank thanks dear sir madam want wants need needs like think
    people city county town area get gets got make makes made one two many much every lot lots really still even
    """.split()
)


@lru_cache(maxsize=200_000)
def _is_content(word: str) -> bool:
    if _NUMBER.match(word):
        return False
    if _LATIN.match(word):
        return word not in _ENGLISH
    return len(word) > 1 and word not in COURTESY and bool(_CHINESE.search(word))


def _stem(word: str) -> str:
    """English plural and past forms brought together; rough on purpose, and the same on both sides."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def content_words(text: str) -> list[str]:
    """Words of a text that carry its matter, in order, repeats kept, folded to one case and width."""
    found = (word.strip() for word in rjieba.cut(folded(text)))
    return [_stem(word) if _LATIN.match(word) else word for word in found if _is_content(word)]


def overlap(left: set[str], right: set[str]) -> float:
    """Share of the smaller set that both hold, 0..1; 1 when one is empty, for nothing sets them apart."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 1.0
