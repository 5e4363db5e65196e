"""The Mini App: Vue sources, and the routes that serve what they are built to."""
