"""The translations' tool: what it finds in the source, what it writes, and each fault it must see."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import translations
from catalogues.faults import catalogue_faults
from catalogues.files import compile_all
from catalogues.literals import literal_faults
from catalogues.source import find_messages

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _tree(root: Path, sources: dict[str, str], entries: dict[str, str] | None = None) -> Path:
    """Write source files and, for both languages, catalogues."""
    for name, text in sources.items():
        path = root / "nnstudio" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, text in (entries or {}).items():
        path = root / "resources/translations" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + text, encoding="utf-8")
    return root


def _both(catalogue: str, text: str) -> dict[str, str]:
    return {f"zh_CN/{catalogue}.po": text, f"zh_TW/{catalogue}.po": text}


def test_messages_belong_to_their_first_user(tmp_path: Path) -> None:
    sources = {
        "engine/a.py": 'msg("both")\nmsg("{x} → {y}", x=1, y=2)\n',
        "data/b.py": 'msg("both")\n',
        "ui/canvas/c.py": 'tr("one" if x else "other")\n',
        "ui/d.py": 'tr("window")\n',
        "app.py": 'tr("top")\n',
    }
    found = find_messages(_tree(tmp_path, sources))
    assert found.owners() == {
        "both": "data",
        "one": "ui_canvas",
        "other": "ui_canvas",
        "window": "ui",
        "top": "app",
    }
    assert found.unreadable == []


@pytest.mark.parametrize("call", ['msg(f"{x}")', "msg(x)", 'tr(f"a {x}")', 'tr("a" + x)', 'tr("a {}".format(x))'])
def test_a_message_must_be_literal(tmp_path: Path, call: str) -> None:
    (fault,) = find_messages(_tree(tmp_path, {"engine/a.py": call + "\n"})).unreadable
    assert fault.startswith("nnstudio/engine/a.py:1:")


def test_update_moves_keeps_and_retires(tmp_path: Path) -> None:
    entries = _both("engine", 'msgid "moves"\nmsgstr "移"\n\nmsgid "unused"\nmsgstr "旧"\n')
    root = _tree(tmp_path, {"data/a.py": 'msg("moves")\nmsg("new")\n'}, entries)
    translations.update(root)
    data = (root / "resources/translations/zh_CN/data.po").read_text(encoding="utf-8")
    engine = (root / "resources/translations/zh_CN/engine.po").read_text(encoding="utf-8")
    assert 'msgid "moves"\nmsgstr "移"' in data
    assert 'msgid "new"\nmsgstr ""' in data
    assert '#~ msgid "unused"\n#~ msgstr "旧"' in engine
    assert "moves" not in engine
    assert translations.update(root) == []


def test_update_of_one_catalogue_loses_nothing(tmp_path: Path) -> None:
    root = _tree(tmp_path, {"data/a.py": 'msg("moves")\n'}, _both("engine", 'msgid "moves"\nmsgstr "移"\n'))
    translations.update(root, ["engine"])
    translations.update(root, ["data"])
    assert 'msgid "moves"\nmsgstr "移"' in (root / "resources/translations/zh_TW/data.po").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "a {n}"\nmsgstr ""\n', "empty"),
        ('#, fuzzy\nmsgid "a {n}"\nmsgstr "一 {n}"\n', "fuzzy"),
        ('msgid "a {n}"\nmsgstr "一 {m}"\n', "fields"),
        ('msgid "a {n}"\nmsgstr "一 {n:.2f}"\n', "fields"),
        ('msgid "a {n}"\nmsgstr "一 {n} "\n', "blanks"),
        ('msgid "a {n}"\nmsgstr "一,{n}"\n', "half-width"),
        ('msgid "other"\nmsgstr "其他"\n', "missing 'a {n}'"),
        ('msgid "a {n}"\nmsgstr "一 {n}"\n\n#~ msgid "old"\n#~ msgstr "旧"\n', "obsolete 'old'"),
    ],
)
def test_check_sees_the_fault(tmp_path: Path, entry: str, fault: str) -> None:
    root = _tree(tmp_path, {"engine/a.py": 'msg("a {n}", n=1)\n'}, _both("engine", entry))
    faults = [line for line in catalogue_faults(root) if line.startswith("zh_CN/engine.po")]
    assert any(fault in line for line in faults), faults


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("zh_TW", "学习率", "simplified characters 习学"),
        ("zh_CN", "學習率", "traditional characters 學習"),
        ("zh_TW", "數據", "資料"),
        ("zh_CN", "learning rate", "left in English"),
    ],
)
def test_check_sees_the_wrong_words(tmp_path: Path, language: str, text: str, fault: str) -> None:
    entry = {f"{language}/engine.po": f'msgid "learning rate"\nmsgstr "{text}"\n'}
    root = _tree(tmp_path, {"engine/a.py": 'msg("learning rate")\n'}, entry)
    assert any(line.startswith(language) and fault in line for line in catalogue_faults(root))


@pytest.mark.parametrize("name", ["ReLU", "softmax", "NumPy", "α = {rate}"])
def test_names_may_stay_as_they_are(tmp_path: Path, name: str) -> None:
    entries = _both("engine", f'msgid "{name}"\nmsgstr "{name}"\n')
    assert catalogue_faults(_tree(tmp_path, {"engine/a.py": f'msg("{name}")\n'}, entries)) == []


def test_compiled_catalogues_answer(tmp_path: Path) -> None:
    entries = _both("data", 'msgid "data"\nmsgstr "資料"\n') | _both("engine", 'msgid "layer"\nmsgstr "層"\n')
    root = _tree(tmp_path, {}, entries)
    compile_all(root, tmp_path / "out")
    first = [path.read_bytes() for path in compile_all(root, tmp_path / "again")]
    answers = gettext.translation("nnstudio", localedir=tmp_path / "out", languages=["zh_TW"])
    assert (answers.gettext("data"), answers.gettext("layer")) == ("資料", "層")
    assert first == [path.read_bytes() for path in compile_all(root, tmp_path / "once-more")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('label.setText("Loss")', True),
        ('QLabel(f"Loss {x}")', True),
        ('menu.addAction("Open" if x else "Close")', True),
        ('label.setText(tr("Loss"))', False),
        ('label.setText("→ 3")', False),
        ('label.setObjectName("loss")', False),
    ],
)
def test_words_must_be_translated(tmp_path: Path, line: str, found: bool) -> None:
    assert bool(literal_faults(_tree(tmp_path, {"ui/shell/a.py": line + "\n"}))) is found
