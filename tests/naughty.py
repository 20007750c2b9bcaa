"""Strings that break programs: one list of the known kinds, of our own making."""

CONTROL = ["".join(map(chr, range(1, 32))), "\x00", "a\x00b", "\x7f", "\x80\x85\x9f", "\x1b[31mred\x1b[0m",
           "\x1b]0;title\x07", "\r\n", "a\nb", "a\rb", "\t", "\v\f", "\x08" * 20]
INVISIBLE = ["\u200b", "\u200c\u200d", "\ufeff", "\u00ad", "\u2060", "\u180e", "\u3164", "\u115f",
             "\U000e0041\U000e0042\U000e007f", "\u202eabc", "\u2066a\u2069", "\u200f\u200e", "\u061c",
             "a\u034fb", "\ufff9a\ufffab\ufffb", "\u2028", "\u2029", "\u0085", "\u00a0", "\u3000"]
MARKS = ["e" + "\u0301" * 1000, "\u0336".join("strike"), "Z\u0351\u036b\u0343a\u035b\u034bl\u0321go", "\u0300",
         "\u0e49" * 200, "ก็็็็็็็็็็", "\u20dd" * 50, "が", "か\u3099", "ﬀ", "ẞ", "İi", "ıI", "ǅ", "ΐ"]
SCRIPTS = ["مرحبا بالعالم", "שלום עולם", "नमस्ते", "ไทย", "한국어", "日本語カタカナ", "ﾊﾝｶｸ", "Ωμέγα", "ЁлкА",
           "ⅷ①⑳㈱㍿", "１２３ＡＢＣ", "𝕬𝖇𝖈𝒟", "𠜎𠜱𡿺𩸽", "㐀䶵", "﷽", "ꙮ", "\u0fd5", "Ⓐⓑ", "（╯°□°）╯︵ ┻━┻", "¯\\_(ツ)_/¯"]
EMOJI = ["😀", "👩🏽‍🚀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇨🇳🇭🇰", "🇨", "1️⃣#️⃣", "❤️", "❤", "\ufe0f", "\u200d\u200d", "👍🏻👍🏿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑" * 500,
         "[doge][doge]", "[" * 200, "]" * 200, "[[[doge]]]", "[" + "x" * 200 + "]"]
HALVES = ["\ud83d", "\ude00", "\ude00\ud83d", "a\ud800b", "\ud83d#x#", "\udfff" * 50]
NONE = ["\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ufdd0", "\ufffd", "\ue000\uf8ff", "\U000f0000"]
INJECTED = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title>",
            "<!--", "]]>", "<svg/onload=alert(1)>", "&lt;b&gt;&#0;&#x110000;", "{{7*7}}", "${jndi:ldap://a/b}",
            "' OR 1=1 --", "'; DROP TABLE posts; --", "\" OR \"\"=\"", "1;EXEC xp_cmdshell('dir')",
            "$(touch /tmp/x)", "`id`", "; ls -la", "| cat /etc/passwd", "&& reboot", "../../../../etc/passwd",
            "..\\..\\windows", "C:\\CON", "/dev/null", "file:///etc/passwd", "%00", "%0d%0aSet-Cookie: a=b",
            "%s%s%s%n", "%d%x%p", "{}", "{0}", "{:>9999999}", "%1$*2$d", "\\", "\\\\", "\\n", "\\u0000", "\\x41",
            "'", "\"", "\"\"\"", "``", "a\"b\\c\nd"]
SHEETS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a",
          "=HYPERLINK(\"http://x\",\"y\")", ",", "a,b", "\"a\",\"b\"", ";", " =1", "'=1", "\x00=1"]
WORDS = ["null", "NULL", "None", "undefined", "true", "NaN", "Infinity", "0", "-0", "1e309", "0x10", "00",
         "99999999999999999999", "1,000", "1/0", "", " ", "  ", "constructor", "__proto__", "hasOwnProperty", "all",
         "topic", "le", "$entity"]
OURS = ["#", "##", "###", "####", "#a", "#a#b#", "#" + "长" * 61 + "#", "# #", "#\n#", "#" * 1000, "@", "@@", "@" * 1000,
        "//@", "//@a", "//@a:", "//@a:" * 500, "//@a：//@b:", "回复@", "回复@a:", "回复@a:" * 100, "转发微博", "//",
        "http://", "http://" * 100, "t.cn/" + "a" * 500, "《》", "【】", "|", "a" * 20_000, "好" * 20_000,
        "a " * 10_000, "国货之光" * 2_000, "不" * 3_000, "!" * 5_000, "1" * 10_000]

STRINGS = (CONTROL + INVISIBLE + MARKS + SCRIPTS + EMOJI + HALVES + NONE + INJECTED + SHEETS + WORDS + OURS)
