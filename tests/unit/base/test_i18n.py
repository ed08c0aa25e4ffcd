"""Nothing on the screen is left in Chinese when English is chosen."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from lib.base import i18n
from tests.conftest import ROOT

CATALOGUE = i18n.LOCALE_DIR / "en" / "LC_MESSAGES"
CJK = re.compile(r"[\u3400-\u9fff]")
SHOWN = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
SOURCES = [*SHOWN, *sorted((ROOT / "lib").rglob("*.py"))]
INTERFACE = [*SHOWN, *sorted((ROOT / "lib" / "ui").rglob("*.py"))]
# The language switch names each language in itself.
UNTRANSLATED = {"中文"}


def is_translation(node: ast.AST) -> bool:
    """Whether `node` is a call of t, mark, x.t or translator(…)."""
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Name(id="t" | "mark") | ast.Attribute(attr="t"):
            return True
        case ast.Call(func=ast.Name(id="translator") | ast.Attribute(attr="translator")):
            return True
    return False


def constants(node: ast.AST) -> Iterator[ast.Constant]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child


def translated(tree: ast.AST) -> list[ast.Constant]:
    """The texts handed to a translator in `tree`."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and is_translation(n)]
    return [text for call in calls for arg in call.args for text in constants(arg)]


def docstrings(tree: ast.AST) -> set[ast.AST]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds) and node.body]
    return {e.value for e in bodies if isinstance(e, ast.Expr)}


@cache
def catalogue() -> dict[str, str]:
    with (CATALOGUE / "atlas.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.fuzzy}


def placeholders(text: str) -> set[str]:
    # A figure's {bare} is its {unit} without the space before it.
    names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return {"unit" if name == "bare" else name for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_message_has_its_english(path: Path) -> None:
    texts = {str(node.value) for node in translated(ast.parse(path.read_text("utf-8")))}
    assert {text for text in texts if not catalogue().get(text)} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_make_messages_finds_every_message(path: Path) -> None:
    """Babel looks neither into an f-string nor past a call: what it does not find, `make messages`
    takes out of the catalogue."""
    found = extract_from_file("python", path, keywords={"t": None, "mark": None})
    texts = {str(node.value) for node in translated(ast.parse(path.read_text("utf-8")))}
    assert texts - {str(message) for _, message, _, _ in found} == set()


def test_walk_finds_messages() -> None:
    code = 't("甲"); view.t("乙"); mark("丙"); translator(lang)("丁"); f(t("戊" if x else "己"))'
    assert {node.value for node in translated(ast.parse(code))} == set("甲乙丙丁戊己")


def test_english_is_english_and_keeps_the_placeholders() -> None:
    for message, english in catalogue().items():
        assert not CJK.search(english), message
        assert placeholders(english) == placeholders(message), message


def test_no_english_is_said_twice() -> None:
    for message, english in catalogue().items():
        half = len(english) // 2
        assert half < 10 or english[:half] != english[half:], message


def test_compiled_catalogue_is_up_to_date() -> None:
    with (CATALOGUE / "atlas.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message, english in catalogue().items():
        assert compiled.gettext(message) == (english or message)


@pytest.mark.parametrize("path", INTERFACE, ids=lambda p: str(p.relative_to(ROOT)))
def test_interface_has_no_text_past_the_translator(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    through = {*translated(tree), *docstrings(tree)}
    past = {
        f"line {node.lineno}: {node.value!r}"
        for node in constants(tree)
        if node not in through and CJK.search(str(node.value)) and node.value not in UNTRANSLATED
    }
    assert past == set()


def test_chinese_is_the_message_itself() -> None:
    assert i18n.translator("zh")("总览") == "总览"
    assert i18n.translator("en")("总览") == "Overview"
