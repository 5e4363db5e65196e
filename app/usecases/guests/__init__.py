"""Register guests and change their preferences."""
