"""Whatever a record states comes back, and whatever is sent is read without failing."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from partnerskap.entry.fields import Form
from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain import from_plain, to_plain
from partnerskap.graph.loading import Release, read_document
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import DocumentKey, expand
from partnerskap.records.neighbours import Triple

SOME = ("partnership/khon", "scheme/baerum-fond", "actor/ntnu", "theme/helse", "source/ks-trd")
IMPLIED = {expand(name) for name in ("rdf:type", "skos:inScheme", "schema:currency")}
KEYS = sorted({field.key for form in released_forms().values() for field in form.fields})


@cache
def some() -> dict[str, tuple[Triple, ...]]:
    release = Release.open()
    return {
        str(file.key): read_turtle(
            "".join(f"{line} .\n" for line in read_document(release, file))
        ).triples
        for file in release.files
        if str(file.key) in SOME
    }


def all_triples() -> list[Triple]:
    return [triple for triples in some().values() for triple in triples]


def form_of(key: str) -> Form:
    return released_forms()[key.partition("/")[0]]


@given(data=st.data(), name=st.sampled_from(SOME))
@settings(max_examples=60, deadline=None)
def test_a_record_in_any_disorder_loses_nothing_in_plain_json(
    data: st.DataObject, name: str
) -> None:
    triples = set(some()[name])
    triples -= data.draw(st.sets(st.sampled_from(sorted(triples, key=str)), max_size=5))
    for subject, predicate, value in data.draw(
        st.lists(
            st.tuples(*(st.sampled_from(all_triples()) for _ in range(3))),
            max_size=5,
        )
    ):
        own = subject[0] if subject in triples else NamedNode(DocumentKey.parse(name).iri)
        triples.add((own, predicate[1], value[2]))
    key = DocumentKey.parse(name)

    read = from_plain(form_of(name), key, to_plain(form_of(name), key, triples))

    assert read.problems == ()
    assert triples <= set(read.triples)
    assert {predicate.value for _, predicate, _ in set(read.triples) - triples} <= IMPLIED


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(("ntnu", "#a"))
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from((*KEYS, "id", "value", "nb", "en", "")), inner, max_size=4),
    ),
    max_leaves=20,
)


@given(
    data=st.dictionaries(st.sampled_from((*KEYS, "type", "id", "other")), values, max_size=8),
    kind=st.sampled_from(sorted(released_forms())),
)
@settings(max_examples=150, deadline=None)
def test_anything_is_read_and_every_fault_has_a_place_in_it(
    data: dict[str, object], kind: str
) -> None:
    read = from_plain(released_forms()[kind], DocumentKey(kind, "prove"), data)

    for problem in read.problems:
        pointer = read.place_of(problem)
        assert pointer is not None
        assert resolve(data, pointer)
        assert problem.message.nb
        assert problem.message.en


def resolve(data: object, pointer: str) -> bool:
    """Follow a JSON Pointer; tell whether it leads somewhere."""
    for key in pointer.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict) and name in data:
            data = data[name]
        elif isinstance(data, list) and int(name) < len(data):
            data = data[int(name)]
        else:
            return False
    return True
