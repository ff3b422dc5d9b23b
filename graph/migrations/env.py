"""Entry point of Alembic: runs the revisions on the connection that ``graph.state`` hands over.

Alembic executes this file, so it is the one module with code at import.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
