"""What people and time can make happen: one callable class a file, each the owner of its transaction."""
