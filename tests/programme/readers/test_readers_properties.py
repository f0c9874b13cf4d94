"""A table reads back as it was written, whoever wrote it; any bytes give a Reading or BadInput."""

import codecs
import csv
import io
import json
import unicodedata
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.errors import BadInput
from samspel.programme.readers import Field, Line, Reading, peek, read

LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" ,;|\"'")
NAMES = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
OPTIONAL = st.one_of(st.just(""), NAMES)
COUNTRIES = st.sampled_from(["", "SE", "NO", "GB", "Atlantis"])


@st.composite
def _lines(draw, number):
    name = draw(NAMES.filter(bool))
    timed = draw(st.booleans())
    start = draw(st.integers(360, 1799)) if timed else None
    return Line(
        number=number,
        act=name,
        venue=draw(OPTIONAL),
        night=date(2026, 9, 1) + timedelta(days=draw(st.integers(0, 400))) if timed else None,
        start_minute=start,
        end_minute=draw(st.none() | st.integers(start + 1, min(start + 720, 30 * 60 - 1)))
        if timed and start < 1790
        else None,
        country=draw(COUNTRIES),
        draw_persons=draw(st.none() | st.integers(0, 100_000)),
        latitude=draw(st.none() | st.integers(-90_000, 90_000).map(lambda thousandths: thousandths / 1000)),
    )


@st.composite
def _tables(draw):
    count = draw(st.integers(1, 12))
    lines = [draw(_lines(number)) for number in range(2, count + 2)]
    style = {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    }
    encode = draw(st.sampled_from([
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
    ]))  # fmt: skip
    dated = draw(st.booleans())
    return lines, encode(_written(lines, style, dated))


def _written(lines, style, dated):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, **style)
    times = ["start", "end"] if dated else ["night", "start", "end"]
    writer.writerow(["act", "venue", *times, "country", "draw", "latitude"])
    for line in lines:
        moments = [_moment(line, minute, dated) for minute in (line.start_minute, line.end_minute)]
        night = [] if dated else [line.night or ""]
        figures = ["" if figure is None else figure for figure in (line.draw_persons, line.latitude)]
        writer.writerow([line.act, line.venue, *night, *moments, line.country, *figures])
    return stream.getvalue()


def _moment(line, minute, dated):
    if minute is None:
        return ""
    days, rest = divmod(minute, 1440)
    if dated:
        return f"{line.night + timedelta(days=days)}T{rest // 60:02}:{rest % 60:02}"
    return f"{minute // 60:02}:{minute % 60:02}"


@given(_tables())
def test_a_table_reads_back_as_it_was_written(table):
    lines, content = table
    reading = read("p.csv", content)
    unique = {(*_values(line),): line for line in reversed(lines)}
    homeless = [line.number for line in lines if line.start_minute is not None and not line.venue]
    assert [refusal.number for refusal in reading.refusals if refusal.set_only] == homeless
    assert len(reading.refusals) == len(homeless)
    assert list(reading.lines) == sorted(unique.values(), key=lambda line: line.number)


def _values(line):
    return [getattr(line, name) for name in Line.__slots__ if name != "number"]


def _answer(name, content):
    try:
        peek(name, content)
        return read(name, content, first_date=date(2026, 9, 3))
    except BadInput as refused:
        return refused


BEGINNINGS = st.sampled_from([
    b"", b"act,start,draw\n", b"act;day;times\nA;Fri;", b"PK\x03\x04", b"<schedule>", b"<!DOCTYPE ",
    b'{"schedule":',    codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"sep=", b'"',
])  # fmt: skip


@settings(max_examples=300)
@given(BEGINNINGS, st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(beginning, content):
    assert isinstance(_answer("file", beginning + content), Reading | BadInput)


@settings(max_examples=300)
@given(st.sampled_from(sorted(set(Field) - {Field.ACT, Field.IGNORE})), st.text(max_size=40))
def test_any_text_in_any_column_is_a_line_or_a_refusal(field, text):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["act", field.value], ["A", text.encode("utf-8", "replace").decode()]])
    answer = _answer("p.csv", stream.getvalue().encode())
    if isinstance(answer, Reading):
        assert len(answer.lines) + sum(not refusal.set_only for refusal in answer.refusals) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["date", "rooms", "title", "start", "persons", "duration", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_in_the_shape_of_a_schedule_is_read_or_refused(days):
    content = json.dumps({"schedule": {"conference": {"title": "T", "days": days}}}).encode()
    assert isinstance(_answer("schedule.json", content), Reading | BadInput)
