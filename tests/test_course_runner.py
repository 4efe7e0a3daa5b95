"""The results page of `make course`."""

import nbformat

from tools.course import page, pictures, title_of


def notebook():
    picture = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0KGgo=\n"}, metadata={"image/png": {"alt": 'a "fox"'}})
    photo = nbformat.v4.new_output("display_data", data={"image/jpeg": "/9j/"}, metadata={"image/jpeg": {"alt": "an owl"}})
    cells = [nbformat.v4.new_markdown_cell("# The fox\n\nText"), nbformat.v4.new_code_cell("x", outputs=[picture, photo])]
    return nbformat.v4.new_notebook(cells=cells)


def test_pictures_come_with_their_text():
    assert pictures(notebook()) == [("data:image/png;base64,iVBORw0KGgo=", 'a "fox"'), ("data:image/jpeg;base64,/9j/", "an owl")]
    assert title_of(notebook()) == "The fox"


def test_the_page_shows_times_pictures_and_failures():
    text = page([("01_fox", "The fox", 12.4, None, notebook()), ("02_owl", "The owl", 3.0, "ValueError: <owl>", nbformat.v4.new_notebook())])
    assert "<a href='01_fox.html'>The fox</a></td><td>12 s</td><td>ran through" in text
    assert "alt='a &quot;fox&quot;'" in text
    assert "ValueError: &lt;owl&gt;" in text
