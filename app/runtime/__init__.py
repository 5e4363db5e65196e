"""Settings, clock, logs, metrics, Redis and background tasks of every process. Imports nothing else of `app`."""
