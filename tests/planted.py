"""Invented archives for the tests of the report: quiet, or with a burst that was planted.

Ten hours in January 2025 at a steady rate, each post written by one of 400 accounts. The burst adds
posts of one topic for twelve minutes: they share a hashtag, a phrase that nobody used before and an
account that writes many of them; the sixth minute has most.
"""

import datetime
import json
import random

ZONE = datetime.timezone(datetime.timedelta(hours=8))
BEGIN = datetime.datetime(2025, 1, 27, 8, 0, tzinfo=ZONE)
MINUTES = 600
PER_MINUTE = 12
BURST_MINUTE = 400       # 14:40
BURST_POSTS = [40, 60, 80, 100, 120, 160, 120, 100, 80, 60, 50, 40]
TOPIC = "made_in_china"
TOPIC_NAME = "made-in-China pride"  # in deploy/topics.toml
HASHTAG = "#关山口技校直播#"
PHRASE = "锅炉工程师连夜表态"
ACCOUNT = "测试_爆料员"
PLAIN = ["今天的天气真不错，出门走走", "晚饭吃了一碗面，味道一般", "地铁又晚点了，烦死了",
         "周末去看了一场电影，很开心", "加班到现在，累", "这本书写得很有意思", "路上堵车，没办法",
         "国货之光，支持", "DeepSeek的回答很有用", "梁文锋真了不起", "DeepSeek又崩了，太失望了"]
RARE = "特朗普宣布加征关税，太糟糕了"  # a topic with too few posts for a share
LOUD = ["国货之光！{phrase}", "{phrase}，国货之光，支持一下", "看到{phrase}，太失望了，国货之光",
        "国货之光？{phrase}，笑死"]


def post(number, time, text, account, rng):
    mid = str((int(time.timestamp()) - 515483463) << 22 | number % (1 << 22))
    return {"created_at": time.strftime("%a %b %d %H:%M:%S %z %Y"), "id": int(mid), "idstr": mid,
            "mid": mid, "text": text,
            "user": {"id": 9900000000 + account, "idstr": str(9900000000 + account),
                     "screen_name": ACCOUNT if account == 0 else f"测试_{account}号",
                     "followers_count": rng.randrange(50, 5000)},
            "reposts_count": 0, "comments_count": 0, "attitudes_count": 0}


def archive(burst, seed=1):
    """Posts in the order of time."""
    rng = random.Random(seed)
    posts = []
    for minute in range(MINUTES):
        begin = BEGIN + datetime.timedelta(minutes=minute)
        for _ in range(PER_MINUTE):
            time = begin + datetime.timedelta(seconds=rng.randrange(60))
            text = rng.choice(PLAIN) if rng.randrange(600) else RARE
            text += rng.choice(["", "[doge]", "！", "。", "~"])
            posts.append(post(len(posts), time, text, rng.randrange(1, 400), rng))
        place = minute - BURST_MINUTE
        for _ in range(BURST_POSTS[place] if burst and 0 <= place < len(BURST_POSTS) else 0):
            time = begin + datetime.timedelta(seconds=rng.randrange(60))
            text = rng.choice(LOUD).format(phrase=PHRASE)
            text = HASHTAG + text if rng.random() < 0.7 else text
            account = 0 if rng.random() < 0.15 else rng.randrange(1, 400)
            posts.append(post(len(posts), time, text, account, rng))
    return sorted(posts, key=lambda one: int(one["mid"]))


def write(path, burst, seed=1):
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n"
                            for one in archive(burst, seed)), "utf-8")
