"""The database's own refusal of a step that a table of states does not allow, and of a change to what is locked or frozen."""

from typing import Any

from huduma.systems.recruitment.states import APPLICATION, OFFER, REQUISITION, VACANCY, Machine

_STATES: dict[str, Machine] = {
    "recruitment_requisition": REQUISITION,
    "recruitment_vacancy": VACANCY,
    "recruitment_application": APPLICATION,
    "recruitment_offer": OFFER,
}
_SAYS_STEP = "no such step between states"
_SAYS_FROZEN = "frozen records are never changed"
_LOCKED = "(SELECT locked_at FROM recruitment_scoresheet WHERE id = {row}.sheet_id) IS NOT NULL"
# The one change of a locked mark: its note is emptied when the person is erased.
_NOTE_EMPTIED = (
    "(NEW.note = '' AND NEW.sheet_id = OLD.sheet_id AND NEW.call_id = OLD.call_id"
    " AND NEW.mark = OLD.mark AND NEW.changed_at = OLD.changed_at)"
)
# Table, what is done to it, and the condition under which that is refused. OLD and NEW are the row before and after.
_FROZEN = (
    ("recruitment_criteriaversion", "UPDATE", "1 = 1"),
    ("recruitment_applicationevent", "UPDATE", "NEW.verb <> OLD.verb OR NEW.after <> OLD.after OR NEW.at <> OLD.at"),
    ("recruitment_scoresheet", "UPDATE", "OLD.locked_at IS NOT NULL"),
    ("recruitment_scoresheet", "DELETE", "OLD.locked_at IS NOT NULL"),
    ("recruitment_score", "INSERT", _LOCKED.format(row="NEW")),
    ("recruitment_score", "UPDATE", f"({_LOCKED.format(row='OLD')} OR {_LOCKED.format(row='NEW')}) AND NOT {_NOTE_EMPTIED}"),
    ("recruitment_score", "DELETE", _LOCKED.format(row="OLD")),
)

_SAYS_TWO = "shortlisting takes two people who have declared no conflict"
_DECLARED = (
    "EXISTS (SELECT 1 FROM recruitment_interest i JOIN recruitment_application a ON a.vacancy_id = i.vacancy_id"
    " WHERE a.id = NEW.application_id AND i.officer_id = {{officer}} AND {conflicted})"
)
# No conflict was declared first, or one was since.
_UNDECLARED = f"(NOT {_DECLARED.format(conflicted='NOT i.conflicted')} OR {_DECLARED.format(conflicted='i.conflicted')})"
_TAKEN_BACK = (
    "NOT NEW.conflicted AND EXISTS (SELECT 1 FROM recruitment_interest i"
    " WHERE i.vacancy_id = NEW.vacancy_id AND i.officer_id = NEW.officer_id AND i.conflicted)"
)
_UNCONFIRMED = (
    "NOT EXISTS (SELECT 1 FROM recruitment_proposal p WHERE p.application_id = NEW.id AND p.verdict = NEW.state"
    " AND p.confirmed_by_id IS NOT NULL AND p.undone_at IS NULL)"
)
_CONFIRMS = "NEW.confirmed_by_id IS NOT NULL AND (OLD.confirmed_by_id IS NULL OR NEW.confirmed_by_id <> OLD.confirmed_by_id)"
_SIFT = (
    ("recruitment_interest", "INSERT", _TAKEN_BACK, _SAYS_FROZEN),
    ("recruitment_interest", "UPDATE", "1 = 1", _SAYS_FROZEN),
    ("recruitment_publishedlist", "UPDATE", "1 = 1", _SAYS_FROZEN),
    ("recruitment_proposal", "INSERT", _UNDECLARED.format(officer="NEW.by_id"), _SAYS_TWO),
    (
        "recruitment_proposal",
        "UPDATE",
        "NEW.by_id <> OLD.by_id OR NEW.verdict <> OLD.verdict OR NEW.application_id <> OLD.application_id"
        f" OR ({_CONFIRMS} AND (OLD.confirmed_by_id IS NOT NULL OR {_UNDECLARED.format(officer='NEW.confirmed_by_id')}))",
        _SAYS_TWO,
    ),
    (
        "recruitment_application",
        "UPDATE",
        f"OLD.state = 'eligible' AND NEW.state IN ('shortlisted', 'not_shortlisted') AND {_UNCONFIRMED}",
        _SAYS_TWO,
    ),
)


def _refusals() -> list[tuple[str, str, str, str, str]]:
    """Name, table, event, condition and message of every trigger."""
    found = []
    for table, machine in _STATES.items():
        steps = ", ".join(f"'{before}>{after}'" for before, after in machine.steps())
        condition = f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({steps})"
        found.append((f"{table}_step", table, "UPDATE", condition, _SAYS_STEP))
    for table, event, condition in _FROZEN:
        found.append((f"{table}_{event.lower()}", table, event, condition, _SAYS_FROZEN))
    for table, event, condition, says in _SIFT:
        found.append((f"{table}_{event.lower()}", table, event, condition, says))
    return found


def install(connection: Any) -> None:
    """Put the triggers in place, over what an earlier release put there; SQLite loses them whenever a migration rebuilds a table."""
    with connection.cursor() as cursor:
        for name, table, event, condition, says in _refusals():
            if connection.vendor == "postgresql":
                row = "OLD" if event == "DELETE" else "NEW"
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
                    f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
                )
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END")


def remove(connection: Any) -> None:
    """Take them away, so that a migration can rebuild a table on SQLite: for that moment it is not there, and a trigger that asks it makes
    the whole migration fail."""
    with connection.cursor() as cursor:
        for name, *_rest in _refusals():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
