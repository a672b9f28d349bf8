"""The tables of states: every way they have, and no other."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from huduma.systems.recruitment.states import APPLICATION, OFFER, REQUISITION, VACANCY, Machine, Refused, RequisitionState, Way

MACHINES = {"requisition": REQUISITION, "vacancy": VACANCY, "application": APPLICATION, "offer": OFFER}
VERBS = sorted({verb for machine in MACHINES.values() for state in machine.states.values for verb in machine.verbs(state)})
FINAL = {
    "requisition": {"filled", "cancelled"},
    "vacancy": {"archived", "withdrawn"},
    "application": {"unsuccessful", "declined", "lapsed", "revoked", "appointed"},
    "offer": {"declined", "lapsed", "revoked", "reported"},
}


CORRECTIONS = ["correct_to_attended", "correct_to_absent", "correct_to_called"]


@pytest.mark.parametrize("name", MACHINES)
def test_only_these_states_are_the_end(name):
    machine = MACHINES[name]
    assert {state for state in machine.states.values if machine.is_final(state)} == FINAL[name]


REASONS = ["", "  ", "Vyeti havikukamilika."]


@settings(deadline=None)
@given(st.sampled_from(sorted(MACHINES)), st.lists(st.sampled_from(VERBS), max_size=30), st.sampled_from(REASONS))
def test_a_walk_goes_only_where_the_table_leads(name, verbs, reason):
    machine = MACHINES[name]
    state = machine.first
    for verb in verbs:
        try:
            after = machine.after(verb, state, reason)
        except Refused:
            assert verb not in machine.verbs(state) or not reason.strip()
        else:
            assert verb in machine.verbs(state)
            state = after
        assert state in machine.states.values


def test_nobody_is_appointed_without_having_accepted_an_offer():
    before = {state for state in APPLICATION.states.values if "report" in APPLICATION.verbs(state)}
    assert before == {"accepted"}
    assert {state for state in APPLICATION.states.values if "accept" in APPLICATION.verbs(state)} == {"placed"}


@pytest.mark.parametrize(
    "verb", ["find_ineligible", "leave_out", "undo", "fail", "lapse", "revoke", "uphold_appeal", "dismiss_appeal", *CORRECTIONS]
)
def test_nobody_is_turned_away_or_brought_back_without_a_reason(verb):
    sources = [state for state in APPLICATION.states.values if verb in APPLICATION.verbs(state)]
    assert sources
    for state in sources:
        with pytest.raises(Refused, match="sababu"):
            APPLICATION.after(verb, state)
        assert APPLICATION.after(verb, state, "Shahada si ya fani iliyotajwa.")


def test_a_refusal_names_the_state_in_the_readers_language():
    for language, said in (("sw", "imejazwa"), ("en", "filled")):
        with translation.override(language), pytest.raises(Refused, match=said):
            REQUISITION.after("approve", "filled")


def test_a_table_with_a_hole_is_refused_when_it_is_made():
    with pytest.raises(ValueError, match="never reached"):
        Machine(RequisitionState, "draft", Way("submit", ("draft",), "pending"))
    with pytest.raises(ValueError, match="twice"):
        Machine(RequisitionState, "draft", Way("submit", ("draft",), "pending"), Way("submit", ("draft",), "approved"))
