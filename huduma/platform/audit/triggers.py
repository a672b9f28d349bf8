"""The database's own refusal to change, delete or put in between a chained record, whoever asks and however.

Whether a record follows the last one is asked of that one, at the end of the table. A unique index over seals would see to it as well; but
seals lie anywhere in it, so each record of a long chain would touch pages that nothing else does, and the chain be dearer the longer it is.
"""

from typing import Any

from .models import GENESIS

TABLE = "audit_chainedrecord"
SAYS = "chained audit records are never changed or deleted"
FOLLOWS = "a chained audit record follows the last one"

SQLITE = {
    "audit_no_update": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    "audit_no_delete": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    "audit_follows": f"""AFTER INSERT ON {TABLE}
WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE sequence > NEW.sequence)
OR NEW.previous_seal <> COALESCE((SELECT seal FROM {TABLE} WHERE sequence < NEW.sequence ORDER BY sequence DESC LIMIT 1), '{GENESIS}')
BEGIN SELECT RAISE(ABORT, '{FOLLOWS}'); END""",  # noqa: S608  our own names
}
POSTGRESQL = {
    "audit_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "audit_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "audit_follows": f"BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_follow()",
}
TURN = "pg_advisory_xact_lock(hashtext('huduma.audit'))"  # who writes waits for whoever is writing
REFUSE = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
FOLLOW = f"""
CREATE OR REPLACE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    PERFORM {TURN};
    SELECT sequence, seal INTO last FROM {TABLE} ORDER BY sequence DESC LIMIT 1;
    IF NEW.previous_seal <> COALESCE(last.seal, '{GENESIS}') OR NEW.sequence <= last.sequence THEN
        RAISE EXCEPTION '{FOLLOWS}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""  # noqa: S608  our own names


def seal_table(connection: Any) -> None:
    """Install the triggers; repeating it is harmless. SQLite loses them whenever a migration rebuilds the table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
            cursor.execute(FOLLOW)
            for name, body in POSTGRESQL.items():
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {body}")
        else:
            for name, body in SQLITE.items():
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")


def unseal_table(connection: Any) -> None:
    """Remove the triggers: for tests, which empty the tables between them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in POSTGRESQL:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
        else:
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
