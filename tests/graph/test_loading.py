from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from partnerskap.errors import InvalidDataError, StorageError
from partnerskap.graph.loading import Release, document_key, read_document


def put(root: Path, path: str, text: str = "<urn:a> <urn:p> 1 .") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("data/partnerships/trd3.ttl", "partnership/trd3"),
        ("data/counties/oslo.ttl", "county/oslo"),
        ("data/reference/los.ttl", "reference/los"),
        ("ontology/partnerskap.ttl", "vocabulary/partnerskap"),
        ("ontology/schemes/role.ttl", "code/role"),
        ("ontology/questions/who-leads.rq", "question/who-leads"),
        ("shapes/actor.ttl", "shapes/actor"),
        ("shapes/examples/valid/x.ttl", "None"),
        ("data/actors/x.rq", "None"),
    ],
)
def test_the_place_of_a_file_names_its_document(path: str, key: str) -> None:
    assert str(document_key(PurePosixPath(path))) == key


def test_a_release_leaves_examples_and_other_files_out(tmp_path: Path) -> None:
    put(tmp_path, "shapes/actor.ttl")
    put(tmp_path, "shapes/examples/invalid/x.ttl", "broken")
    put(tmp_path, "ontology/context.jsonld", "{}")

    assert [file.path for file in Release.open(tmp_path).files] == ["shapes/actor.ttl"]


@pytest.mark.parametrize("path", ["data/annet/x.ttl", "data/actors/Stor Fil.ttl"])
def test_a_file_without_a_place_is_refused_by_name(tmp_path: Path, path: str) -> None:
    put(tmp_path, path)

    with pytest.raises(InvalidDataError, match=path):
        Release.open(tmp_path)


def test_an_empty_folder_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no data"):
        Release.open(tmp_path)


def test_a_record_is_read_with_its_own_iri_as_base(tmp_path: Path) -> None:
    put(tmp_path, "data/themes/helse.ttl", "<#a> <urn:p> 01 .")
    release = Release.open(tmp_path)

    zero_one = '<urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert read_document(release, release.files[0]) == (
        f"<https://w3id.org/partnerskap/id/theme/helse#a> {zero_one}",
    )


def test_a_file_that_states_nothing_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "data/themes/helse.ttl", "# tom")
    release = Release.open(tmp_path)

    with pytest.raises(InvalidDataError, match="is empty"):
        read_document(release, release.files[0])


def test_lists_in_shapes_get_the_same_labels_each_time(tmp_path: Path) -> None:
    put(tmp_path, "shapes/a.ttl", "<urn:a> <urn:in> ( 1 2 ) .")
    put(tmp_path, "shapes/b.ttl", "<urn:a> <urn:in>   ( 1 2 ) .")
    release = Release.open(tmp_path)
    first, second = (read_document(release, file) for file in release.files)

    assert read_document(release, release.files[0]) == first
    assert len(first) == 5
    assert tuple(line.replace("_:shapes-b-", "_:shapes-a-") for line in second) == first


def test_blank_nodes_in_records_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "data/themes/helse.ttl", "<> <urn:p> [] .")
    release = Release.open(tmp_path)

    with pytest.raises(InvalidDataError, match="has a blank node"):
        read_document(release, release.files[0])
