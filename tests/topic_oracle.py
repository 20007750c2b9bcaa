"""The language of topic files, done naively: what the program must agree with.

Shares no code with the program: a parser, a normal form for the characters that the test uses,
edges, tags and nearness of its own. Every leaf is looked for in every post by itself. The set of
posts that it stands in is one large integer, so that and, or and not over all posts are &, | and ~.
"""
import re
import unicodedata

SYMBOL, GLUE = "\ufffc", " -_"
SIMPLE = dict(zip("國產鋒鵬體龍門東車馬魚鳥語說開關會發時實學業這過還進運個們來對於當點無為與風飛電術機權",
                  "国产锋鹏体龙门东车马鱼鸟语说开关会发时实学业这过还进运个们来对于当点无为与风飞电术机权"))
PLAIN = re.compile("[\u4e00-\u9fff\x20-\x7e，。！？、：；“”‘’（）《》【】…～\uff01-\uff5e\u3000·—]*")
SYMBOLS = re.compile(r"(?:https?://|(?<![a-z0-9]))t\.cn/[a-z0-9]*|https?://(?!t\.cn/)[a-z0-9/._~?&%=+-]+|@([\u4e00-\u9fffa-z0-9_-]{1,30})"
                     r"|\[(?=[^\]]*[a-z\u4e00-\u9fff])[\u4e00-\u9fffa-z0-9]{1,10}\]", re.I)


def is_latin(char):
    return char.isascii() and char.isalpha()


def is_digit(char):
    return char.isascii() and char.isdigit()


class Text:
    """A text in normal form. `cased` is the same with the case kept; both have one character each
    where the other has one. `mentions` are the names behind every @."""

    def __init__(self, written):
        flat = "".join(unicodedata.normalize("NFKC", c) if c != "…" else c for c in written)
        flat = "".join(SIMPLE.get(c, c) for c in flat)
        self.mentions = []
        self.super_topics = set()
        pieces, done = [], 0
        for found in SYMBOLS.finditer(flat):
            pieces.append(flat[done:found.start()])
            if found.group(1):
                self.mentions.append(found.group(1))
            if found.group(0) == "[超话]":
                self.super_topics.add(sum(map(len, pieces)))
            pieces.append(SYMBOL)
            done = found.end()
        self.cased = "".join(pieces) + flat[done:]
        self.chars = self.cased.lower()
        self.tags = self.find_tags()

    def find_tags(self):
        tags, at = [], self.chars.find("#")
        while at >= 0:
            end = self.chars.find("#", at + 1)
            if end < 0:
                break
            if 1 <= end - at - 1 <= 60:
                tags.append((at + 1, end))
                at = self.chars.find("#", end + 1)
            else:
                at = end
        return tags

    def edge(self, at):
        if at <= 0 or at >= len(self.cased):
            return True
        left, right = self.cased[at - 1], self.cased[at]
        if not (is_latin(left) or is_digit(left)) or not (is_latin(right) or is_digit(right)):
            return True
        return is_latin(left) != is_latin(right) or (left.islower() and right.isupper())

    def units(self, begin, end):
        between = self.chars[begin:end].replace(" ", "\0")
        return len(re.findall(r"[a-z]+|[0-9]+|[^\0a-z0-9]", between))

    def piece(self, begin, end, fields):
        """Where a hit stands: None if the topic doesn't look there, else what nearness may join."""
        inside = any(first <= begin and end <= last for first, last in self.tags)
        if {"text", "hashtags"} <= fields:
            return 0
        if ("hashtags" if inside else "text") not in fields:
            return None
        return sum(first <= begin for first, _ in self.tags)


class Term:
    def __init__(self, written):
        text = Text(written)
        cased = text.cased.rstrip(" ")
        any_ending = cased.endswith("*")
        cased = cased.rstrip("*").strip(GLUE)
        letters = sum(map(is_latin, cased))
        self.words = [word for word in re.split("[ _-]+", cased.lower()) if word]
        self.pattern = re.compile("(?=(" + "[ _·-]?".join(map(re.escape, self.words)) + "))")
        self.anchor = max(self.words, key=len)
        word = lambda c: is_latin(c) or is_digit(c)
        self.before = letters < 10 and word(cased[0])
        self.after = letters < 10 and not any_ending and word(cased[-1])
        self.plural = is_latin(cased[-1])

    def places(self, text):
        if self.anchor not in text.chars:
            return
        for found in self.pattern.finditer(text.chars):
            begin, end = found.span(1)
            if self.before and not text.edge(begin):
                continue
            if not self.after or text.edge(end):
                yield begin, end
            elif self.plural and text.chars[end:end + 1] == "s" and text.edge(end + 1):
                yield begin, end + 1


