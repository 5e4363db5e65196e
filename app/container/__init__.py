"""The dishka providers, by role. Each process builds its container from those it needs, and so imports nothing else."""
