"""Tables of history: rows are added and never changed, which the database itself holds to.

Whoever owns the database can drop its triggers; they keep code and hands from doing by mistake what
nobody may do.
"""

from typing import Any, Final

import sqlalchemy as sa

# Put into `sa.Table(info=…)`: no row of the table can be changed, replaced or deleted.
HISTORY: Final[dict[Any, Any]] = {"history": True}
_FUNCTION: Final = """
create or replace function atlas_history() returns trigger language plpgsql as
$$ begin raise exception '% is history and cannot be changed', tg_table_name
   using errcode = 'restrict_violation'; end $$
"""


def protect(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Make those triggers of history's tables that are missing: of new tables, and of tables that
    were made by a version without them."""
    # In the order in which a publication writes: of two that wait for each other, none would go on.
    history = [table for table in tables.sorted_tables if "history" in table.info]
    if connection.dialect.name == "sqlite":
        known = set(connection.scalars(sa.text("select name from sqlite_master")))
        statements = {name: sql for table in history for name, sql in _of_sqlite(table).items()}
    else:
        # Of these tables only: another schema may have its own.
        wanted = "select tgname from pg_trigger where tgrelid = any(cast(:tables as regclass[]))"
        names = [table.name for table in history]
        known = set(connection.scalars(sa.text(wanted), {"tables": names}))
        statements = {name: sql for table in history for name, sql in _of_postgres(table).items()}
    missing = [sql for name, sql in statements.items() if name not in known]
    if missing and connection.dialect.name != "sqlite":
        connection.execute(sa.text(_FUNCTION))
    for sql in missing:
        connection.execute(sa.text(sql))


def _of_sqlite(table: sa.Table) -> dict[str, str]:
    """The triggers of a table, by name."""
    name, (key,) = table.name, table.primary_key
    refuse = f"begin select raise(abort, '{name} is history and cannot be changed'); end"
    # `insert or replace` deletes what stands under the same key, or row number, without a trigger
    # of its own. Before an insert the number is -1 where SQLite is to choose it.
    known = f"select 1 from {name} where {key.name} = new.{key.name} or rowid = new.rowid"
    return {
        f"{name}_no_replace": f"create trigger {name}_no_replace before insert on {name} "
        f"when exists ({known}) {refuse}",
        **{
            f"{name}_no_{deed}": f"create trigger {name}_no_{deed} before {deed} on {name} {refuse}"
            for deed in ("update", "delete")
        },
    }


def _of_postgres(table: sa.Table) -> dict[str, str]:
    name = table.name
    return {
        f"{name}_history": f"create trigger {name}_history before update or delete or truncate "
        f"on {name} for each statement execute function atlas_history()"
    }
