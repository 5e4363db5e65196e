"""The fault bench: simulated guests book while faults are injected; a checker then looks for broken promises."""
