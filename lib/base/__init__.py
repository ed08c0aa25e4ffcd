"""Language, problems, tables: what knows nothing of the atlas."""
