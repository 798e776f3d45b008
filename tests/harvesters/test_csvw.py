"""The tables of a dump, read by somebody else's reader of W3C's metadata for tables."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path

import pytest
from csvw import CSVW, TableGroup

from harvesters.fetching import fetch


@pytest.fixture(scope="module")
def metadata(service: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Download the tables and unpack them beside their metadata."""
    folder = tmp_path_factory.mktemp("tables")
    response, body = fetch(f"{service}/dumps/1/tables.zip")
    assert response.status == 200
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(folder)
    return folder / "csv-metadata.json"


def test_the_metadata_is_valid_and_fits_the_tables(metadata: Path) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        read = CSVW(str(metadata), validate=True)

    assert [str(each.message) for each in said if "csvw" in str(each.filename)] == []
    assert read.is_valid


def test_every_row_is_read_and_leads_to_rows_that_are_there(metadata: Path) -> None:
    group = TableGroup.from_file(metadata)
    rows = {str(table.url): len(list(table)) for table in group.tables}

    assert rows["partnership.csv"] > 10
    assert rows["actor.csv"] > 350
    assert set(rows) == {each["url"] for each in json.loads(metadata.read_text())["tables"]}
    assert group.check_referential_integrity()


def test_values_have_the_types_the_metadata_gives(metadata: Path) -> None:
    tables = {str(table.url): table for table in TableGroup.from_file(metadata).tables}
    trondheim = next(row for row in tables["partnership.csv"] if row["record"] == "trd3")

    assert isinstance(trondheim["subjects"], list)
    assert len(trondheim["subjects"]) > 1
