"""Alembic's entry: runs the migrations on the connection that `campaign.storage` hands in."""

from alembic import context

import analytics.store
import campaign.storage.desk.tables
import campaign.storage.sent_reports
import campaign.storage.tables
import campaign.storage.trust.tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=[campaign.storage.tables.metadata, analytics.store.metadata],
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
