"""Fixtures that every test may ask for."""

pytest_plugins = ("tests.databases", "tests.product", "tests.services.fixtures")
