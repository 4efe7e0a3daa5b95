"""Commands of the project: build the notebooks (`tools.notebooks`), run the course (`tools.course`). The Makefile calls them."""
