"""Parquet, for programs."""

import io

import pyarrow.parquet as pq

from lib.outputs.exports.extracts import Extract
from lib.register.rows import to_table


def to_parquet(x: Extract) -> bytes:
    """Return Parquet with the register's schema and the `metadata` as key-value metadata."""
    buffer = io.BytesIO()
    pq.write_table(to_table(x.frame, x.metadata()), buffer, compression="zstd")
    return buffer.getvalue()
