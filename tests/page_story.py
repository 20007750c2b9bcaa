"""What /api/v1/now might answer in the middle of the demo's story, with invented posts, and a small
server that serves it beside the page: the page's tests without a job.
"""

import http.server
import json
import math
import pathlib
import random
import sys
import threading
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "dashboards/page"))
from join import joined  # noqa: E402

WINDOW = 600
NOW = 1_737_979_800  # 2025-01-27 20:10 in Beijing
HOSTILE = "<img src=x onerror=alert(1)>"  # a hashtag that would like to be markup


def time_text(seconds):
    import datetime
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def flood(hours):
    """How loud the story is so many hours before now."""
    day = 0.65 + 0.35 * math.cos((hours + 1) * math.pi / 12)
    return day * (1 + 6 * math.exp(-((hours - 5) / 9) ** 2) + 0.7 * math.exp(-((hours - 50) / 12) ** 2))


def series(draw, step, count, loudness, mood):
    found = {"start": time_text(NOW - step * count), "step_seconds": step, "posts": [], "negative": [],
             "neutral": [], "positive": []}
    for i in range(count):
        hours = (count - 1 - i) * step / 3600
        posts = round(loudness * step / WINDOW * flood(hours) * draw.uniform(0.8, 1.2))
        own = posts * 7 // 10
        negative = round(own * mood[0] * draw.uniform(0.8, 1.2))
        positive = min(own - negative, round(own * mood[1] * draw.uniform(0.8, 1.2)))
        for name, value in (("posts", posts), ("negative", negative), ("positive", positive),
                            ("neutral", own - negative - positive)):
            found[name].append(value)
    return found


def interval(value, opinions):
    half = 1.96 * math.sqrt(max(0.01, 1 - value * value) / opinions)
    return {"value": round(value, 3), "low": round(value - half, 3), "high": round(value + half, 3)}


def burst(hours, ends, posts, severity, tags, terms):
    begin = NOW - 3600 * hours
    return {"active": ends is None, "begin": time_text(begin), "end": ends and time_text(NOW - 3600 * ends),
            "expected": round(posts / 4.3 / (6 * (hours - (ends or 0))), 4), "posts": posts, "severity": severity,
            "peak": time_text(begin + 1800), "hashtags": [{"text": text, "now": now, "before": 1} for text, now in tags],
            "terms": [{"text": text, "now": now, "before": 0} for text, now in terms]}


BURSTS = {
    "made_in_china": [burst(3, None, 431, 8.2, [("国货之光", 140), (HOSTILE, 9)], [("国产", 77)])],
    "ai_heroes": [burst(6, None, 267, 10, [("国产AI三杰", 96)], [("梁文锋", 120), ("何恺明", 31)]),
                  burst(52, 47, 90, 3.4, [("梁文锋", 21)], [("座谈", 12)])],
    "outage": [burst(9, 7, 88, 4.1, [("DeepSeek崩了", 60)], [("服务器", 22)])],
}


def topic(draw, place, row):
    loudness = 90 / (1 + place) if place else 160
    mood = draw.choice([(0.15, 0.55), (0.3, 0.3), (0.5, 0.15)]) if place else (0.22, 0.42)
    recent = series(draw, WINDOW, 60, loudness, mood)
    now = {name: recent[name][-1] for name in ("posts", "negative", "neutral", "positive")}
    opinions = now["negative"] + now["neutral"] + now["positive"]
    bare = now["posts"] - opinions
    net = (now["positive"] - now["negative"]) / max(1, opinions)
    kinds = {"original": opinions - opinions // 4, "comment": 0, "repost_commented": opinions // 4,
             "repost_bare": bare - bare // 9, "notice": bare // 9}
    bursts = BURSTS.get(row["id"], [])
    tags = {"ai_heroes": ["国产AI三杰", "梁文锋"], "made_in_china": ["国货之光", HOSTILE]}.get(row["id"], ["deepseek", "除夕", "人工智能"])
    return {
        "id": row["id"], "name": row["name"], "name_en": row.get("name_en", ""), "target": row.get("target", ""),
        "now": {**now, **kinds, "authors": round(now["posts"] * 0.87), "texts": round(now["posts"] * 0.8),
                "copy_share": 0.2 if now["posts"] else None,
                "net_all": interval(net, opinions) if opinions >= 30 else None, "net_rate": None,
                "emotions": {"happy": now["positive"], "angry": now["negative"] // 2, "sad": now["negative"] // 3,
                             "fear": 0, "surprise": 1, "neutral": now["neutral"]}},
        "previous": {name: recent[name][-2] for name in ("posts", "negative", "neutral", "positive")},
        "recent": recent, "past": series(draw, 6000, 86, loudness, mood),
        "burst": next((one for one in bursts if one["active"]), None), "bursts": bursts,
        "shift": {"active": True, "value": -0.31, "low": -0.42, "high": -0.2, "now_n": 300, "before_n": 2000}
                 if row["id"] == "outage" else None,
        "hashtags": [{"text": text, "posts": 40 - 9 * i} for i, text in enumerate(tags)],
        "rising": [{"text": "开源周", "now": 9, "before": 1, "z": 7.1}] if place < 3 else [], "examples": []}


def silent(told):
    """The same topic before its first post."""
    none = {"start": None, "step_seconds": WINDOW, "posts": [], "negative": [], "neutral": [], "positive": []}
    zeros = {name: {} if name == "emotions" else 0 for name in told["now"]}
    return {**told, "now": {**zeros, "copy_share": None, "net_all": None, "net_rate": None},
            "previous": dict.fromkeys(told["previous"], 0), "recent": none, "past": none, "burst": None,
            "bursts": [], "shift": None, "hashtags": [], "rising": []}


def story():
    draw = random.Random(1)
    with open(PROJECT / "deploy/topics.toml", "rb") as file:
        rows = tomllib.load(file)["topic"]
    rows = [{"id": "all", "name": "全部", "name_en": "all posts"}, *rows]
    return {"version": 1,
            "job": {"yuqing": "0.1.0", "ready": True, "reasons": {}, "replay": False, "event_time": time_text(NOW + 312),
                    "lag_records": 0, "event_lag_seconds": 12.5, "consumed": 123_456, "counted": 120_000, "late": 41,
                    "duplicate": 15, "rejected": 1400, "filtered": 2000},
            "window": {"start": time_text(NOW - WINDOW), "end": time_text(NOW), "seconds": WINDOW},
            "topics": [topic(draw, place, row) for place, row in enumerate(rows)]}


def with_examples(told):
    """Ids that no platform ever gave, and texts that nobody wrote."""
    heroes = next(one for one in told["topics"] if one["id"] == "ai_heroes")
    heroes["examples"] = [
        {"id": "5127000000000001", "sentiment": "positive", "url": "https://weibo.com/detail/5127000000000001",
         "text": "国产AI三杰都是广东人，过年有面子了"},
        {"id": "5127000000000002", "sentiment": "negative", "url": "javascript:alert(1)", "text": HOSTILE}]
    return told


class Stage:
    """The page and an answer at a port, as the job serves them; `told` may be changed meanwhile."""

    def __init__(self, told):
        self.told = told
        self.status = 200
        page, policy = joined()
        stage = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/":
                    return self.answer(200, "text/html; charset=utf-8", page)
                if self.path == "/api/v1/now":
                    return self.answer(stage.status, "application/json", json.dumps(stage.told))
                return self.answer(404, "text/plain", "no such page")

            def answer(self, status, kind, text):
                body = text.encode("utf-8")
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.handler = Handler
        self.server = None
        self.port = 0
        self.start()

    def start(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), self.handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"
