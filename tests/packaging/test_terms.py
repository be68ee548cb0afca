"""One word for one thing: the translations keep to the glossary where two words would do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "resources" / "translations"


@pytest.mark.parametrize(("language", "term"), [("zh_CN", "批量"), ("zh_TW", "批次")])
@pytest.mark.parametrize("catalogue", ["inspection", "ui_charts", "ui_inspector", "ui_network", "ui_shell"])
def test_the_batch_is_one_word(language: str, term: str, catalogue: str) -> None:
    with (TRANSLATIONS / language / f"{catalogue}.po").open("rb") as file:
        messages = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    batches = {source: text for source, text in messages.items() if re.search(r"\bbatch(es)?\b", source, re.I)}
    assert batches
    assert {source: text for source, text in batches.items() if term not in text} == {}
    assert not [text for text in batches.values() if "批" in text.replace(term, "")]


@pytest.mark.parametrize(("language", "term"), [("zh_CN", "轮次"), ("zh_TW", "訓練週期")])
def test_the_epoch_is_one_word(language: str, term: str) -> None:
    messages: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            messages |= {str(message.id): str(message.string) for message in read_po(file) if message.id}
    epochs = {
        source: text for source, text in messages.items() if re.search(r"\bepochs?\b", source.replace("&", ""), re.I)
    }
    assert len(epochs) > 30
    assert {source: text for source, text in epochs.items() if term not in text} == {}
