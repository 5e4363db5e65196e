"""Ratings of visits."""
