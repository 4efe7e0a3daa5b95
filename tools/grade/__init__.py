"""Grades a folder of submissions, each in a sandbox of its own: `make grade SUBMISSIONS=folder`. For instructors: `docs/grading.md`.

__main__.py      the command: lanes, progress, what is graded already
submissions.py   finds submissions, reads them with suspicion, restores their check cells by nbgrader's preprocessors
nodes.py         the same on a cluster's nodes, as Ray tasks
sandbox.py       a sandbox by bubblewrap, its limits, and the reports that come out of it
runner.py        inside the sandbox: runs the learner's cells in a kernel, and has each answer checked
checker.py       inside, too: the process that checks answers and has run none of the learner's cells
books.py         nbgrader's gradebook, grades.csv, a feedback page for each submission
"""