class Parser:
    """Makes ("or", [...]), ("and", [...]), ("not", x), ("near", x, y, distance, in_order) and
    leaves: ("term", "AI"), ("tag", "AI"), ("name", "AI"), ("re", "a+")."""
    TOKEN = re.compile(r"""\s*(?:(?P<op>[|｜&＆!！()（）]|[~～]\s*\d+|[>＞]\s*\d+|(?:NEAR|ONEAR)/\d+
        |(?<![^\s()])(?:OR|AND|NOT|或|与|非)(?![^\s()]))|[#＃](?P<tag>[^#＃]+)[#＃]|@(?P<name>[^\s()]+)
        |/(?P<re>[^/]+)/|\$(?P<entity>[a-z0-9_]+)|"(?P<quoted>[^"]*)"
        |(?P<term>(?:(?!\s*(?:[|｜&＆!！()（）~～>＞]|\b(?:NEAR|ONEAR)/)|\s(?:OR|AND|NOT|或|与|非)(?:[\s()]|$)).)+))""",
                       re.X)
    NAMES = {"|": "or", "｜": "or", "OR": "or", "或": "or", "&": "and", "＆": "and", "AND": "and",
             "与": "and", "!": "not", "！": "not", "NOT": "not", "非": "not", "（": "(", "）": ")"}

    def __init__(self, text, entities):
        self.entities, self.at, self.tokens = entities, 0, []
        end = 0
        text = text.strip()
        while end < len(text):
            found = self.TOKEN.match(text, end)
            assert found, text[end:]
            self.tokens.append((found.lastgroup, found.group(found.lastgroup).strip()))
            end = found.end()

    def parse(self):
        tree = self.joined("or", lambda: self.joined("and", self.near))
        assert self.at == len(self.tokens), self.tokens[self.at:]
        return tree

    def operator(self):
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op":
            return self.NAMES.get(self.tokens[self.at][1], self.tokens[self.at][1])
        return None

    def joined(self, name, below):
        parts = [below()]
        while self.operator() == name:
            self.at += 1
            parts.append(below())
        return parts[0] if len(parts) == 1 else (name, parts)

    def near(self):
        left, operator = self.one(), self.operator() or ""
        if operator[0:1] not in "~～>＞NO" or not re.search(r"\d", operator):
            return left
        self.at += 1
        distance = int(re.search(r"\d+", unicodedata.normalize("NFKC", operator)).group())
        return "near", left, self.one(), distance, operator[0] in ">＞O"

    def one(self):
        operator = self.operator()
        kind, text = self.tokens[self.at]
        self.at += 1
        if operator == "not":
            return "not", self.one()
        if operator == "(":
            tree = self.joined("or", lambda: self.joined("and", self.near))
            assert self.operator() == ")", self.tokens
            self.at += 1
            return tree
        if kind == "entity":
            return "or", [("term", alias) for alias in self.entities[text]]
        assert kind != "op", (self.tokens, self.at)
        return ("term" if kind == "quoted" else kind), text


class Oracle:
    def __init__(self, posts):
        self.posts = [Text(post) for post in posts]
        self.all = (1 << len(posts)) - 1
        self.known = {}

    def places(self, leaf, fields):
        """By post, the places where a leaf stands: (piece, begin, end). The pieces of the own text
        are counted from 0, names from -1 down; a whole tag or name is near nothing: None."""
        key = leaf, tuple(sorted(fields))
        if key not in self.known:
            find = getattr(self, leaf[0] + "_places")(leaf[1], fields)
            found = {i: hits for i, hits in ((i, find(text)) for i, text in enumerate(self.posts))
                     if hits}
            self.known[key] = found, sum(1 << i for i in found)
        return self.known[key]

    def term_places(self, written, fields):
        term = Term(written)

        def find(text):
            hits = [(text.piece(begin, end, fields), begin, end) for begin, end in term.places(text)]
            hits = [hit for hit in hits if hit[0] is not None]
            for number, name in enumerate(text.mentions if "mentions" in fields else ()):
                hits += [(-1 - number, begin, end) for begin, end in term.places(Text(name))]
            return hits
        return find

    def re_places(self, source, fields):
        pattern = re.compile(source, re.I | re.A)
        return lambda text: [(0, *found.span()) for found in pattern.finditer(text.chars)]

    def tag_places(self, written, fields):
        wanted = Text(written).chars.strip()

        def find(text):
            for begin, end in text.tags:
                tag = text.chars[begin:end].rstrip(" ")
                if tag and begin + len(tag) - 1 in text.super_topics:
                    tag = tag[:-1]
                if tag.strip(" ") == wanted:
                    return [(None, 0, 0)]
            return []
        return find

    def name_places(self, written, fields):
        wanted = Text(written).chars
        return lambda text: [(None, 0, 0)] if wanted in map(str.lower, text.mentions) else []

    def side(self, tree, fields):
        leaves = tree[1] if tree[0] == "or" else [tree]
        sides = [self.side(leaf, fields) if leaf[0] == "or" else self.places(leaf, fields)[0]
                 for leaf in leaves]
        return {i: [hit for side in sides for hit in side.get(i, ())]
                for i in set().union(*sides)}

    def near(self, tree, fields):
        _, left, right, distance, in_order = tree
        firsts, seconds = self.side(left, fields), self.side(right, fields)

        def follows(text, a, b):
            if a[0] is None or a[0] != b[0] or a[2] > b[1]:
                return False
            text = text if a[0] >= 0 else Text(text.mentions[-1 - a[0]])
            return text.units(a[2], b[1]) <= distance
        found = 0
        for i in firsts.keys() & seconds.keys():
            text = self.posts[i]
            if any(follows(text, a, b) or (not in_order and follows(text, b, a))
                   for a in firsts[i] for b in seconds[i]):
                found |= 1 << i
        return found

    def true_in(self, tree, fields):
        """The posts that a tree is true of, as bits."""
        if tree[0] in ("or", "and"):
            parts = [self.true_in(part, fields) for part in tree[1]]
            found = parts[0]
            for part in parts[1:]:
                found = found | part if tree[0] == "or" else found & part
            return found
        if tree[0] == "not":
            return self.all & ~self.true_in(tree[1], fields)
        if tree[0] == "near":
            return self.near(tree, fields)
        return self.places(tree, fields)[1]


def true_of_nothing(tree):
    """Whether a tree is true of a post in which none of its leaves stand."""
    if tree[0] in ("or", "and"):
        return (any if tree[0] == "or" else all)(map(true_of_nothing, tree[1]))
    return tree[0] == "not" and not true_of_nothing(tree[1])
