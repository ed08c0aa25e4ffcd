"""The tables of accounts, of what is proposed, of what senders mean, and of the record, in the
store's database."""

from typing import Final

import sqlalchemy as sa

from lib.base.history import HISTORY

METADATA: Final = sa.MetaData()
# Moments are ISO 8601, UTC.
ACCOUNT: Final = sa.Table(
    "account",
    METADATA,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("park", sa.String(40), nullable=False),  # of an editor; else empty
    sa.Column("password", sa.String(200), nullable=False),  # its hash (`passwords`)
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("ended", sa.String(32)),
)
SESSION: Final = sa.Table(
    "account_session",
    METADATA,
    sa.Column("token", sa.String(64), primary_key=True),  # its SHA-256
    sa.Column("name", sa.ForeignKey("account.name"), nullable=False, index=True),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("seen", sa.String(32), nullable=False),
    sa.Column("ended", sa.String(32)),
)
ATTEMPT: Final = sa.Table(
    "sign_in_attempt",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),  # seconds since 1970
    # Digests: what is typed into the wrong field, and where from, stands in no backup.
    sa.Column("who", sa.String(64), nullable=False, index=True),  # of name and network
    sa.Column("network", sa.String(64), nullable=False, index=True),
    sa.Column("is_right", sa.Boolean, nullable=False),
)
PROPOSAL: Final = sa.Table(
    "proposal",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("resource_id", sa.String(80), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("park", sa.String(40), nullable=False, index=True),
    sa.Column("by", sa.String(200), nullable=False, index=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("decided_by", sa.String(200), nullable=False),  # as the rest empty until then
    sa.Column("decided_at", sa.String(32), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
PROPOSAL_CELL: Final = sa.Table(
    "proposal_cell",
    METADATA,
    sa.Column("number", sa.ForeignKey("proposal.number"), primary_key=True),
    sa.Column("field", sa.String(40), primary_key=True),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    # The later proposal by the same author that this cell no longer counts for.
    sa.Column("replaced_by", sa.Integer),
)
# Proposals by visitors (`by` is empty): where each came from, a digest, as long as it counts.
FEEDBACK: Final = sa.Table(
    "feedback",
    METADATA,
    sa.Column("number", sa.ForeignKey("proposal.number"), primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("network", sa.String(64), nullable=False, index=True),
)
MEANING: Final = sa.Table(
    "sender_meaning",
    METADATA,
    sa.Column("sender", sa.String(80), primary_key=True),  # a zone's code, or a name
    sa.Column("facet", sa.String(16), primary_key=True),  # whose word it is; `column`: a heading
    sa.Column("word", sa.String(200), primary_key=True),  # folded
    sa.Column("meaning", sa.Text, nullable=False),  # a code or a field; empty: nothing
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
)
AUDIT: Final = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),  # JSON, an object
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    info=HISTORY,
)
