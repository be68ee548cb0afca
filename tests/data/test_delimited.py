"""Files as people have them: encodings, delimiters, gaps, faults."""

import csv
import io
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data import Detected, TableError, detect, read_table

CHINESE = "姓名,年龄,城市\n张三,23,北京\n李四,35,上海\n王五,41,广州\n赵六,29,深圳\n"
TAIWAN = "姓名,年齡,城市\n張三,23,臺北\n李四,35,高雄\n王五,41,臺中\n趙六,29,新竹\n"
FRENCH = "prénom;âge;taille\nÉlodie;23;1,68\nFrançois;45;1,80\nZoé;31;1,59\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (CHINESE, "utf-32", "utf-32"),
        (CHINESE, "gb18030", "gb18030"),
        (TAIWAN, "big5", "big5"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "utf-8", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    assert table.encoding == found
    assert table.has_header
    assert [column.name for column in table.columns] == text.splitlines()[0].replace(";", ",").split(",")
    assert table.columns[1].values.tolist() == [
        float(line.replace(";", ",").split(",")[1]) for line in text.split()[1:]
    ]


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "header"),
    [
        ("a,b\n1.5,2\n3,4\n", ",", ".", True),
        ("a;b\n1,5;2\n3;4\n", ";", ",", True),
        ("1,5;2,5\n3,5;4,5\n", ";", ",", False),
        ("a\tb\n1,5\t2\n", "\t", ",", True),
        ("a|b|c\n1|2|x\n3|4|y\n", "|", ".", True),
        ("1 2 3\n4  5   6\n", " ", ".", False),
        ("1,2,cat\n3,4,dog\n", ",", ".", False),
        ('"x, y";"z"\n1;2\n', ";", ".", True),
        ('name,price\nA,"1,234.50"\nB,"12,000"\n', ",", ".", True),
        ("name;price\nA;1.234,50\nB;12.000\n", ";", ",", True),
        ("city,word\nNew York,hello there\nRio,hi you\n", ",", ".", True),
        ("yes,no\nno,no\nyes,no\n", ",", ".", False),
    ],
)
def test_layout(tmp_path: Path, text: str, delimiter: str, decimal: str, header: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert detect(path) == Detected("utf-8", delimiter, decimal, header)
    assert read_table(path).row_count == len(text.splitlines()) - header


def test_grouped_thousands(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name;price\nA;1.234,50\nB;12.000\n", encoding="utf-8")
    assert read_table(path).column("price").values.tolist() == [1234.5, 12000.0]


def test_what_is_detected_can_be_overridden(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nc,d\ne,f\n", encoding="utf-8")
    table = read_table(path, has_header=False, encoding="cp1252")
    assert (table.row_count, table.encoding) == (3, "cp1252")
    assert [column.name for column in table.columns] == ["column 1", "column 2"]
    path.write_text("a;b\n1,234;2\n", encoding="utf-8")
    assert read_table(path, decimal=".").column("a").values.tolist() == [1234.0]
    assert read_table(path, decimal=",").column("a").values.tolist() == [1.234]


def test_missing_marks(tmp_path: Path) -> None:
    marks = ["", "NA", "n/a", "NaN", "?", "null", "NULL", "-", "缺失", "inf", " "]
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,a\n" + "".join(f"{mark},b\n" for mark in marks), encoding="utf-8")
    column = read_table(path).column("x")
    assert not column.is_text
    assert column.missing.tolist() == [False] + [True] * len(marks)


def test_numbers_typed_in_full_width(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n１６０．５,1\n－２．２５,2\n＋３,3\n１，２３４,4\n－,5\n", encoding="utf-8")
    column = read_table(path).column("x")
    assert column.values[:4].tolist() == [160.5, -2.25, 3.0, 1234.0]
    assert column.missing.tolist() == [False] * 4 + [True]


def test_numbers_that_only_python_takes_for_numbers_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1_000,1\n2_000,2\n", encoding="utf-8")
    assert read_table(path).column("x").is_text


def test_a_stray_word_in_a_column_of_numbers_is_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{'oops' if k == 7 else k},{k}\n" for k in range(20)), encoding="utf-8")
    table = read_table(path)
    assert table.column("x").is_text
    assert "“oops” in line 9" in str(table.notes[0])


def test_names_are_made_unique_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,a,,a (2)\n1,2,3,4\n", encoding="utf-8")
    table = read_table(path)
    assert [column.name for column in table.columns] == ["a", "a (3)", "column 3", "a (2)"]
    assert len(table.notes) == 2


def test_rows_ending_with_a_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,\n3,4,\n\n,\n", encoding="utf-8")
    assert read_table(path).row_count == 2


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 0, 0, "empty file"),
        (b"  \n \n", 0, 0, "blanks"),
        (b"a,b,c\n1,2,3\n4,5\n6,7,8\n", 3, 3, "2 columns"),
        (b"a,b\n1,2\n3,4,5\n6,7\n", 3, 3, "3 columns"),
        (b"a,b\n1,2\n", None, None, ""),
        (b"a\n1\n2\n", 0, 0, "one column"),
        (b"a,b\n", 0, 0, "rows below"),
        (b"PK\x03\x04rest", 0, 0, "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x01\x02\x03" + bytes(range(256)), 0, 0, "no text"),
        (b'a,b\n1,"2\n3,4\n', 2, 0, "a quote that is never closed"),
        (b'a,b\n1,"2"3\n', 2, 0, "text behind a closing quote"),
        (b"a,b\n1," + b"x" * 1_000_001 + b"\n", 2, 0, "a cell of more than 1000000 characters"),
        (b",".join([b"1"] * 5000), 0, 0, "Import a part of the file."),
        (b"a,b\n1,2\n1,-1e308\n", 3, 0, "-1e+308 in column “b”"),
    ],
)
def test_faults_are_placed(tmp_path: Path, content: bytes, line: int | None, column: int, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    if line is None:
        assert read_table(path).row_count == 1
        return
    with pytest.raises(TableError) as caught:
        read_table(path)
    error = caught.value
    assert (error.file, error.line, error.column) == ("a.csv", line, column)
    assert words in str(error)
    assert str(error.advice)


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableError, match="received none of this name"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="received a folder"):
        read_table(tmp_path)
    with pytest.raises(TableError, match="received a name that is too long"):
        read_table(tmp_path / ("名" * 200 + ".csv"))
    path = tmp_path / "a.csv"
    path.write_bytes("é,b\n1,2\n".encode("cp1252"))
    with pytest.raises(TableError, match="0xE9"):
        read_table(path, encoding="utf-8")
    with pytest.raises(TableError, match="known encoding"):
        read_table(path, encoding="nonsense")
    monkeypatch.setattr("nnstudio.data.delimited.reader.LARGEST_FILE", 4)
    with pytest.raises(TableError, match="MB"):
        read_table(path)


WORDS = st.text(st.sampled_from("abcXYZéüß数据神经网络 ,;|\t\"'"), min_size=1, max_size=8).filter(lambda s: s.strip())
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(
    st.lists(st.tuples(FINITE, WORDS, st.integers(-999, 999)), min_size=3, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip(
    tmp_path: Path, rows: list[tuple[float, str, int]], delimiter: str, encoding: str, end: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(["value", "word", "count"])
    writer.writerows([repr(value), f"w{word}", count] for value, word, count in rows)
    path = tmp_path / "a.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    table = read_table(path, encoding=encoding, delimiter=delimiter)
    assert table.has_header
    assert table.column("value").values.tolist() == [value for value, _, _ in rows]
    assert table.column("count").values.tolist() == [count for _, _, count in rows]
    assert table.column("word").texts == tuple(f"w{word}".strip() for _, word, _ in rows)
    assert read_table(path, encoding=encoding, delimiter=delimiter) == table


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_a_table_or_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(TableError):
        table = read_table(path)
        assert len({len(column) for column in table.columns}) == 1
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_a_quoted_cell_across_the_end_of_the_head(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    cell = "x\n" * 50_000
    path.write_text(f'a;b\n1,5;"{cell}"\n2,5;"y"\n', encoding="utf-8")
    table = read_table(path)
    assert (table.delimiter, table.row_count) == (";", 2)


def test_sixty_thousand_rows_in_a_moment(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(60_000, 20))
    path = tmp_path / "big.csv"
    lines = (",".join(f"{value:.5g}" for value in row) + f",{'abc'[k % 3]}\n" for k, row in enumerate(x))
    path.write_text("".join(lines), encoding="utf-8")
    start = time.process_time()
    table = read_table(path)
    assert time.process_time() - start < 60, "about 0.8 s on the machine that it was written on"
    assert (table.row_count, len(table.columns), table.has_header) == (60_000, 21, False)


@pytest.mark.parametrize(
    ("codec", "flowers"), [("gb18030", "山鸢尾 变色鸢尾"), ("gb18030", "鸢尾 鸢尾花"), ("big5", "山鳶尾 變色鳶尾")]
)
def test_iris_in_chinese_is_found_though_its_characters_are_uncommon(tmp_path: Path, codec: str, flowers: str) -> None:
    one, other = flowers.split()
    path = tmp_path / "iris.csv"
    path.write_bytes(("x,species\n" + f"1,{one}\n2,{other}\n" * 10).encode(codec))
    assert detect(path).encoding == codec


def _lesson(header: str, words: str) -> str:
    one, other = words.split()
    return f"{header}\r\n" + "".join(f"{k},{(one, other)[k % 2]},{k}.5,{'男女'[k % 2]}\r\n" for k in range(40))


@pytest.mark.parametrize("words", ["恒生 高雄", "裏面 表面", "碁石 石頭", "€ $", "粧品 商品"])
def test_what_windows_calls_big5_has_more_characters(tmp_path: Path, words: str) -> None:
    """A spreadsheet in Taiwan writes code page 950; the standard has no 恒."""
    path = tmp_path / "t.csv"
    path.write_bytes(_lesson("編號,名稱,價格,種類", words).encode("cp950"))
    for found in (read_table(path), read_table(path, encoding="big5")):
        assert found.encoding == "big5"
        assert [column.name for column in found.columns] == ["編號", "名稱", "價格", "種類"]
        assert list(found.columns[1].texts[:2]) == words.split()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("番号,名前,身長,性別", "田中さくら 佐藤けん"),
        ("番号,名前,身長,性別", "①番 ㈱山"),
        ("番号,名前,身長,性別", "髙橋 ㎡"),
        ("バンゴウ,ナマエ,シンチョウ,クラス", "サクラ ケン"),
        ("番号,花の名前,長さ,種類", "アヤメ ヒオウギアヤメ"),
    ],
)
def test_a_japanese_spreadsheet_is_found(tmp_path: Path, header: str, words: str) -> None:
    """It writes code page 932, which has ① and 髙 beyond Shift JIS."""
    path = tmp_path / "t.csv"
    path.write_bytes(_lesson(header, words).encode("cp932"))
    for found in (read_table(path), read_table(path, encoding="shift_jis")):
        assert found.encoding == "shift_jis"
        assert [column.name for column in found.columns] == header.split(",")
        assert list(found.columns[1].texts[:2]) == words.split()


@pytest.mark.parametrize("quoted", ["it’s that’s", "l’été d’août", "‚so‘ „nein“", "10–20 30—40", "Straße Größe"])
def test_western_quotes_do_not_make_a_text_japanese(tmp_path: Path, quoted: str) -> None:
    one, other = quoted.split()
    path = tmp_path / "t.csv"
    path.write_bytes(("x,words\n" + f"1,{one}\n2,{other}\n" * 20).encode("cp1252"))
    assert detect(path).encoding == "cp1252"


NUMBERS = np.array([[1.5, -2.25, 12345.5], [-0.125, 30.0, -1000.25], [4.0, 0.5, 1234567.0], [2.75, -8.5, 999.5]])
HEAD = ("花萼", "x 2", "x3", "标签")


def _written(value: float, group: str, minus: str) -> str:
    shown = f"{abs(value):,.15g}".translate(str.maketrans({",": group, ".": ","}))
    return (minus if value < 0 else "") + shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("group", ["", ".", "\u00a0", "\u202f"])
@pytest.mark.parametrize("minus", ["-", "−"])
def test_what_a_spreadsheet_writes_where_the_comma_is_the_decimal_mark(
    tmp_path: Path, encoding: str, group: str, minus: str
) -> None:
    """Semicolons, decimal commas, thousands by points or blanks that do not break, whatever the encoding."""
    rows = [
        ";".join([*(_written(value, group, minus) for value in row), "甲乙"[k % 2]]) for k, row in enumerate(NUMBERS)
    ]
    (tmp_path / "t.csv").write_bytes("\r\n".join((";".join(HEAD), *rows, "")).encode(encoding))
    table = read_table(tmp_path / "t.csv")
    assert [column.name for column in table.columns] == list(HEAD)
    for column, wanted in zip(table.columns, NUMBERS.T, strict=False):
        np.testing.assert_array_equal(column.values, wanted)
    assert table.columns[3].texts == tuple("甲乙甲乙")
    assert not table.notes


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path: Path, line: str) -> None:
    (tmp_path / "t.csv").write_text(f"{line}\r\na;b\r\n1,5;2\r\n3;x\r\n", encoding="utf-16", newline="")
    found = detect(tmp_path / "t.csv")
    assert (found.delimiter, found.decimal, found.has_header) == (";", ",", True)
    table = read_table(tmp_path / "t.csv")
    assert [column.name for column in table.columns] == ["a", "b"]
    np.testing.assert_array_equal(table.columns[0].values, [1.5, 3.0])
    (tmp_path / "t.csv").write_text("sep=;\na;b\n1;2\n1;2;3\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_table(tmp_path / "t.csv")
    assert caught.value.line == 4


def test_columns_without_name_and_values_are_left_out(tmp_path: Path) -> None:
    """Where names end with a delimiter as all rows do, the last column would else be empty, and the target."""
    (tmp_path / "t.csv").write_text("a;b;\n1;2;\n3;4;\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv")
    assert [column.name for column in table.columns] == ["a", "b"]
    assert [str(note) for note in table.notes] == ["Columns without name and values, left out: 3."]


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("sep=;\n", "only blanks"),
        ("sep=;\n;\n;;\n", "only blanks"),
        (" ; \n ; \n", "only blanks"),
        ("a;\n1;\n2;\n", "one column"),
        (" ;a\n ;1\n", "one column"),
    ],
)
def test_a_table_of_which_too_little_is_left_is_refused(tmp_path: Path, text: str, received: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=received):
        read_table(tmp_path / "t.csv", delimiter=";")
