"""Tables of crawlers whose cells stand under the wrong header, and what else their versions wrote.

The rows are invented; `yuqing convert` reads them.
"""

import csv
import io
import json
import pathlib
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"
A, B = "5127522548373127", "5127528866106062"
A_MS, B_MS = 1737980103000, 1737981609000


def table(header, *rows, **options):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", **options)
    writer.writerow(header)
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def convert(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "posts.csv"
        path.write_text(text)
        run = subprocess.run([YUQING, "convert", path], capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()], run.stderr


BASE = ["id", "bid", "正文", "头条文章url", "原始图片url", "视频url", "位置", "日期", "工具", "点赞数",
        "评论数", "转发数", "话题", "@用户"]


def with_original(base):
    return [*base, "是否原创", "源用户id", "源用户昵称", *("源微博" + name for name in base)]


class WeiboCrawler(unittest.TestCase):
    """The same two posts, a post and a repost of it, as three kinds of versions wrote them."""

    TEXT, OWN = "国货之光，最好的礼物", "就这也叫国产之光？"
    FIRST = [A + "\t", "PbxZcz8er", TEXT, "", "", ""]
    SECOND = [B + "\t", "Pby9opCsS", f"{OWN}\n//\n@测试_小航:{TEXT}", "", "", ""]

    def check(self, header, first, second):
        rows, told = convert(table(header, first, second))
        self.assertEqual(len(rows), 2, told)
        for row, ms, counts in zip(rows, (A_MS, B_MS), ((5, 6, 7), (1, 2, 3))):
            self.assertEqual((row["created_ms"], row["created_precision"]), (ms, "s"))
            self.assertEqual((row["n_like"], row["n_comment"], row["n_repost"]), counts)
            self.assertEqual(row["client"], "iPhone客户端")
        self.assertEqual([row["kind"] for row in rows], ["original", "repost_commented"])
        self.assertEqual([row["own_text"] for row in rows], [self.TEXT, self.OWN])
        root = rows[1]["root"]
        self.assertEqual((root["id"], root["author"], root["text"], root["created_ms"]),
                         (A, "测试_小航", self.TEXT, A_MS))
        self.assertEqual((root["n_like"], root["n_comment"], root["n_repost"]), (5, 6, 7))

    def cells(self, *before_time, full):
        """What stands behind the videos: of the post, then of the repost."""
        first = [*before_time, "2025-01-27", "iPhone客户端", "5", "6", "7", "话题", "甲,乙"]
        second = [*before_time, "2025-01-27", "iPhone客户端", "1", "2", "3", "", "甲"]
        if full:
            first.append("2025-01-27 20:15:03")
            second.append("2025-01-27 20:40:09")
        return first, second

    def rows(self, *before_time, full):
        first, second = self.cells(*before_time, full=full)
        return ([*self.FIRST, *first, "True"],
                [*self.SECOND, *second, "False", "9900000001", "测试_小航", *self.FIRST, *first])

    def test_cells_under_their_header(self):
        header = with_original([*BASE, "完整日期"])
        self.check(header, *self.rows("广东·某地", full=True))

    def test_days_alone_take_the_second_from_the_id(self):
        self.check(with_original(BASE), *self.rows("", full=False))

    def test_a_full_time_that_the_header_lacks(self):
        self.check(with_original(BASE), *self.rows("广东·某地", full=True))

    def test_a_live_photo_that_the_header_lacks(self):
        header = with_original([*BASE, "完整日期"])
        self.check(header, *self.rows("https://video.weibo.com/1", "广东·某地", full=True))
        self.check(header, *self.rows("", "", full=True))

    def test_files_without_reposts(self):
        first, _ = self.rows("", full=True)
        rows, _ = convert(table([*BASE, "完整日期"], first[:-1]))
        self.assertEqual([(row["kind"], row["created_ms"]) for row in rows], [("original", A_MS)])

    def test_an_id_that_a_spreadsheet_has_damaged_comes_from_the_link(self):
        first, _ = self.rows("", full=True)
        first[0] = "5.12752E+15"
        rows, _ = convert(table([*BASE, "完整日期"], first[:-1]))
        self.assertEqual([row["id"] for row in rows], [A])


class WeiboSearch(unittest.TestCase):
    HEADER = ["id", "bid", "user_id", "用户昵称", "微博正文", "头条文章url", "发布位置", "艾特用户", "话题",
              "转发数", "评论数", "点赞数", "发布时间", "发布工具", "微博图片url", "微博视频url", "retweet_id"]

    def row(self, text, **more):
        row = dict(zip(self.HEADER, [A, "PbxZcz8er", "9900000001", "测试_小航", text, "", "", "", "",
                                     "1.2万", "678", "100万+", "2025-01-27 20:15", "iPhone客户端",
                                     "", "", ""]))
        return {**row, **more}

    def read(self, text):
        (row,), _ = convert(table(self.HEADER, self.row(text).values()))
        return row

    def test_icons_and_tails_are_no_text(self):
        self.assertEqual(self.read("国货之光O网页链接收起d")["own_text"], "国货之光 网页链接")
        self.assertEqual(self.read("好看！L测试_小航的微博视频")["own_text"],
                         "好看！ 测试_小航的微博视频")
        self.assertEqual(self.read("国货之光\ue627")["own_text"].strip(), "国货之光")
        self.assertNotIn("truncated", {k for k, v in self.read("国货之光").items() if v})
        cut = self.read("国货之光...展开c")
        self.assertEqual((cut["own_text"], cut["truncated"]), ("国货之光...", True))

    def test_names_with_an_l_and_several_videos_stay_whole(self):
        self.assertEqual(self.read("看L甲的微博视频和L乙的微博视频的微博视频")["own_text"],
                         "看 甲的微博视频和 乙的微博视频的微博视频")

    def test_cells_in_another_order_are_found_by_the_time(self):
        row = self.row("国货之光")
        order = list(self.HEADER)
        order.remove("话题")  # an older version had none, so what is behind moved to the left
        (found,), _ = convert(table(self.HEADER, [row[name] for name in order]))
        self.assertEqual((found["created_ms"], found["n_repost"], found["n_comment"],
                          found["client"]), (A_MS, 12000, 678, "iPhone客户端"))
        (found,), _ = convert(table(self.HEADER, [
            cell for name in self.HEADER for cell in ([row[name], "new"] if name == "话题" else
                                                      [row[name]])]))
        self.assertEqual((found["n_repost"], found["n_comment"], found["client"]),
                         (12000, 678, "iPhone客户端"))

    def test_columns_may_stand_in_any_order(self):
        row = self.row("国货之光")
        header = sorted(self.HEADER)
        (found,), _ = convert(table(header, [row[name] for name in header], delimiter=";"))
        self.assertEqual((found["created_ms"], found["n_comment"], found["author"]["id"]),
                         (A_MS, 678, "9900000001"))


class Others(unittest.TestCase):
    def test_weibo_spider(self):
        header = ["微博id", "微博正文", "头条文章url", "原始图片url", "被转发微博原始图片url", "是否为原创微博",
                  "微博视频url", "发布位置", "发布时间", "发布工具", "点赞数", "转发数", "评论数"]
        text = table(header, ["PbxZcz8er", "国货之光", "", "无", "无", "True", "无", "无",
                              "2025-01-27 20:15", "无", "5", "7", "6"])
        again = table(header, ["Pby9opCsS", "转发理由:就这？\n原始用户: 测试_小航\n转发内容: 国货之光", "",
                               "无", "无", "False", "无", "无", "2025-01-27 20:40", "iPhone客户端",
                               "1", "3", "2"])
        rows, _ = convert(text + again)
        self.assertEqual([(row["id"], row["created_ms"], row["kind"], row["own_text"],
                           row["n_like"], row["n_repost"], row["n_comment"]) for row in rows],
                         [(A, A_MS, "original", "国货之光", 5, 7, 6),
                          (B, B_MS, "repost_commented", "就这？", 1, 3, 2)])
        self.assertEqual((rows[1]["root"]["author"], rows[1]["root"]["text"]),
                         ("测试_小航", "国货之光"))
        self.assertNotIn("client", rows[0])

    def test_comments_of_public_opinion(self):
        header = ["articleId", "created_at", "likes_counts", "region", "content", "authorName",
                  "authorGender", "authorAddress", "authorAvatar"]
        cells = [A, "2025-01-27", "5", "广东", "国货之光", "测试_小航", "m", "", ""]
        rows, _ = convert(table(header, cells, cells[:4] + ["别的话"] + cells[5:]))
        self.assertEqual([(row["kind"], row["created_precision"], row["n_like"]) for row in rows],
                         [("comment", "day", 5)] * 2)
        self.assertNotEqual(rows[0]["id"], rows[1]["id"])


if __name__ == "__main__":
    unittest.main()
