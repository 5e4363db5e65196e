"""The messages owed to guests and admins."""
