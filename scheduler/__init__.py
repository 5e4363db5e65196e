"""The scheduler process: Taskiq's scheduler, which enqueues due notifications and jobs."""
