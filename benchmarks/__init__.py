"""The course's pipelines beside their peers: `make bench`, and README.md for how it is kept fair."""
