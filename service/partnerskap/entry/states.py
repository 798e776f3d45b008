"""The states of a submission, and who may take it from one to the next.

One table decides; everything that changes a submission asks it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from partnerskap.errors import BadRequestError, ConflictError, ForbiddenError, Text

__all__ = ["ACT_NAMES", "STATE_NAMES", "Act", "Part", "State", "allowed_acts", "check_act"]


class State(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes-requested"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can happen to it any more."""
        return self in {State.PUBLISHED, State.WITHDRAWN, State.REJECTED}


class Act(StrEnum):
    """What someone does to a submission."""

    CREATE = "create"
    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REQUEST_CHANGES = "request-changes"
    ACCEPT = "accept"
    PUBLISH = "publish"
    REJECT = "reject"
    COMMENT = "comment"
    ERASE = "erase"


class Part(StrEnum):
    """The part someone plays in a submission: whose it is, or who judges it."""

    SUBMITTER = "submitter"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class _Rule:
    """From which states an act goes, to which it leads (None: it stays), and whose it is."""

    before: frozenset[State]
    after: State | None
    part: Part
    needs_reason: bool = False


_OPEN: Final = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
_WAITING: Final = frozenset({State.SUBMITTED})
_RULES: Final = {
    Act.EDIT: _Rule(_OPEN, None, Part.SUBMITTER),
    Act.SUBMIT: _Rule(_OPEN, State.SUBMITTED, Part.SUBMITTER),
    Act.WITHDRAW: _Rule(_OPEN | _WAITING, State.WITHDRAWN, Part.SUBMITTER),
    Act.REQUEST_CHANGES: _Rule(_WAITING, State.CHANGES_REQUESTED, Part.REVIEWER, needs_reason=True),
    Act.REJECT: _Rule(_WAITING, State.REJECTED, Part.REVIEWER, needs_reason=True),
    Act.ACCEPT: _Rule(_WAITING, State.ACCEPTED, Part.REVIEWER),
    Act.PUBLISH: _Rule(frozenset({State.ACCEPTED}), State.PUBLISHED, Part.REVIEWER),
}

STATE_NAMES: Final = {
    State.DRAFT: Text("kladd", "draft"),
    State.SUBMITTED: Text("sendt inn", "submitted"),
    State.CHANGES_REQUESTED: Text("endringer ønsket", "changes requested"),
    State.ACCEPTED: Text("godkjent", "accepted"),
    State.PUBLISHED: Text("publisert", "published"),
    State.WITHDRAWN: Text("trukket", "withdrawn"),
    State.REJECTED: Text("avvist", "rejected"),
}
ACT_NAMES: Final = {
    Act.CREATE: Text("opprette", "create"),
    Act.EDIT: Text("endre", "edit"),
    Act.SUBMIT: Text("sende inn", "submit"),
    Act.WITHDRAW: Text("trekke", "withdraw"),
    Act.REQUEST_CHANGES: Text("be om endringer", "request changes"),
    Act.ACCEPT: Text("godkjenne", "accept"),
    Act.PUBLISH: Text("publisere", "publish"),
    Act.REJECT: Text("avvise", "reject"),
    Act.COMMENT: Text("kommentere", "comment"),
    Act.ERASE: Text("slette personopplysninger", "erase personal data"),
}


def check_act(act: Act, state: State, parts: frozenset[Part], *, reason: str = "") -> State:
    """Give the state an act leads to.

    ``parts`` are those that whoever acts plays. Raises ForbiddenError when none of them may,
    ConflictError from a state the act cannot start at, BadRequestError for a lacking reason.
    """
    rule, name = _RULES[act], ACT_NAMES[act]
    if rule.part not in parts:
        raise _not_yours(rule.part, name)
    if state not in rule.before:
        now = STATE_NAMES[state]
        raise ConflictError(
            f"Forslaget er {now.nb}, og da går det ikke an å {name.nb}. Last siden på nytt.",
            f"The submission is {now.en}, so you cannot {name.en} it. Load it again.",
            members={"state": state.value},
        )
    if rule.needs_reason and not reason.strip():
        raise BadRequestError(
            f"Skriv hvorfor når du vil {name.nb}, så innsenderen vet hva som må til.",
            f"Give a reason when you {name.en}, so that the submitter knows what it takes.",
        )
    return rule.after or state


def allowed_acts(state: State, parts: frozenset[Part]) -> tuple[Act, ...]:
    """List what someone may do from a state, in the order of the table."""
    return tuple(
        act
        for act, rule in _RULES.items()
        if act is not Act.PUBLISH and state in rule.before and rule.part in parts
    )


def _not_yours(part: Part, name: Text) -> ForbiddenError:
    if part is Part.SUBMITTER:
        return ForbiddenError(
            f"Bare den som laget forslaget, kan {name.nb}.",
            f"Only whoever made the submission can {name.en} it.",
        )
    return ForbiddenError(
        f"Bare en saksbehandler som ikke selv har laget forslaget, kan {name.nb}.",
        f"Only a reviewer who did not make the submission can {name.en} it.",
    )
