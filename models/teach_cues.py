"""What a post without a label says about its feeling: its emoticons, cries and plain words of mood.

A reader that has learned to guess them from the rest of the post needs fewer labels. The lists are
the project's own; no label and no weight of others is in them.
"""
import collections
import re

EMOTICON = r"\[[^\[\]\s]{1,8}\]|[\U0001F300-\U0001FAFF\u2600-\u27BF]"
# One cue a line, spelt in several ways.
WORDS = """
哈哈+
呵呵+
嘿嘿+
嘻嘻+
呜呜+
唉|哎
卧槽|我操|我靠|我去
尼玛|你妈|他妈|妈的|特么|tmd|草泥马
傻逼|傻b|sb|脑残|智障
垃圾
恶心
混蛋|王八蛋|畜生|败类|人渣
无耻|不要脸|丢人|可耻
无语
悲剧|悲哀|可悲
可怜
心疼|心痛|心酸
难过|伤心|想哭|哭了
痛苦|崩溃|绝望
可怕|恐怖|吓人|吓死
害怕|担心|恐慌|焦虑
气死|愤怒|气愤|生气
滚|呸
加油
感谢|谢谢
致敬|敬佩|英雄
支持|力挺
喜欢
开心|高兴|快乐
幸福
感动|泪目
厉害|牛逼|牛b|太牛
恭喜|祝贺
祝愿|祝福|祝
希望|但愿
期待
平安|保佑|健康
可爱
漂亮|美丽|帅
羡慕
天哪|天啊|我的天|妈呀|omg
居然|竟然
不会吧|真的假的|真的吗
震惊|惊呆
讽刺|可笑|笑话
活该
凭什么|难道
为什么
骗子|谣言|造谣
严惩|枪毙|判刑|死刑
记者|据悉|报道
转发|扩散|求助
一路走好|安息|rip
好吃|美味
真好|太好|不错|好看
失望|遗憾|可惜
累死|好累|烦死|烦
""".split()
MARKS = r"[!！]{2,} [?？]{2,} [?？] [!！] [.。…]{3,} ~|～".split()
CUE = re.compile("|".join(f"({cue})" for cue in [EMOTICON, *WORDS, *MARKS]))
RAREST = 60  # posts
# How many posts are read, and how long they may be: those with more than marks, those with marks
# alone, and those without any cue, which say that a post can be calm.
WORDED, MARKED, CALM = (160000, 99), (32000, 59), (16000, 59)


def cues_of(text):
    """The emoticons themselves, and the numbers of the other cues."""
    return {found.group() if found.lastindex == 1 else found.lastindex
            for found in CUE.finditer(text)}


def is_mark(cue):
    return isinstance(cue, int) and cue > 1 + len(WORDS)


def without_cues(text):
    """Empty if hardly a word is left to guess from."""
    left = CUE.sub(" ", text)
    return left if len(re.sub(r"\W+|\d+", "", left)) >= 4 else ""


def guessable(posts):
    """(rows of a text without its cues and their numbers, number of cues). The last cue: none."""
    posts = [post.lower()[:400] for post in posts]
    found = [cues_of(post) for post in posts]
    counts = collections.Counter(cue for cues in found for cue in sorted(cues, key=str))
    numbers = {cue: i for i, (cue, count) in enumerate(counts.most_common()) if count >= RAREST}
    worded, marked, calm = [], [], []
    for post, cues in zip(posts, found):
        known = sorted(numbers[cue] for cue in cues if cue in numbers)
        text = without_cues(post) if known else post
        if not known and not cues:
            calm.append((text, [len(numbers)]))
        elif text and known:
            alone = all(is_mark(cue) for cue in cues if cue in numbers)
            (marked if alone else worded).append((text, known))
    return [row for rows, (most, longest) in ((worded, WORDED), (marked, MARKED), (calm, CALM))
            for row in [row for row in rows if 6 < len(row[0]) <= longest][:most]], len(numbers) + 1
