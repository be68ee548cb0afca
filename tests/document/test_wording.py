"""A sentence put together from messages reads as one in Chinese too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnstudio.text import in_a_row, msg, set_language, tr


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "Expected 1 or 2 outputs, received 7 outputs. x"),
        ("zh_CN", "应为 1 或 2 个输出，实际为 7 个输出。x"),
        ("zh_TW", "應為 1 或 2 個輸出，實際為 7 個輸出。x"),
    ],
)
def test_a_numeral_stands_apart_from_chinese_characters(code: str, expected: str) -> None:
    set_language(code)
    one, seven = msg("{first} or {second} outputs", first=1, second=2), msg("{count} outputs", count=7)
    assert (
        tr("Expected {expected}, received {received}. {advice}", expected=one, received=seven, advice="x") == expected
    )


@pytest.mark.parametrize("code", ["zh_CN", "zh_TW"])
def test_characters_stand_close_and_no_seam_is_seen(code: str) -> None:
    set_language(code)
    said = tr(
        "Expected {expected}, received {received}. {advice}", expected=msg("none"), received=msg("none"), advice=""
    )
    assert " " not in said
    assert said.isprintable()


@pytest.mark.parametrize(("code", "expected"), [("zh_CN", "第 3 步的温度"), ("zh_TW", "第 3 步的溫度")])
def test_a_name_in_characters_stands_close_whatever_the_catalogue_leaves_free(code: str, expected: str) -> None:
    set_language(code)
    assert tr("{name} at step {step}", name=expected[-2:], step=3) == expected
    assert tr("{name} at step {step}", name="kW", step=3) == f"{expected[:-2]} kW"


@pytest.mark.parametrize(("code", "expected"), [("en", "One. Two."), ("zh_CN", "一。二。"), ("zh_TW", "一。二。")])
def test_a_blank_after_a_full_stop_is_the_languages_own(code: str, expected: str) -> None:
    set_language(code)
    assert in_a_row(*(("One.", "Two.") if code == "en" else ("一。", "二。"))) == expected
