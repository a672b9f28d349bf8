"""The chain of decisions: it refuses change, betrays what was changed all the same, and keeps its order under many writers."""

import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, close_old_connections, connection, transaction

from huduma.platform.audit.actions import record
from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.audit.triggers import seal_table, unseal_table
from tests.peers.processes import environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """Five decisions about one person."""
    person = get_user_model().objects.create_user("amina@example.go.tz")
    for n in range(5):
        record(subject=person, verb="accounts.enrol", by=None, data={"n": n, "note": "Shilingi 1,000 – „sawa“"}, decision=True)
    return person


def tamper(sql, *values):
    """Change the table as somebody with the database in hand would."""
    unseal_table(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    seal_table(connection)


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="accounts.forgive"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete(decided, change):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        change(ChainedRecord.objects.filter(data__n=2))
    assert verify().records == 5


@pytest.mark.parametrize(
    ("place", "follows"),
    [
        pytest.param(1000, 2, id="a second one after the third"),
        pytest.param(1000, None, id="after one that is not there"),
        pytest.param(-1, 4, id="in a place before the last"),
    ],
)
def test_the_database_refuses_what_does_not_follow_the_last(decided, place, follows):
    rows = list(ChainedRecord.objects.order_by("sequence"))
    entry = ChainedRecord(sequence=place, at=rows[0].at, verb="accounts.enrol", subject="x:1", previous_seal="f" * 64)
    if follows is not None:
        entry.previous_seal = rows[follows].seal
    entry.seal = entry.compute_seal()
    with pytest.raises(DatabaseError, match="follows the last one"), transaction.atomic():
        entry.save(force_insert=True)
    assert (verify().records, verify().broken) == (5, "")


def test_a_whole_chain_is_confirmed_with_its_head(decided, capsys):
    call_command("verify_audit")
    head = ChainedRecord.objects.latest("sequence").seal
    assert f"5 records hold. Head: {head}" in capsys.readouterr().out
    call_command("verify_audit", head=head)


def test_an_empty_chain_holds():
    assert verify().broken == ""


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit_chainedrecord SET verb = 'accounts.forgive' WHERE sequence = %s", "was changed"),
        ("UPDATE audit_chainedrecord SET institution_code = 'zzz' WHERE sequence = %s", "was changed"),
        ("DELETE FROM audit_chainedrecord WHERE sequence = %s", "removed or put in"),
    ],
)
def test_tampering_is_found_at_the_first_broken_link(decided, sql, said):
    third = ChainedRecord.objects.order_by("sequence")[2].sequence
    tamper(sql, third)
    with pytest.raises(CommandError, match=said) as broken:
        call_command("verify_audit")
    assert "2 records before it hold" in str(broken.value)


def test_a_cut_off_end_is_found_by_a_head_noted_earlier(decided):
    last = ChainedRecord.objects.latest("sequence")
    tamper("DELETE FROM audit_chainedrecord WHERE sequence = %s", last.sequence)
    assert verify().broken == ""
    with pytest.raises(CommandError, match="latest records were removed"):
        call_command("verify_audit", head=last.seal)


def test_the_check_needs_little_memory(decided, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("huduma.platform.audit.chain.CHUNK", 2)
    with django_assert_max_num_queries(4):
        assert verify().records == 5


def test_a_decision_undone_with_its_transaction_leaves_no_gap(decided):
    with transaction.atomic():
        record(subject=decided, verb="accounts.enrol", by=None, decision=True)
        transaction.set_rollback(True)
    record(subject=decided, verb="accounts.enrol", by=None, decision=True)
    assert (verify().records, verify().broken) == (6, "")


@pytest.mark.django_db(transaction=True)
def test_many_writers_keep_one_chain():
    person = get_user_model().objects.create_user("amina@example.go.tz")
    failures = []

    def decide():
        try:
            for n in range(10):
                record(subject=person, verb="accounts.enrol", by=None, data={"n": n}, decision=True)
        except Exception as error:  # noqa: BLE001 -- a thread's failure has to reach the test
            failures.append(error)
        finally:
            connection.close()
            close_old_connections()

    writers = [threading.Thread(target=decide) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert (verify().records, verify().broken) == (60, "")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_command_says_so_with_its_exit_code():
    """Whole, and then with a head that the chain never had."""

    def verify_audit(*words):
        command = [sys.executable, settings.BASE_DIR / "manage.py", "verify_audit", *words]
        return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)

    assert verify_audit().returncode == 0
    result = verify_audit("--head", "f" * 64)
    assert result.returncode == 1
    assert "broken" in result.stderr
