"""How texts are compared: folded, and spelled in pinyin (see `search`)."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

# Everyday characters of two readings. Where neither pypinyin's phrases nor the words of the trade
# decide between them, both are indexed; the archaic readings it knows of many others are not.
_TWO_READINGS: Final = {
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "行": ("xing", "hang"),
    "乐": ("le", "yue"),
    "朝": ("chao", "zhao"),
    "调": ("tiao", "diao"),
    "传": ("chuan", "zhuan"),
    "校": ("xiao", "jiao"),
    "参": ("can", "shen"),
    "藏": ("cang", "zang"),
    "单": ("dan", "shan"),
    "曾": ("zeng", "ceng"),
    "弹": ("dan", "tan"),
    "降": ("jiang", "xiang"),
    "都": ("du", "dou"),
    "率": ("lv", "shuai"),
    "血": ("xue", "xie"),
    "厦": ("sha", "xia"),
    "绿": ("lv", "lu"),
    "柏": ("bai", "bo"),
    "给": ("gei", "ji"),
    "削": ("xue", "xiao"),
    "卡": ("ka", "qia"),
    "爪": ("zhao", "zhua"),
    "轧": ("ya", "zha"),
    "粘": ("zhan", "nian"),
    "薄": ("bao", "bo"),
    "曝": ("pu", "bao"),
}
# Han characters, one by one; every other letter or digit is spelled as itself.
_HAN: Final = re.compile("[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TRADITIONAL: Final = Path(__file__).with_name("traditional.txt")
_READINGS: Final = Path(__file__).with_name("readings.txt")


@cache
def fold_character(character: str) -> str:
    """Return a character as texts are compared; a few become several."""
    if "\ud800" <= character <= "\udfff":  # Half a surrogate pair is no text; Arrow refuses it.
        return "\ufffd"
    # One character at a time, phrases unseen: so that positions hold.
    return unicodedata.normalize("NFKC", character).translate(_simplified()).casefold()


@cache
def _simplified() -> dict[int, str]:
    pairs = [pair for line in _lines(_TRADITIONAL) for pair in line.split()]
    return {ord(pair[0]): pair[1] for pair in pairs}


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _trade_words() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, ...], ...]]]:
    """A pattern that finds the longest word of the trade, and the readings of each character of
    every such word. Laid over pypinyin's result rather than loaded into its dictionary, which
    takes 50 ms and would change it for everyone else in the process."""
    words = {}
    for line in _lines(_READINGS):
        word, *readings = line.split()
        words[word] = tuple(tuple(reading.split("/")) for reading in readings)
    return re.compile("|".join(sorted(words, key=len, reverse=True))), words


def fold(text: str) -> str:
    """Return `text` as texts are compared: half-width, caseless, simplified Chinese."""
    return "".join(map(fold_character, text))


def _syllables(folded: str) -> list[tuple[str, ...]]:
    """The readings of each character, likeliest first; what is no Han character is its own."""
    # Here and below: its phrases take 59 MB, which a server needs only once somebody types pinyin.
    from pypinyin.seg.simpleseg import seg  # noqa: PLC0415

    syllables = [readings for word in seg(folded) for readings in _readings(word)]
    pattern, words = _trade_words()
    for match in pattern.finditer(folded):
        syllables[match.start() : match.end()] = words[match.group()]
    return syllables


# As many as a register of 100,000 names has: a word is read the same wherever it stands.
@lru_cache(maxsize=50_000)
def _readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each character of a word as pypinyin divides a text into."""
    from pypinyin import Style, pinyin  # noqa: PLC0415

    found = pinyin(
        [word],
        style=Style.NORMAL,
        heteronym=True,
        errors=lambda run: [[c] for c in run],  # type: ignore[arg-type,return-value]
    )
    return tuple(
        tuple(dict.fromkeys((readings[0], *_TWO_READINGS.get(c, ()))))
        if len(readings) > 1
        else (readings[0],)
        for c, readings in zip(word, found, strict=True)
    )


@lru_cache(maxsize=4096)
def spellings(folded: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the pinyin of a folded text, first as it is most likely read, then with each doubtful
    character read the other way; with the place in `folded` of every letter. A text without a
    Chinese character has none: as written is enough for it."""
    if not _HAN.search(folded):
        return ()
    syllables = _syllables(folded)
    ways: list[dict[int, str]] = [
        {},
        *({i: other} for i, s in enumerate(syllables) for other in s[1:]),
    ]
    spelled = []
    for way in ways:
        letters: list[str] = []
        places: list[int] = []
        for i, character in enumerate(folded):
            if character.isalnum():
                syllable = way.get(i, syllables[i][0])
                letters.append(syllable[0].upper() + syllable[1:])
                places += [i] * len(letters[-1])
        spelled.append(("".join(letters), tuple(places)))
    return tuple(spelled)


def spell(text: str) -> str:
    """Return the pinyin of `text` as the index holds it, one line a way to read it."""
    return "\n".join(letters for letters, _ in spellings(fold(text)))


def pinyin_pattern(word: str) -> str | None:
    """Return a regular expression that finds a folded word as pinyin or as initials; `None` for
    what cannot be either. Runs in linear time, in RE2 as in Python."""
    key = re.sub("['’]", "", word).replace("ü", "v")
    if not key.isalnum() or key.isdecimal() or _HAN.search(key):
        return None
    first, rest = key[0].upper(), key[1:]
    # 略 and 虐 are typed either way.
    syllables = re.sub("([ln])u(?=e)", "\\1[uv]", key)[1:]
    initials = "".join(f"[a-z]*{letter.upper()}" for letter in rest)
    return f"{first}(?i:{syllables})|{first}{initials}"
