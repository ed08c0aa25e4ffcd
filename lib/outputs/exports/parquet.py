"""Parquet, for programs."""

from typing import BinaryIO, Final

import pyarrow.parquet as pq

from lib.outputs.exports.extracts import Extract, Progress

# Rows of a group, which is in memory at once: as many as readers like to take in one piece.
_GROUP: Final = 50_000


def to_parquet(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write Parquet with the register's schema and the `metadata` as key-value metadata."""
    schema = x.edition.register.table.schema.with_metadata(x.metadata())
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        # A file without a row has one group none the less, as readers expect.
        for start in range(0, len(x) or 1, _GROUP):
            some = x.table.slice(start, _GROUP).replace_schema_metadata(schema.metadata)
            writer.write_table(some, _GROUP)
            progress(min(1.0, (start + _GROUP) / max(1, len(x))))
