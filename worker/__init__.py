"""The worker process: Taskiq's worker, which delivers notifications and runs the jobs."""
