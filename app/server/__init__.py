"""How the web process listens: uvicorn, with bounds on what one connection may cost."""
