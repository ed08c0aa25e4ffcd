"""The stewards' page: who is signed in, a list in, what was published, the record."""
