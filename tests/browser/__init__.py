"""Tests of the chat page and the Mini App in Chromium."""
