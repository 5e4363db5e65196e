"""Tell admins when their venue's service starts and stops."""
