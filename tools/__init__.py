"""Commands of the project, which the Makefile calls: `notebooks`, `course`, `grade`, `cluster`, `site`, `slides`; and `room`, which an instructor calls."""
