"""What kind of post a status is and what it quotes, by the rules of docs and schemas alone.

Shares no code with the program. Weibo's Traditional notices are left to the unit tests.
"""

import functools
import re

KINDS = ("original", "comment", "repost_bare", "repost_commented", "notice")
SENTIMENTS = ("negative", "neutral", "positive")

BLANK = "[\\s\\x00-\\x1f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff]"
ADDRESS = rf"{BLANK}*[@＠][\w\-－]+{BLANK}*[:：]"
QUOTES = re.compile("//" + ADDRESS)
REPLY = re.compile("(?:回复|回覆|回復)" + ADDRESS)
PASSING_ON = {"转发微博", "轉發微博", "转发", "轉發", "转", "快转微博", "Repost", "repost", "//"}
SHARING = {"分享图片", "分享圖片", "分享視頻", "分享视频"}
NOTICE = re.compile("(抱歉此微博已被作者删除|抱歉此微博已被删除|此微博已被作者删除|抱歉此内容无法访问|此内容无法访问)"
                    "(查看帮助.*)?$|抱歉作者已设置仅展示|抱歉由于作者设置你暂时没有这条微博的查看权限|"
                    "该账号因被投诉违反法律法规")


def stripped(text):
    return re.sub(f"^{BLANK}+|{BLANK}+$", "", text)


def bare(text):
    """Without the dot or bang that Weibo's own words may end in."""
    return re.sub("[.!]*$", "", re.sub("[。！]?$", "", text))


@functools.lru_cache(maxsize=1 << 16)
def own_words(text):
    text = stripped(text)
    reply = REPLY.match(text)
    text = stripped(text[reply.end():]) if reply else text
    return "" if bare(text) in PASSING_ON | SHARING else text


@functools.lru_cache(maxsize=1 << 16)
def is_notice(text):
    return NOTICE.match(re.sub("[^\u3400-\u9fff]", "", text)) is not None


@functools.lru_cache(maxsize=1 << 16)
def passes_on(text):
    text = stripped(text)
    reply = REPLY.match(text)
    return bare(stripped(text[reply.end():]) if reply else text) in PASSING_ON


def read(status):
    """(kind, quoted text or "") of a status of Weibo's API."""
    text = status["text"]
    parts = QUOTES.split(text)
    is_repost = isinstance(status.get("retweeted_status"), dict)
    root = status["retweeted_status"].get("text") if is_repost else None
    own = own_words(parts[0])
    if is_notice(own):
        if len(parts) == 1:
            return "notice", ""
        own = ""
    texts = [own_words(part) for part in parts[1:]]
    texts.append(own_words(QUOTES.split(root if isinstance(root, str) else "")[0]))
    quoted = " ".join(part for part in texts if part and not is_notice(part))
    if not is_repost and isinstance(status.get("status"), dict):
        return "comment", quoted
    if not is_repost and len(parts) == 1 and not passes_on(parts[0]):
        return "original", quoted
    return ("repost_commented" if own else "repost_bare"), quoted


def topics_of(kind, own, quoted):
    """Ids of a post's topics; own and quoted are `yuqing score` of its texts, quoted or None."""
    if kind == "notice":
        return []
    if kind == "repost_bare":
        return quoted["topics"] if quoted else []
    return own["topics"]


def opinions_of(kind, own):
    """What the own words think of entities, by the tag that a window has for each."""
    opinions = {} if kind in ("repost_bare", "notice") else own["entities"]
    return {"$" + entity: sentiment for entity, sentiment in opinions.items()}


def first_differences(found, expected, most=5):
    """A few of the keys whose values differ, with both: a diff of all takes minutes."""
    keys = [key for key in sorted({*found, *expected}) if found.get(key) != expected.get(key)]
    return [(key, found.get(key), expected.get(key)) for key in keys[:most]]


class Cell:
    """Sums of one window and topic; facts() are comparable with those of a row."""

    def __init__(self):
        self.sums = dict.fromkeys(("posts", "score_positive", "score_negative", "reach", "emotions",
                                   "opposed"), 0)
        self.sums.update({name: 0 for name in SENTIMENTS})
        self.sums["kinds"] = dict.fromkeys(KINDS, 0)
        self.sums["quoted"] = dict.fromkeys(SENTIMENTS, 0)
        self.authors = set()

    def take_out(self, other):
        """Of another cell; authors stay."""
        for name, value in other.sums.items():
            if isinstance(value, dict):
                for key, count in value.items():
                    self.sums[name][key] -= count
            else:
                self.sums[name] -= value

    def put_in(self, other):
        negated = Cell()
        negated.take_out(other)
        self.take_out(negated)

    def add(self, kind, reach, own, quoted):
        """`own` and `quoted` are what `yuqing score` says of a sentiment; quoted may be None."""
        sums = self.sums
        sums["posts"] += 1
        sums["kinds"][kind] += 1
        if kind == "notice":
            return
        sums["reach"] += reach
        if quoted:
            sums["quoted"][quoted["class"]] += 1
        if kind == "repost_bare":
            return
        sums[own["class"]] += 1
        sums["emotions"] += 1
        sums["score_positive"] += max(own["score"], 0)
        sums["score_negative"] += max(-own["score"], 0)
        classes = {own["class"], quoted["class"] if quoted else "neutral"}
        sums["opposed"] += classes == {"negative", "positive"}

    def add_opinion(self, kind, reach, sentiment):
        """Cells of entities count by the opinion, and hold nothing of the post's own sentiment."""
        self.sums["posts"] += 1
        self.sums["kinds"][kind] += 1
        self.sums["reach"] += reach
        self.sums[sentiment] += 1


def facts(row):
    """What of a window row the oracle can tell: the emotions only in sum."""
    return {name: sum(row[name].values()) if name == "emotions" else row[name]
            for name in Cell().sums}
