from __future__ import annotations

import itertools

import pytest

from partnerskap.entry.states import Act, Part, State, allowed_acts, check_act
from partnerskap.errors import BadRequestError, ConflictError, ForbiddenError

SUBMITTER, REVIEWER = frozenset({Part.SUBMITTER}), frozenset({Part.REVIEWER})
LEADS = {
    (State.DRAFT, Act.EDIT): State.DRAFT,
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Act.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Act.REQUEST_CHANGES): State.CHANGES_REQUESTED,
    (State.SUBMITTED, Act.REJECT): State.REJECTED,
    (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
    (State.CHANGES_REQUESTED, Act.EDIT): State.CHANGES_REQUESTED,
    (State.CHANGES_REQUESTED, Act.SUBMIT): State.SUBMITTED,
    (State.CHANGES_REQUESTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Act.PUBLISH): State.PUBLISHED,
}
ACTS = (
    Act.EDIT,
    Act.SUBMIT,
    Act.WITHDRAW,
    Act.REQUEST_CHANGES,
    Act.REJECT,
    Act.ACCEPT,
    Act.PUBLISH,
)


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State, ACTS)))
def test_an_act_leads_where_the_table_says_or_is_refused(state: State, act: Act) -> None:
    both = SUBMITTER | REVIEWER
    if (state, act) in LEADS:
        assert check_act(act, state, both, reason="derfor") == LEADS[state, act]
    else:
        with pytest.raises(ConflictError) as refused:
            check_act(act, state, both, reason="derfor")
        assert refused.value.members == {"state": state.value}


@pytest.mark.parametrize("act", [Act.EDIT, Act.SUBMIT, Act.WITHDRAW])
def test_only_the_submitter_changes_a_submission(act: Act) -> None:
    with pytest.raises(ForbiddenError, match="Only whoever made the submission"):
        check_act(act, State.DRAFT, REVIEWER)


@pytest.mark.parametrize("act", [Act.REQUEST_CHANGES, Act.REJECT, Act.ACCEPT])
def test_only_a_reviewer_decides(act: Act) -> None:
    with pytest.raises(ForbiddenError, match="Only a reviewer who did not make"):
        check_act(act, State.SUBMITTED, SUBMITTER, reason="derfor")


@pytest.mark.parametrize("act", [Act.REQUEST_CHANGES, Act.REJECT])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_refusal_must_say_why(act: Act, reason: str) -> None:
    with pytest.raises(BadRequestError, match="Give a reason"):
        check_act(act, State.SUBMITTED, REVIEWER, reason=reason)


def test_what_one_may_do_depends_on_state_and_part() -> None:
    assert allowed_acts(State.SUBMITTED, SUBMITTER) == (Act.WITHDRAW,)
    assert allowed_acts(State.SUBMITTED, REVIEWER) == (
        Act.REQUEST_CHANGES,
        Act.REJECT,
        Act.ACCEPT,
    )
    assert allowed_acts(State.CHANGES_REQUESTED, SUBMITTER) == (Act.EDIT, Act.SUBMIT, Act.WITHDRAW)
    assert all(allowed_acts(state, REVIEWER | SUBMITTER) == () for state in State if state.is_final)
