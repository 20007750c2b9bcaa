"""Texts that RFC 8259 accepts, that it rejects, and that it leaves to the reader.

Derived from the grammar, rule by rule; each is held against Python's json, too.
"""

EURO = "€".encode()


def strings(*insides):
    return [b'"' + inside + b'"' for inside in insides]


ACCEPTED = [
    # literal names
    b"null", b"true", b"false",
    # white space around a value: each kind, before and behind
    b" 1", b"1 ", b"\t1", b"1\t", b"\n1", b"1\n", b"\r1", b"1\r", b" \t\r\n[] \t\r\n",
    # numbers: int, frac, exp
    b"0", b"-0", b"7", b"-7", b"10", b"-10", b"1234567890", b"0.0", b"-0.0", b"0.25", b"3.1400",
    b"-12.5", b"1e1", b"1E1", b"1e+1", b"1e-1", b"1E+01", b"1E-00", b"0e0", b"0E5", b"-0e-0",
    b"0.5e3", b"-9.75E-12", b"1.0e+10", b"9223372036854775807", b"-9223372036854775808",
    b"18446744073709551615",
    # strings: every escape, and what needs none
    *strings(b"", b" ", b"a", b"\\\"", b"\\\\", b"\\/", b"\\b", b"\\f", b"\\n", b"\\r", b"\\t", b"/",
             b"\\u0041", b"\\u00e9", b"\\u00E9", b"\\uAbCd", b"\\u0000", b"\\u001f", b"\\uffff",
             b"\\ud83d\\ude00", b"\\uD834\\uDD1E", b"\\udbff\\udfff", b"\\\\u0041", b"\\\\\\\\",
             b"\\\\\\\"", b"\x7f", "é".encode(), EURO, "😀".encode(), "\u2028\u2029".encode(),
             "\ufeff".encode(), "\ufffe\uffff".encode(), "\U0010ffff".encode(), b"\xc2\x80",
             b"\xdf\xbf", b"\xe0\xa0\x80", b"\xed\x9f\xbf", b"\xee\x80\x80", b"\xf0\x90\x80\x80",
             "👨‍👩‍👧".encode(), "e\u0301\u0301".encode(), "\u202eabc".encode(), b"[", b"}", b"{\\\"a\\\":",
             b"// no comment", b"/* none */", b"'", b"null", b"1e5"),
    # arrays
    b"[]", b"[ ]", b"[\n]", b"[1]", b"[ 1 ]", b"[1,2]", b"[1 ,2]", b"[1, 2]", b"[\n1\n,\n2\n]",
    b"[null,true,false]", b'["",""]', b"[[]]", b"[[],[]]", b"[[[[[[]]]]]]", b"[{}]", b"[{},[]]",
    b'[-1,"a",null,{"b":[]}]',
    # objects
    b"{}", b"{ }", b'{"":0}', b'{"a":1}', b'{ "a" : 1 }', b'{"a":1,"b":2}', b'{"a":1 ,"b":2}',
    b'{\n"a"\n:\n1\n,\n"b"\n:\n2\n}', b'{"a":{}}', b'{"a":{"a":{"a":[]}}}', b'{"a":[{"b":[]}]}',
    b'{"\\u0061":1}', b'{"\\n":1}', b'{"a b":1}', '{"键":"值"}'.encode(), b'{"a":null}',
    # the grammar allows equal names
    b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'{"":1,"":{}}', b'{"a":1,"A":2}',
]

