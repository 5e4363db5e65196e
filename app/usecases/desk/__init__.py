"""What a venue's admins see of their day and their figures."""
