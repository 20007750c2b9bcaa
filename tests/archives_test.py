"""Archives of every kind: the same sums, damage named by file and line, bombs stopped early."""

import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest
import zipfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent
YUQING = PROJECT / "build/release/yuqing"
MID = 5127522548373127


def post(number, text="国货之光"):
    mid = str(MID + number)
    return {"created_at": "Mon Jan 27 20:15:03 +0800 2025", "id": int(mid), "mid": mid,
            "text": text, "user": {"id": 1}, "reposts_count": 0}


def line(number):
    return json.dumps(post(number), ensure_ascii=False).encode() + b"\n"


def lines(count, begin=0):
    return b"".join(map(line, range(begin, begin + count)))


def zstd(data):
    return subprocess.run(["zstd", "-qc"], input=data, capture_output=True, check=True).stdout


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


class Archives(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.here = pathlib.Path(self.folder.name)
        (self.here / "yuqing.toml").write_text("")

    def write(self, name, data):
        path = self.here / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def replay(self, *inputs, out="out", options=()):
        """Standard error, the peak of memory in KiB, and the seconds that it took."""
        with tempfile.TemporaryFile() as errors:
            begin = time.monotonic()
            running = subprocess.Popen(
                [YUQING, "replay", "-c", self.here / "yuqing.toml", *inputs, "--out",
                 self.here / out, *options], stderr=errors)
            _, status, usage = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
            took = time.monotonic() - begin
            errors.seek(0)
            text = errors.read().decode()
        self.assertEqual(running.returncode, 0, text)
        return text, usage.ru_maxrss, took

    def summary(self, out="out"):
        return json.loads((self.here / out / "summary.json").read_text())

    def counts(self, out="out"):
        summary = self.summary(out)
        return (summary["consumed"], summary["counted"], summary["duplicate"],
                {k: v for k, v in summary["rejected"].items() if v})

    def letters(self, out="out"):
        return list(map(json.loads,
                        (self.here / out / "dead_letters.jsonl").read_text().splitlines()))


class Packed(Archives):
    def test_every_compression_gives_the_bytes_of_the_plain_file(self):
        data = lines(2000) + b"no post\n"
        inner = [("a.jsonl", data[:100_000]), ("folder/b.jsonl", data[100_000:])]
        packed = {"plain.jsonl": data, "a.jsonl.gz": gzip.compress(data),
                  "two.gz": gzip.compress(data[:5000]) + gzip.compress(data[5000:]),
                  "a.jsonl.zst": zstd(data), "a.jsonl.xz": lzma.compress(data),
                  "a.jsonl.bz2": bz2.compress(data), "a.zip": zipped([("a.jsonl", data)]),
                  "a.tar": tar([("a.jsonl", data)]),
                  "a.tar.gz": gzip.compress(tar([("a.jsonl", data)])),
                  "a.tar.xz": lzma.compress(tar([("a.jsonl", data)])),
                  "misnamed.txt": gzip.compress(data)}
        windows = set()
        for name, content in packed.items():
            self.replay(self.write(name, content), out=name + ".out")
            self.assertEqual(self.counts(name + ".out"), (2001, 2000, 0, {"not_json": 1}), name)
            self.assertEqual(self.letters(name + ".out")[0]["offset"], 2000, name)
            windows.add((self.here / (name + ".out") / "windows.jsonl").read_bytes())
            (read,) = self.summary(name + ".out")["inputs"]
            self.assertEqual((read["records"], read["bytes"]), (2001, len(data)), name)
        self.assertEqual(len(windows), 1)

    def test_members_are_files_of_their_own(self):
        members = [("../up/a.jsonl", lines(2) + b"bad\n"), ("__MACOSX/._a", b"\0\5\26\7"),
                   ("/b\n.csv", "mid,text,created_at,reposts_count\n1,国货之光,"
                    "Mon Jan 27 20:15:03 +0800 2025,0\nx\n".encode()), (".hidden", b"x\n")]
        for name, data in (("m.tar", tar(members)), ("m.zip", zipped(members))):
            err, _, _ = self.replay(self.write(name, data), self.write("z.jsonl", b"worse\n"),
                                    out=name + ".out")
            self.assertEqual([(row["source"], row["partition"], row["offset"])
                              for row in self.letters(name + ".out")],
                             [(name + "!../up/a.jsonl", 0, 2), (name + "!/b?.csv", 1, 2),
                              ("z.jsonl", 2, 0)])
            self.assertIn(f"{self.here}/{name}!../up/a.jsonl:3: not_json: ", err)
            self.assertEqual([file["content"] for file in self.summary(name + ".out")["inputs"]],
                             ["json", "csv", "json"])
        self.assertEqual(sorted(path.name for path in self.here.parent.glob("a.jsonl")), [])
        self.assertFalse((self.here / "up").exists())

    def test_what_is_cut_off_counts_up_to_there(self):
        # Random texts, so that the packed bytes are spread over the file.
        data = b"".join(json.dumps(post(n, os.urandom(150).hex())).encode() + b"\n"
                        for n in range(6000))
        two = [("a.jsonl", data[:len(data) // 2]), ("b.jsonl", data[len(data) // 2:])]
        for name, packed in (("a.gz", gzip.compress(data)), ("a.zst", zstd(data)),
                             ("a.xz", lzma.compress(data)), ("a.bz2", bz2.compress(data)),
                             ("a.zip", zipped(two)), ("a.tar", tar(two)),
                             ("a.tar.gz", gzip.compress(tar(two)))):
            err, _, _ = self.replay(self.write(name, packed[:len(packed) * 3 // 4]),
                                    self.write("sound.jsonl", lines(3, begin=50_000)),
                                    out=name + ".out")
            consumed, counted, _, _ = self.counts(name + ".out")
            self.assertGreater(counted, 2000, name)
            self.assertLess(consumed, 6003, name)
            (damaged,) = self.summary(name + ".out")["damaged_files"]
            self.assertIn("is damaged", damaged["reason"])
            self.assertTrue(damaged["file"].startswith(f"{self.here}/{name}"), damaged)
            self.assertIn(damaged["reason"], err)
            self.assertEqual(self.summary(name + ".out")["inputs"][-1]["records"], 3)

    def test_what_cannot_be_unpacked_is_named_and_the_rest_counts(self):
        secret = bytearray(zipped([("a.jsonl", lines(5)), ("b.jsonl", lines(1))]))
        secret[6] |= 1  # the flag for encryption, in the member's header and in the directory
        secret[secret.index(b"PK\1\2") + 8] |= 1
        files = {"secret.zip": bytes(secret), "twice.gz": gzip.compress(gzip.compress(lines(2))),
                 "inside.tar": tar([("a.jsonl.gz", gzip.compress(lines(2))), ("b", lines(2))]),
                 "other.7z": b"7z\xbc\xaf\x27\x1c" + bytes(100), "empty.zip": zipped([]),
                 "empty.gz": b"", "none.gz": gzip.compress(b"")}
        err, _, _ = self.replay(*(self.write(name, data) for name, data in files.items()))
        self.assertEqual(self.counts()[:2], (3, 2))
        for name, reason in (("secret.zip!a.jsonl", "is encrypted; unpack it"),
                             ("twice.gz", "is compressed more than once"),
                             ("inside.tar!a.jsonl.gz", "holds what is packed once more, as gzip"),
                             ("other.7z", "is packed as 7z, which is not read"),
                             ("empty.zip", "holds no files")):
            self.assertIn(f"{self.here / name}: {reason}", err)
        self.assertEqual(len(self.summary()["damaged_files"]), 5, err)


class Bombs(Archives):
    """1 GiB of zeros, packed: each stops early, and the other files go on."""

    @staticmethod
    def zeros(packer):
        running = subprocess.Popen(packer, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        out = []

        reader = threading.Thread(target=lambda: out.append(running.stdout.read()))
        reader.start()
        running.stdin.write(b'{"a":"')  # without, it is an empty tar
        block = bytes(1 << 20)
        for _ in range(1024):
            running.stdin.write(block)
        running.stdin.close()
        reader.join()
        running.stdout.close()
        running.wait()
        return out[0]

    def test_bombs_stop_early_and_the_other_files_count(self):
        bombs = {"gzip.gz": self.zeros(["gzip", "-1c"]), "zstd.zst": self.zeros(["zstd", "-qc"])}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open("zeros", "w", force_zip64=True) as member:
                for _ in range(256):
                    member.write(bytes(1 << 20))
        bombs["zip.zip"] = out.getvalue()
        sound = self.write("sound.jsonl", lines(1000))
        _, usual, _ = self.replay(sound, out="usual")
        for name, data in bombs.items():
            err, peak, took = self.replay(self.write(name, data), sound, out=name + ".out")
            self.assertIn("times its size, as bombs do", err, name)
            self.assertEqual(self.counts(name + ".out"), (1000, 1000, 0, {}), name)
            self.assertLess(peak - usual, 64 << 10, f"{name}: {peak} KiB, {usual} usually")
            print(f"{name}: {len(data)} bytes, {took:.2f} s, +{(peak - usual) // 1024} MiB",
                  flush=True)

    def test_the_limit_is_a_matter_of_configuration(self):
        data = b"".join(line(1) for _ in range(20_000))
        packed = self.write("same.jsonl.zst", zstd(data))
        self.replay(packed)
        self.assertLess(self.counts()[0], 20_000)
        (self.here / "yuqing.toml").write_text("[replay]\nmax_ratio = 100000\n")
        self.replay(packed, out="more")
        self.assertEqual(self.counts("more"), (20_000, 1, 19_999, {}))

    def test_a_window_that_needs_too_much_memory_is_refused(self):
        packed = subprocess.run(["zstd", "-qc", "--ultra", "--long=29"], input=lines(10),
                                capture_output=True, check=True).stdout
        # A stream of unknown size states the window that it was made with.
        err, peak, _ = self.replay(self.write("long.zst", packed))
        self.assertIn("window of more than 128 MiB", err)
        self.assertLess(peak, 300 << 10)


class Encodings(Archives):
    HEADER = "mid,text,created_at,reposts_count\n"

    def rows(self, begin):
        return "".join(f"{MID + n},国货之光🎉{n},Mon Jan 27 20:15:03 +0800 2025,0\n"
                       for n in range(begin, begin + 300))

    def test_texts_in_other_encodings_give_the_same_sums(self):
        text = self.HEADER + self.rows(0) + self.HEADER + self.rows(300)
        found = {}
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"):
            mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
            self.replay(self.write(encoding + ".csv", mark + text.encode(encoding)), out=encoding)
            self.assertEqual(self.counts(encoding), (600, 600, 0, {}), encoding)
            (read,) = self.summary(encoding)["inputs"]
            found[encoding] = read["encoding"]
            self.assertEqual((self.here / encoding / "windows.jsonl").read_bytes(),
                             (self.here / "utf-8/windows.jsonl").read_bytes())
        self.assertEqual(found, {"utf-8": "utf-8", "utf-8-sig": "utf-8-bom", "utf-16": "utf-16le",
                                 "utf-16-be": "utf-16be", "gb18030": "gb18030"})

    def test_a_mark_in_the_middle_is_no_text(self):
        text = self.HEADER + self.rows(0)
        self.replay(self.write("a.csv", ("\ufeff" + text + "\ufeff" + self.HEADER +
                                         self.rows(300)).encode()))
        self.assertEqual(self.counts(), (600, 600, 0, {}))

    def test_a_broken_byte_rejects_its_record_alone(self):
        self.replay(self.write("a.jsonl", lines(5) + line(6).replace("国".encode(), b"\xe5\x9b") +
                               lines(5, begin=10)))
        self.assertEqual(self.counts(), (11, 10, 0, {"not_utf8": 1}))
        self.assertEqual(self.summary()["inputs"][0]["encoding"], "utf-8")


class Contents(Archives):
    def test_a_table_with_three_broken_rows_of_100000(self):
        rows = [f'{MID + n},"国货,{n}",Mon Jan 27 20:15:03 +0800 2025,0\n' for n in range(100_000)]
        broken = {10: f'{MID + 10},"text"behind,Mon Jan 27 20:15:03 +0800 2025,0\n',
                  5_000: f'{MID + 5_000},"open,Mon Jan 27 20:15:03 +0800 2025,0\n',
                  99_999: f'{MID + 99_999},"open to the end\n'}
        for number, row in broken.items():
            rows[number] = row
        table = self.write("posts.csv", "mid,text,created_at,reposts_count\n" + "".join(rows))
        err, _, _ = self.replay(table)
        self.assertEqual(self.counts(), (100_000, 99_997, 0, {"bad_row": 3}))
        self.assertEqual([row["offset"] for row in self.letters()], [11, 5_001, 100_000])
        for number in (12, 5_002, 100_001):
            self.assertIn(f"{table}:{number}: bad_row: is no row of CSV", err)
        self.assertEqual(self.summary()["inputs"][0]["rejected"], {"bad_row": 3})

    def test_documents_of_every_shape_give_the_same_sums(self):
        posts = [post(n, f"国货之光{n}\n") for n in range(500)]
        shapes = {"lines": "".join(json.dumps(p) + "\n" for p in posts),
                  "glued": "".join(json.dumps(p) for p in posts),
                  "pretty": "\n".join(json.dumps(p, indent=2) for p in posts),
                  "array": json.dumps(posts), "pretty_array": json.dumps(posts, indent=1)}
        for name, text in shapes.items():
            self.replay(self.write(name + ".json", text), out=name)
            self.assertEqual(self.counts(name), (500, 500, 0, {}), name)
            self.assertEqual((self.here / name / "windows.jsonl").read_bytes(),
                             (self.here / "lines/windows.jsonl").read_bytes(), name)

    def test_a_mix_of_formats_in_one_file(self):
        canonical = {"id": "7", "created_ms": 1737980103000, "own_text": "国货之光"}
        text = (json.dumps(post(1)) + "\n" + json.dumps(canonical) + "\n" +
                json.dumps(post(2), indent=2) + "\n[" + json.dumps(post(3)) + "]\nno post\n" +
                json.dumps(post(4)) + "\n")
        mixed = self.write("mixed.jsonl", text)
        err, _, _ = self.replay(mixed)
        self.assertEqual(self.counts(), (6, 5, 0, {"not_json": 1}))
        self.assertIn(f"{mixed}:{text[:text.index('no post')].count(chr(10)) + 1}: not_json: ", err)

    def test_an_array_that_ends_too_early_counts_up_to_there(self):
        text = json.dumps([post(n) for n in range(100)], indent=1)
        cut = self.write("cut.json", text[:text.index(str(MID + 60)) + 30])
        err, _, _ = self.replay(cut)
        self.assertEqual(self.counts(), (61, 60, 0, {"not_json": 1}))
        self.assertIn(f"{cut}: ends within the JSON document that begins in line 1;", err)

    def test_a_large_array_needs_little_memory(self):
        small = self.write("small.json", json.dumps([post(n) for n in range(1000)]))
        large = self.here / "large.json"
        with large.open("w") as out:
            out.write("[")
            text = "国货之光" * 2000
            for number in range(10_000):
                out.write(("," if number else "") + json.dumps(post(number, text + str(number)),
                                                               ensure_ascii=False))
            out.write("]")
        self.assertGreater(large.stat().st_size, 200 << 20)
        _, usual, _ = self.replay(small, out="small")
        _, peak, took = self.replay(large, out="large")
        self.assertEqual(self.counts("large")[:2], (10_000, 10_000))
        self.assertLess(peak - usual, 100 << 10)
        print(f"an array of {large.stat().st_size >> 20} MiB: {took:.1f} s, {peak >> 10} MiB",
              flush=True)

    def test_at_most_ten_of_a_reason_are_told(self):
        bad = self.write("bad.jsonl", b"bad\n" * 50 + lines(1))
        err, _, _ = self.replay(bad)
        self.assertEqual(err.count("not_json: is not one"), 10)
        self.assertIn(f"{bad}:11: not_json: and perhaps more of them", err)


class Ahead(Archives):
    def test_threads_and_files_change_no_byte(self):
        data = [lines(3000, begin=n * 2500) + b"bad\n" for n in range(8)]
        files = [self.write(f"{n}.jsonl.xz", lzma.compress(part)) for n, part in enumerate(data)]
        seen = set()
        for threads in ("1", "2", "7"):
            self.replay(*files, out=threads, options=["--threads", threads])
            self.assertEqual(self.counts(threads), (24_008, 20_500, 3_500, {"not_json": 8}))
            seen.add(tuple((self.here / threads / name).read_bytes()
                           for name in ("windows.jsonl", "dead_letters.jsonl")))
        self.assertEqual(len(seen), 1)

    def test_many_small_files_are_read_in_their_order(self):
        (self.here / "in").mkdir()
        for number in range(500):
            self.write(f"in/{number:03}.jsonl", line(number) + b"bad\n")
        self.replay(self.here / "in", options=["--threads", "4"])
        self.assertEqual([row["partition"] for row in self.letters()], list(range(500)))


if __name__ == "__main__":
    unittest.main()
