"""The admins' panel."""
