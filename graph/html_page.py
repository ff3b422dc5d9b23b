"""A report as one page of HTML: Chinese first, no script, nothing from outside, fit to print."""

from __future__ import annotations

from html import escape

_STYLE = """
body{font:14px/1.5 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
max-width:1100px;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}
h1{font-size:22px;margin:0 0 .2em}h2{font-size:17px;margin:2em 0 .4em;border-bottom:2px solid #1a1a1a}
h3{font-size:15px;margin:1.4em 0 .3em}.en,small{color:#666;font-weight:normal;font-size:.86em}
table{border-collapse:collapse;margin:.5em 0;width:100%}caption{text-align:left;color:#666;font-size:.86em}
th,td{padding:2px 8px;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
th{background:#f2f2f2}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}code{font-size:12px;word-break:break-all}
@media print{body{margin:0;max-width:none;font-size:10.5px}h2{page-break-after:avoid}
tr,h3{page-break-inside:avoid}thead{display:table-header-group}}
"""


def html_page(title: str, body: str, style: str = "") -> str:
    """One self-contained page.

    Parameters
    ----------
    title : str
        Plain text of the browser's title.
    body : str
        Markup; whoever makes it has escaped what is not.
    style : str
        Rules of this report beside the common ones.
    """
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>{_STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
