"""Which times a venue offers."""
