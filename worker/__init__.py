"""The process that delivers: Taskiq's worker with a few thin tasks."""
