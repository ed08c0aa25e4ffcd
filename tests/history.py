"""Going round what keeps history as it is, as who owns the database can."""

import sqlalchemy as sa

from lib.editions.store import Store


def unprotect(store: Store, table: str) -> None:
    """Take the triggers of a table away."""
    with store.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for deed in ("replace", "update", "delete"):
                connection.execute(sa.text(f"drop trigger {table}_no_{deed}"))
        else:
            connection.execute(sa.text(f"drop trigger {table}_history on {table}"))


def run(store: Store, statement: str) -> None:
    """Run a statement of SQL by hand."""
    with store.database.engine.begin() as connection:
        connection.execute(sa.text(statement))
