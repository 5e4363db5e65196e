"""The database. Repositories take and return domain objects; rows are used inside this package only."""