REJECTED = [
    # nothing, or less than a value
    b"", b" ", b"\t", b" \n ", b",", b":", b"]", b"}", b"[", b"{", b'"',
    # names that are none, cut or run on
    b"nul", b"nulll", b"Null", b"NULL", b"tru", b"truee", b"True", b"fals", b"falsee", b"FALSE", b"n",
    b"t", b"f", b"undefined", b"None", b"nil", b"yes", b"a", b"null0", b"0null", b"true1", b"null,",
    # numbers that are none
    b"-", b"+", b"+1", b"++1", b"--1", b"- 1", b"-a", b"00", b"01", b"-00", b"-01", b"007", b"0x1F",
    b"0b1", b"0o7", b"1.", b"-1.", b".5", b"-.5", b"+.5", b".", b"0.", b"1.e1", b"1..2", b"1.2.3",
    b"1e", b"1E", b"1e+", b"1e-", b"1e+-1", b"1e1.5", b"1ee1", b"e1", b"1e 1", b"0e", b"0.e1", b"0e+",
    b"1 000", b"1_000", b"1,000", b"1a", b"1.5f", b"1L", b"1n", b"0x", b"NaN", b"nan", b"-NaN",
    b"Infinity", b"-Infinity", b"+Infinity", b"Inf", b"1/2", b"1-1", b"1+1", b"$1", b"1%",
    "１".encode(), "٣".encode(), "1２".encode(), "−1".encode(), b"1.0\xe2\x82\xac", b"1\x00", b"-\x30\x31",
    # strings that do not end, hold what must be escaped, or escape what is no escape
    b'"a', b'a"', b'"a\\"', b'"\\', b'"\\"', b"'a'", b"`a`", "“a”".encode(), b'"a""b"', b'"a" "b"',
    b'"\\a"', b'"\\x41"', b'"\\0"', b'"\\v"', b'"\\\'"', b'"\\ "', b'"\\U0041"', b'"\\u"', b'"\\u4"',
    b'"\\u41"', b'"\\u041"', b'"\\u004g"', b'"\\u 041"', b'"\\u00\\"', b'"\\u-041"', b'"\\u+041"',
    b'"\\u004\xff"', b'"\\ud83d\\u"', b'"\\ud83d\\ude0"', '"\\é"'.encode(), b'"\n"', b'"\r"', b'"\t"',
    b'"\x00"', b'"\x01"', b'"\x1f"', b'"\x08"', b'"a\nb"', b'"\x0b"', b'"\x1b[31m"',
    # bytes that are no UTF-8
    b'"\x80"', b'"\xbf"', b'"\xc0\x80"', b'"\xc1\xbf"', b'"\xc2"', b'"\xc2a"', b'"\xe0\x80\x80"',
    b'"\xe0\x9f\xbf"', b'"\xe2\x82"', b'"\xed\xa0\x80"', b'"\xed\xbf\xbf"', b'"\xed\xa0\xbd\xed\xb8\x80"',
    b'"\xf0\x80\x80\x80"', b'"\xf0\x8f\xbf\xbf"', b'"\xf0\x9f\x98"', b'"\xf4\x90\x80\x80"',
    b'"\xf5\x80\x80\x80"', b'"\xf8\x88\x80\x80\x80"', b'"\xfe"', b'"\xff"', b'"\xff\xfe"',
    '"国"'.encode("gb18030"), '"é"'.encode("latin-1"), "1".encode("utf-16-le"), "[]".encode("utf-16"),
    b"\xff", b"[1\xff]", b"{\xe9:1}", b"\xe2\x82\xac", b'{"\xff":1}', b"1\xc2\xa0", b"\xe3\x80\x801",
    # white space that is none, and comments
    b"\x0b1", b"\x0c1", b"1\x0c", b"\xc2\x851", b"\xe2\x80\xa81", b"\xe2\x80\x8b1", b"[\x0c]", b"\x1f1",
    b"// 1", b"1 // a", b"/* a */ 1", b"1 /* a */", b"# 1", b"1 # a", b"-- 1", b"<!-- --> 1", b"[/**/]",
    # arrays
    b"[1", b"[1,", b"[,", b"[,]", b"[1,]", b"[,1]", b"[1,,2]", b"[1 2]", b"[1;2]", b"[1:2]", b"[1}",
    b"1]", b"[]]", b"[[]", b"[][]", b"[],[]", b"[] []", b"[]1", b"[1,]]", b"(1)", b"[a]", b"['a']", b'["a]',
    b'["a]"', b"[1\n2]", b"[-]", b"[+1]", b"[.5]", b"[01]", b"[nul]", b"[NaN]", b"[...]", b'["\t"]',
    # objects
    b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,', b'{"a":1,}', b'{,}', b'{,"a":1}', b'{"a":1,,"b":2}',
    b'{"a" 1}', b'{"a",1}', b'{"a";1}', b'{"a"::1}', b'{:1}', b'{"a":}', b'{"a"}', b'{"a":1 "b":2}',
    b'{"a":1;"b":2}', b"{a:1}", b"{'a':1}", b"{1:1}", b"{null:1}", b"{[]:1}", b'{"a":1]', b'{"a":1}}',
    b'{"a":1},', b'{"a":1}{"b":2}', b'{"a":1} {"b":2}', b'{"a":b}', b'{"a":1"b":2}', b'{"a":"b}', b'{"a:1}',
    b'{"a":1 b}', b'{"\\x61":1}', b'{"a\n":1}', b'{"a":01}', b'{"a":+1}', b'{"a":[}', b'{"a":{]}', b'{"a"=1}',
    b'{"a":undefined}', b'{"a":1,"b"}', b'{{}:1}', b'{"a":"b","c"', b'{"a":/**/1}', b'{"a"}:1',
    # more than one value, and other languages
    b"1 2", b"null null", b'"a"1', b"1,2", b"{}[]", b"{}1", b"1\n2", b"[1]\n[2]", b"true false", b"<a/>",
    b"a=1", b"a: 1", b"- a", b"callback({})", b")]}',{}", b"{};", b"\x00", b"[]\x00", b"\x00[]", b"\x1e{}",
]

