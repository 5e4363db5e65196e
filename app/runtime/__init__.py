"""What every process stands on: settings, clock, logs, metrics, background tasks. Imports nothing else of `app`."""
