"""The words themselves: left in English, in the other script, or another place's term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

# Names that stay as they are in Chinese text.
NAMES = frozenset(Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split())
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_FIELD = re.compile(r"\{[^{}]*\}")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_HALF_WIDTH = re.compile(rf"[{_HAN}][,;:?!](?![0-9])|[{_HAN}]\.(?:\s|$)|[,;:?!][{_HAN}]")
_PARTED = re.compile(rf"[{_HAN}] [{_HAN}]")

# Another place's words, or another tone's, and the one to use.
SLIPS = {
    "zh_CN": {
        "您": "你",
        "时间步": "时刻",
        "随机失活": "丢弃法",
        "阀值": "阈值",
        "登陆": "登录",
        "激活函式": "激活函数",
        "档案": "文件",
        "滑鼠": "鼠标",
        "视窗": "窗口",
        "预设": "默认",
        "资料集": "数据集",
        "程式": "程序",
        "梯度弥散": "梯度消失",
    },
    "zh_TW": {
        "您": "你",
        "偏值": "偏置",
        "門檻值": "閾值",
        "隨機失活": "丟棄法",
        "數據": "資料",
        "默認": "預設",
        "保存": "儲存",
        "窗口": "視窗",
        "菜單": "選單",
        "鼠標": "滑鼠",
        "網絡": "網路",
        "優化器": "最佳化器",
        "屏幕": "螢幕",
        "文件夾": "資料夾",
        "軟件": "軟體",
        "字符": "字元",
        "剪貼板": "剪貼簿",
        "粘貼": "貼上",
        "撤銷": "復原",
        "加載": "載入",
        "回歸": "迴歸",
        "小批量": "小批次",
        "過擬合": "過度擬合",
        "內存": "記憶體",
        "數組": "陣列",
        "視頻": "影片",
        "缺省": "預設",
        "創建": "建立",
        "採樣": "取樣",
        "圖標": "圖示",
        "快捷鍵": "快速鍵",
    },
}


def faults(language: str, msgid: str, text: str) -> Iterator[str]:
    """Yield what is wrong with the words of a translation."""
    left = _left_in_english(msgid) if text == msgid else []
    if left:
        yield f"left in English ({', '.join(left)})"
    foreign = sorted({character for character in text if _of_other_script(language, character)})
    if foreign:
        yield f"{'simplified' if language == 'zh_TW' else 'traditional'} characters {''.join(foreign)}"
    for slip, instead in SLIPS[language].items():
        if slip in text:
            yield f"{slip} instead of {instead}"
    if _HALF_WIDTH.search(text):
        yield "half-width punctuation beside a Chinese character"
    if _PARTED.search(text):
        yield "a blank between two Chinese characters"


def _left_in_english(msgid: str) -> list[str]:
    words = _WORD.findall(_FIELD.sub(" ", msgid))
    return [word for word in words if word not in NAMES and sum(letter.islower() for letter in word) >= 4]


def _of_other_script(language: str, character: str) -> bool:
    """Return whether a character is written only in the other script.

    GB 2312 holds the simplified forms and Big5 the traditional; what both or neither hold tells nothing.
    """
    if not "\u4e00" <= character <= "\u9fff":
        return False
    own, other = ("big5", "gb2312") if language == "zh_TW" else ("gb2312", "big5")
    return not _encodes(character, own) and _encodes(character, other)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
