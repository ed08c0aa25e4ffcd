"""Our export, edited and saved by LibreOffice in other kinds of files, comes back."""

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from lib.intake import reader
from lib.intake.plan import Choices, plan
from lib.outputs import exports
from tests import machine
from tests.editions import fixture_edition
from tests.unit.intake.lists import BASE, changes

KINDS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}


@pytest.mark.machine
@pytest.mark.parametrize("kind", KINDS)
def test_our_export_saved_by_libreoffice_has_just_the_edit(kind: str, tmp_path: Path) -> None:
    soffice = machine.office()
    if soffice is None:
        pytest.fail("no LibreOffice: run make test, which installs one or says what to install")
    edition = fixture_edition()
    content = exports.FORMATS["xlsx"].write(exports.extract(edition, edition.filter(), "zh"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    place = [cell.value for cell in book.worksheets[0][1]].index("电话") + 1
    book.worksheets[0].cell(3, place).value = "０１０－９９９９９９９９"
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "名录.xlsx")
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--headless", "--convert-to", f"{kind}:{KINDS[kind]}"),
            *("--outdir", str(tmp_path), str(tmp_path / "in" / "名录.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    saved = reader.read(f"名录.{kind}", (tmp_path / f"名录.{kind}").read_bytes())
    found = plan([saved], BASE, Choices())
    assert saved.kind == kind and not found.faults and not found.asked
    assert changes(found) == [("zgc-002", "phone", "", "010-99999999")]
