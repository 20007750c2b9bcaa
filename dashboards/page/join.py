"""Makes the live page one file: style and scripts go into page.html, and the policy that lets a browser
run them and nothing else goes beside it.

usage: join.py PAGE POLICY
"""

import base64
import hashlib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = ["words.js", "elements.js", "figures.js", "charts.js", "chart.js", "cards.js", "overview.js",
           "topic.js", "page.js"]


def fingerprint(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() + "'"


def joined():
    """The page, and the value of its Content-Security-Policy header."""
    style = (HERE / "style.css").read_text("utf-8")
    script = "'use strict';\n" + "".join((HERE / name).read_text("utf-8") for name in SCRIPTS)
    if "</" in style + script:
        raise SystemExit("a style or a script that holds </ would end early")
    page = (HERE / "page.html").read_text("utf-8").replace("@style@", style).replace("@script@", script)
    policy = "; ".join([
        "default-src 'none'", f"script-src {fingerprint(script)}", f"style-src {fingerprint(style)}",
        "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'none'", "require-trusted-types-for 'script'"])
    return page, policy


if __name__ == "__main__":
    for path, text in zip(sys.argv[1:], joined()):
        pathlib.Path(path).write_text(text, "utf-8")