# What the RFC leaves to the reader: why such a record and a post around it are rejected.
UNDECIDED = [
    # range and exactness of numbers: a number that nobody reads is of any size
    (b"18446744073709551616", "unknown_format", "sound"),
    (b"-9223372036854775809", "unknown_format", "sound"),
    (b"1e400", "unknown_format", "sound"), (b"-1e400", "unknown_format", "sound"),
    (b"1e-400", "unknown_format", "sound"), (b"0.1e99999999999", "unknown_format", "sound"),
    (b"123.456e-789", "unknown_format", "sound"), (b"-0.0e-0", "unknown_format", "sound"),
    (b"9" * 1000, "unknown_format", "sound"), (b"0." + b"3" * 1000, "unknown_format", "sound"),
    (b"1" + b"0" * 400, "unknown_format", "sound"), (b"1e" + b"9" * 300, "unknown_format", "sound"),
    # halves of surrogate pairs: repaired where they are read
    (b'"\\ud83d"', "unknown_format", "sound"), (b'"\\ude00"', "unknown_format", "sound"),
    (b'"\\ude00\\ud83d"', "unknown_format", "sound"), (b'"\\ud83d\\u0041"', "unknown_format", "sound"),
    (b'"\\ud83d\\ud83d\\ude00"', "unknown_format", "sound"), (b'"\\ud83dx"', "unknown_format", "sound"),
    (b'["\\udfff"]', "unknown_format", "sound"), (b'{"\\ud800":1}', "unknown_format", "sound"),
    # a byte order mark is taken off where a record begins, and nowhere else
    (b"\xef\xbb\xbf1", "unknown_format", "not_json"), (b"\xef\xbb\xbf{}", "unknown_format", "not_json"),
    (b"\xef\xbb\xbf", "not_json", "not_json"), (b"\xef\xbb\xbf\xef\xbb\xbf1", "not_json", "not_json"),
    (b"\xff\xfe1\x00", "not_utf8", "not_utf8"), (b" \xef\xbb\xbf1", "not_json", "not_json"),
    # depth: 32 brackets, of which the post around has one
    (b"[" * 31 + b"]" * 31, "too_large", "sound"), (b"[" * 32 + b"]" * 32, "too_large", "too_deep"),
    (b"[" * 33 + b"]" * 33, "too_deep", "too_deep"), (b'{"a":' * 31 + b"1" + b"}" * 31, "unknown_format", "sound"),
    (b'{"a":' * 33 + b"1" + b"}" * 33, "too_deep", "too_deep"), (b"[" * 1000 + b"]" * 1000, "too_deep", "too_deep"),
    # line ends keep a connection open; they are no post, and no value of one
    (b"\n", "sound", "not_json"), (b"\r\n", "sound", "not_json"), (b"\r\n\r\n", "sound", "not_json"),
]
