"""Forms follow the shapes: what stands there is what people are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnerskap.entry.fields import Field, Form, Kind, Link
from partnerskap.entry.forms import released_forms
from partnerskap.errors import InvalidDataError
from partnerskap.graph.terms import RECORD_TYPES, expand
from partnerskap.records.context import load_context
from partnerskap.records.report import Severity
from partnerskap.records.wording import Wording
from partnerskap.resources import ontology_dir
from shape_extras import MOTTO, extended_forms


def find(form: Form, *keys: str) -> Field:
    field = form.field(keys[0])
    assert field is not None
    if len(keys) == 1:
        return field
    assert field.part is not None
    return find(field.part, *keys[1:])


def field(record_type: str, *keys: str) -> Field:
    return find(released_forms()[record_type], *keys)


def test_every_record_type_has_a_form_with_words_in_three_languages() -> None:
    forms = released_forms()

    assert tuple(forms) == RECORD_TYPES
    for form in forms.values():
        labels = [form.label, *(g.label for g in form.groups), *(f.label for f in form.fields)]
        assert all(label.nb and label.nn and label.en for label in labels)


def test_a_property_added_to_a_shape_is_a_field_of_the_form(tmp_path: Path) -> None:
    form = extended_forms(tmp_path, MOTTO)["partnership"]

    motto = find(form, "motto")
    assert motto.kind is Kind.TEXT
    assert motto.label == Wording("Motto", "Motto", "Motto")
    assert (motto.min, motto.max, motto.severity, motto.pattern) == (0, 1, None, "^[A-Z]")
    about = next(group for group in form.groups if motto in group.fields)
    assert about.label.nb == "Om"
    assert about.fields[0] == motto


def test_two_fields_with_one_key_are_refused(tmp_path: Path) -> None:
    extra = MOTTO.replace("pk:motto ;", 'pk:motto ;\n    sh:codeIdentifier "form" ;')

    with pytest.raises(InvalidDataError, match="form"):
        extended_forms(tmp_path, extra)


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (("partnership", "name"), Kind.LANGUAGE_TEXT),
        (("partnership", "founded"), Kind.DATE),
        (("partnership", "subjects"), Kind.CODE),
        (("partnership", "isPartOf"), Kind.REFERENCE),
        (("partnership", "members"), Kind.PART),
        (("partnership", "members", "actor"), Kind.REFERENCE),
        (("partnership", "figures", "value"), Kind.NUMBER),
        (("partnership", "insights", "contradicts"), Kind.REFERENCE),
        (("actor", "municipalityNumber"), Kind.TEXT),
        (("actor", "homepage"), Kind.ADDRESS),
        (("source", "language"), Kind.CODE),
    ],
)
def test_the_kind_of_a_field_follows_from_what_may_stand_there(
    keys: tuple[str, ...], kind: Kind
) -> None:
    assert field(keys[0], *keys[1:]).kind is kind


def test_property_shapes_on_one_path_are_one_field() -> None:
    name = field("partnership", "name")

    assert name.required_languages == ("nb", "nn", "en")
    assert name.languages == ("nb", "nn", "en")
    assert (name.one_per_language, name.severity) == (True, Severity.VIOLATION)
    assert [each.key for each in released_forms()["partnership"].fields].count("name") == 1


def test_advice_is_no_demand() -> None:
    subjects = field("partnership", "subjects")

    assert (subjects.min, subjects.severity) == (0, Severity.WARNING)


def test_a_code_tells_its_list_and_a_reference_its_record_types() -> None:
    assert field("partnership", "members", "role").lists == ("role",)
    assert field("partnership", "subjects").lists == ("theme",)
    assert field("partnership", "isPartOf").record_types == (
        "collection",
        "partnership",
        "umbrella",
    )


def test_a_part_is_linked_both_ways_without_being_asked() -> None:
    members = field("partnership", "members")

    assert members.links == (
        Link(expand("org:hasMembership")),
        Link(expand("org:organization"), inverse=True),
    )
    assert members.part is not None
    assert members.part.field("organization") is None


def test_what_points_at_the_record_is_a_part_of_its_form() -> None:
    assert field("partnership", "insights").links == (Link(expand("schema:about"), inverse=True),)
    assert field("scheme", "appropriations", "amount", "currency").fixed is not None
    assert field("scheme", "insights", "grants").part is not None


def test_a_scheme_has_parts_and_its_parts_have_none() -> None:
    parts = field("scheme", "hasPart").part

    assert parts is not None
    assert parts.field("insights") is not None
    assert parts.field("hasPart") is None


def test_types_are_written_and_never_asked_for() -> None:
    assert released_forms()["partnership"].classes == (
        expand("pk:Partnership"),
        expand("org:OrganizationalCollaboration"),
    )
    theme = released_forms()["theme"]
    assert [(predicate, value.value) for predicate, value in theme.constants] == [
        (expand("skos:inScheme"), expand("code:theme"))
    ]


def test_a_value_whose_source_matters_can_carry_a_statement() -> None:
    statement = field("partnership", "form").statement

    assert statement is not None
    assert [each.key for each in statement.fields] == ["basis", "sources", "derivedFrom", "note"]
    assert field("partnership", "altName").statement is None


def test_a_key_that_json_ld_knows_means_the_same_in_plain_json() -> None:
    context = load_context(ontology_dir() / "context.jsonld")
    known = {
        term.name: (term.iri, term.reverse)
        for form in released_forms().values()
        for each in form.fields
        for link in each.links
        for term in context.terms(link.predicate, reverse=link.inverse)
    }

    for form in released_forms().values():
        for each in form.fields:
            meanings = {(link.predicate, link.inverse) for link in each.links}
            assert known.get(each.key, next(iter(meanings))) in meanings
