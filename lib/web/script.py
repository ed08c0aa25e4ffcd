"""The page's own script, with what it says by itself in each language."""

import json
from pathlib import Path
from typing import Final

from lib.base.i18n import LANGS, mark, translator

_PAGE: Final = Path(__file__).parents[1] / "ui" / "page.js"
_SENTENCES: Final = {
    "connecting": mark("正在连接服务器…"),
    "away": mark("服务器暂时连接不上。恢复后本页会自动继续；请检查网络，仍不行时请告知维护者。"),
    "lost": mark("与服务器的连接已断开。请重新打开本页；仍不行时请告知维护者。"),
    "nearer": mark("放大"),
    "farther": mark("缩小"),
    "drawn": mark("浏览器不能绘制活动地图（缺 WebGL），以图片代替：登记册全部资源，不随筛选变化"),
    "near": mark("点在锚点处，误差见卡片"),
    "skip": mark("跳到正文"),
    "printed": mark("打印于 {day}"),
    "pictured": mark("图为登记册全部资源，不随筛选变化"),
    "copied": mark("本视图的链接已复制"),
    "selected": mark("浏览器不允许复制；链接已选中，请按 Ctrl+C（手机上长按）复制"),
}


def script() -> str:
    """Return the script: `page.js` without its comments, which every visit would fetch, after
    `SENTENCES` by language."""
    sentences = {
        lang: {name: translator(lang)(text) for name, text in _SENTENCES.items()} for lang in LANGS
    }
    said = json.dumps(sentences, ensure_ascii=False)
    lines = _PAGE.read_text("utf-8").splitlines()
    code = "\n".join(line for line in lines if not line.lstrip().startswith("//"))
    return f"const SENTENCES = {said};\n{code}"
