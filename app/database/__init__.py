"""The database: rows stay in here, domain objects go in and out."""
