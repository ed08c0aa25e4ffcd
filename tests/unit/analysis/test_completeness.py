"""Completeness counts what each row says, zone by zone, also of older editions."""

import csv
import io

from lib.analysis import MEASURES, completeness, completeness_of, counted
from lib.base.files import Sources
from tests.editions import fixture_edition, fixture_sources, live_edition, live_sources


def with_cells(sources: Sources, row: int, **cells: str) -> Sources:
    """The same sources, but for some cells of one row of the register."""
    rows = list(csv.DictReader(io.StringIO(sources.text("resources.csv"))))
    rows[row].update(cells)
    return of_rows(sources, list(rows[0]), rows)


def of_rows(sources: Sources, columns: list[str], rows: list[dict[str, str]]) -> Sources:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return Sources({**sources, "resources.csv": out.getvalue().encode()})


def test_the_whole_is_the_sum_of_the_zones() -> None:
    found = completeness(live_sources())
    zones = [of for place, of in found.items() if place]
    assert found[""].total == sum(of.total for of in zones)
    for measure in MEASURES:
        assert found[""].having[measure.code] == sum(of.having[measure.code] for of in zones)


def test_each_measure_agrees_with_the_register() -> None:
    frame = fixture_edition().frame
    found = completeness(fixture_sources())[""]
    assert found.total == len(frame)
    assert found.having == {
        "phone": frame["phone"].notna().sum(),
        "website": frame["website"].notna().sum(),
        "place": (frame["position_basis"] != "area").sum(),
        "focus": sum(bool(a or b) for a, b in zip(frame.chains, frame.clusters, strict=True)),
        "source": frame["source_url"].notna().sum(),
    }


def test_a_telephone_filled_in_counts_for_its_zone_alone() -> None:
    rows = list(csv.DictReader(io.StringIO(fixture_sources().text("resources.csv"))))
    place = next(i for i, row in enumerate(rows) if not row["phone"])
    before = completeness(fixture_sources())
    after = completeness(with_cells(fixture_sources(), place, phone="022-00000000"))
    grown = {zone for zone in before if after[zone].having != before[zone].having}
    assert grown == {"", rows[place]["park"]}
    assert after[""].having["phone"] == before[""].having["phone"] + 1


def test_a_column_that_an_older_edition_lacks_holds_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(fixture_sources().text("resources.csv"))))
    columns = [c for c in rows[0] if c not in ("website", "position_basis")]
    found = completeness(of_rows(fixture_sources(), columns, rows))[""]
    assert (found.having["website"], found.having["place"]) == (0, 0)
    assert found.total == len(rows)


def test_an_old_register_counts_as_it_is_however_ragged_its_lines() -> None:
    text = "park, phone ,website\r\nzgc,010,\r\n\r\nzgc\r\ntianjin,022,http://x,more\r\n"
    found = counted(text)
    assert {place: of.total for place, of in found.items()} == {"": 3, "zgc": 2, "tianjin": 1}
    assert found[""].having == {"phone": 2, "website": 1, "place": 0, "focus": 0, "source": 0}
    assert counted("") == {}


def test_a_zone_without_a_row_has_no_share() -> None:
    assert "xiongan" not in completeness(live_sources())


def test_a_register_that_is_read_is_counted_as_its_file_is() -> None:
    for edition in (live_edition(), fixture_edition()):
        of_file, of_register = completeness(edition.sources), completeness_of(edition.register)
        assert list(of_register) == list(of_file)
        assert of_register == of_file
