"""Pictures of stored notebooks: light, sharp, and with their text."""

import base64
import io

import nbformat
import numpy as np
from PIL import Image, ImageDraw

from raycourse.settings import PROJECT
from tools.notebooks import settled
from tools.pictures import lightest


def png(picture):
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def plot():
    picture = Image.new("RGB", (600, 300), "white")
    ImageDraw.Draw(picture).text((20, 20), "process 1", fill="black", font_size=40)
    return picture


def grid():
    """A published grid of pictures with a line of text below it."""
    picture = Image.open(PROJECT / "data" / "models" / "text_to_image" / "samples.png").convert("RGB").crop((0, 0, 512, 300))
    picture.paste("white", (0, 256, 512, 300))
    ImageDraw.Draw(picture).text((20, 265), "a red fox in winter", fill="#D55E00", font_size=20)
    return picture


def error(before, after):
    return np.abs(np.asarray(before, dtype=int) - np.asarray(Image.open(io.BytesIO(after)).convert("RGB"), dtype=int))


def test_a_plot_keeps_every_pixel_in_a_palette():
    kind, content = lightest(png(plot()))
    assert kind == "image/png" and len(content) < len(png(plot())) and error(plot(), content).max() <= 1


def test_a_grid_of_pictures_becomes_a_sharp_jpeg():
    kind, content = lightest(png(grid()))
    assert kind == "image/jpeg" and len(content) < 0.4 * len(png(grid()))
    assert error(grid(), content).mean() < 2 and error(grid(), content)[256:].mean() < 1  # the coloured text, too
    assert lightest(png(grid())) == (kind, content)


def test_a_palette_is_taken_only_where_it_holds_the_colours():
    squares = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    picture = Image.fromarray(squares)  # 4096 flat colours: too many for a palette, too many edges for JPEG
    kind, content = lightest(png(picture))
    assert kind == "image/png" and error(picture, content).max() == 0


def test_what_jpeg_cannot_keep_stays_as_it_is():
    see_through = grid().convert("RGBA")
    see_through.putalpha(128)
    for picture in (see_through, plot().quantize(16)):
        assert lightest(png(picture)) == ("image/png", png(picture))


def test_a_stored_picture_keeps_its_text_and_is_settled_once():
    shown = nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(png(grid())).decode()}, metadata={"image/png": {"alt": "foxes"}})
    notebook = settled(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[shown])]))
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {"image/jpeg"} and output.metadata == {"image/jpeg": {"alt": "foxes"}}
    before = nbformat.writes(notebook)
    assert nbformat.writes(settled(notebook)) == before
