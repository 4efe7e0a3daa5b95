"""Pictures and plots: what would distract from a lesson."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from ray.data import Dataset

# Okabe and Ito's palette, readable without colour vision (https://jfly.uni-koeln.de/color/).
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


def _subplots(*args, **kwargs) -> tuple:
    """`plt.subplots`. Matplotlib is imported when something is drawn: Ray's workers import this module too, and draw nothing."""
    import matplotlib.pyplot as plt

    return plt.subplots(*args, **kwargs, layout="constrained")


def _finish(figure: Figure, alt: str) -> None:
    """Shows `figure` once, as a PNG that carries `alt` as its text."""
    import matplotlib.pyplot as plt
    from IPython.display import display

    figure.set_label(alt)
    display(figure, metadata={"image/png": {"alt": alt}})
    plt.close(figure)


def show_images(images: Iterable, captions: Sequence[str] | None = None, *, columns: int = 4, title: str = "") -> None:
    """Shows pictures in a grid.

    Args:
        images: PIL images or uint8 arrays of shape (height, width, 3).
        captions: one line of text for each picture, wrapped below it; they also become the grid's alt text.
        columns: pictures in a row.
        title: a line above the grid.

    Raises:
        ValueError: there is no picture, or not one caption for each.
    """
    import textwrap

    pictures = [np.asarray(image.convert("RGB") if isinstance(image, Image.Image) else image) for image in images]
    texts = [str(caption) for caption in captions] if captions is not None else [""] * len(pictures)
    if not pictures:
        raise ValueError("there is no picture to show")
    if len(texts) != len(pictures):
        raise ValueError(f"{len(pictures)} pictures have {len(texts)} captions: give one for each, or none")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    wrapped = ["\n".join(textwrap.wrap(text, 30)) for text in texts]
    lines = max(text.count("\n") + bool(text) for text in wrapped)
    figure, axes = _subplots(rows, columns, figsize=(2.4 * columns, (2.4 + 0.17 * lines) * rows + 0.3 * bool(title)), squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, picture, text in zip(axes.flat, pictures, wrapped, strict=False):
        axis.imshow(picture)
        axis.text(0.5, -0.04, text, transform=axis.transAxes, ha="center", va="top", fontsize=9)
    figure.suptitle(title, fontsize=11)
    _finish(figure, "; ".join(filter(None, [title, *texts])) or f"{len(pictures)} pictures")


def _axes(x: str, y: str, title: str) -> tuple[Figure, Axes]:
    figure, axis = _subplots(figsize=(7, 2.8))
    axis.set(xlabel=x, ylabel=y, title=title)
    axis.spines[["top", "right"]].set_visible(False)
    return figure, axis


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def plot_bars(values: Mapping, *, x: str, y: str, title: str) -> None:
    """Draws one bar for each item of `values`, its value written above it."""
    figure, axis = _axes(x, y, title)
    bars = axis.bar([str(key) for key in values], list(values.values()), color=PALETTE[0], width=0.6)
    axis.bar_label(bars, fmt=_short)
    axis.margins(y=0.15)
    _finish(figure, f"Bar chart: {title}. " + ", ".join(f"{key}: {_short(value)}" for key, value in values.items()))


def plot_lines(
    lines: Mapping[str, Sequence], *, x: str, y: str, title: str, at: Sequence | None = None, marks: Mapping[float, str] | None = None
) -> None:
    """Draws named lines over a common x, `at` (default 0, 1, 2, ...); each has a marker of its own. `marks` names moments on the x axis."""
    figure, axis = _axes(x, y, title)
    for (name, values), colour, marker in zip(lines.items(), PALETTE, "os^Dv*", strict=False):
        axis.plot(range(len(values)) if at is None else at, values, color=colour, marker=marker, markersize=4, label=name)
    axis.set_ylim(bottom=0)
    if at is None or all(float(value).is_integer() for value in at):
        axis.xaxis.get_major_locator().set_params(integer=True)  # no half pictures, no half workers
    axis.legend(frameon=False)
    for place, text in (marks or {}).items():
        axis.axvline(place, color="0.6", linewidth=0.8, linestyle=":")
        look = {"rotation": 90, "fontsize": 8, "ha": "right", "va": "top", "zorder": 5, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}
        axis.annotate(text, (place, 0.97), (-4, 0), xycoords=("data", "axes fraction"), textcoords="offset points", **look)
    told = [f"{name} goes from {_short(v[0])} to {_short(v[-1])}" for name, v in lines.items()]
    told += [f"{text} at {_short(place)}" for place, text in (marks or {}).items()]
    _finish(figure, f"Line chart: {title}. " + "; ".join(told))


def plot_confusion(counts: Mapping[tuple[str, str], int], names: Sequence[str], *, title: str) -> None:
    """Draws a confusion matrix; `counts[truth, prediction]` is how often that pair came."""
    table = np.array([[counts.get((truth, said), 0) for said in names] for truth in names])
    size = 1.6 + 0.6 * len(names)
    figure, axis = _subplots(figsize=(size + 1, size))
    axis.imshow(table / table.sum(1, keepdims=True).clip(1), cmap="Blues", vmin=0, vmax=1.3)  # no cell so dark that its number drowns
    for (y, x), count in np.ndenumerate(table):
        axis.text(x, y, str(count), ha="center", va="center")
    axis.set(xticks=range(len(names)), xticklabels=names, yticks=range(len(names)), yticklabels=names, xlabel="predicted", ylabel="true", title=title)
    cells = ", ".join(f"{truth} taken for {said}: {table[y, x]}" for y, truth in enumerate(names) for x, said in enumerate(names))
    _finish(figure, f"Confusion matrix: {title}. {cells}")


def plot_map(points: Mapping[str, tuple[float, float]], *, title: str, pictures: Mapping[str, Image.Image] | None = None) -> None:
    """Draws named points on a plane, each with its name beside it, or with its picture of `pictures` and the name below; the axes carry no meaning."""
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    figure, axis = _subplots(figsize=(8, 5.5) if pictures is None else (10, 7.5))
    names, places = list(points), np.array(list(points.values()), float)
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argmin(1)
    axis.plot(*places.T, "o", color=PALETTE[0], markersize=4)
    for name, here, other in zip(names, places, places[nearest], strict=True):
        # The name stands on the side that looks away from the nearest point.
        x, y = np.where(here >= other, 1, -1)
        if pictures is not None:
            small = pictures[name].convert("RGB").resize((64, 64))
            axis.add_artist(AnnotationBbox(OffsetImage(np.asarray(small), zoom=0.5), here, pad=0.1, bboxprops={"ec": "0.7"}))
            behind = {"fc": "white", "ec": "none", "alpha": 0.7, "pad": 0.8}
            axis.annotate(name, here, (0, -19), textcoords="offset points", fontsize=7, ha="center", va="top", zorder=4, bbox=behind)
            continue
        axis.annotate(
            name, here, (4 * x, 2 * y), textcoords="offset points", fontsize=8, ha="left" if x > 0 else "right", va="bottom" if y > 0 else "top"
        )
    axis.set(xticks=[], yticks=[], title=title)
    axis.margins(x=0.15, y=0.06)
    near = "; ".join(f"{name}: {names[k]}" for name, k in zip(names, nearest, strict=True))
    _finish(figure, f"Map: {title}. {len(names)} names; nearest to each: {near}")


def plot_timeline(lanes: Mapping[str, Sequence[tuple[str, float, float]]], *, title: str, kinds: Sequence[str] = ()) -> None:
    """Draws one lane for each process; its bars are (what, start, length), in seconds, one colour for each `what`.

    Two timelines that are given the same `kinds`, every `what` of both, have the same colours.
    """
    kinds = list(dict.fromkeys((*kinds, *(what for bars in lanes.values() for what, _, _ in bars))))
    figure, axis = _subplots(figsize=(9, 0.8 + 0.32 * len(lanes) + 0.2 * len(kinds)))
    drawn = {}
    for row, bars in enumerate(lanes.values()):
        for k, kind in enumerate(kinds):
            if spans := [(start, length) for what, start, length in bars if what == kind]:
                drawn[kind] = axis.broken_barh(spans, (row - 0.4, 0.8), color=PALETTE[k % len(PALETTE)], edgecolor="white", linewidth=0.5)
    axis.set(yticks=range(len(lanes)), yticklabels=list(lanes), xlabel="seconds", title=title)
    axis.invert_yaxis()
    axis.set_xlim(left=0)
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(drawn.values(), drawn.keys(), loc="outside lower center", frameon=False, fontsize=8)
    spent = "; ".join(
        f"{name}: " + ", ".join(f"{kind} x {n}" for kind in kinds if (n := sum(what == kind for what, _, _ in bars))) for name, bars in lanes.items()
    )
    _finish(figure, f"Timeline: {title}. {spent}")


def plot_cards(cards: Mapping[str, Sequence[tuple[str, float]]], *, waiting: Sequence[tuple[str, float]] = (), title: str) -> None:
    """Draws each GPU as a bar of length 1, filled by the (name, share) of each actor that holds a part of it, and below them the actors that wait."""
    names = list(dict.fromkeys(name for held in (*cards.values(), waiting) for name, _ in held))
    lanes = {**cards, **({"waiting": waiting} if waiting else {})}
    figure, axis = _subplots(figsize=(7, 0.9 + 0.45 * len(lanes)))
    axis.barh(range(len(cards)), 1, height=0.8, color="0.93", edgecolor="0.6")
    for row, (lane, held) in enumerate(lanes.items()):
        left = 0.0
        for name, share in held:
            paint = {"color": "white", "hatch": "//"} if lane == "waiting" else {"color": PALETTE[names.index(name) % len(PALETTE)]}
            bar = axis.barh(row, share, left=left, height=0.8, edgecolor="0.3" if lane == "waiting" else "white", **paint)
            axis.bar_label(bar, [f"{name} {share:g}"], label_type="center", fontsize=9, bbox={"fc": "white", "ec": "none", "pad": 1.5})
            left += share
    axis.set(yticks=range(len(lanes)), yticklabels=list(lanes), xlabel="share of a card", title=title)
    axis.invert_yaxis()
    axis.spines[["top", "right"]].set_visible(False)
    said = [f"{lane}: " + (", ".join(f"{name} {share:g}" for name, share in held) or "free") for lane, held in lanes.items()]
    _finish(figure, f"Who holds which card: {title}. " + "; ".join(said))


def plot_blocks(pieces: Mapping[str, Sequence[int]], *, title: str) -> None:
    """Draws a bar of rows for each name, cut into pieces of these sizes: blocks or batches, in their order."""
    figure, axis = _subplots(figsize=(9, 0.9 + 0.38 * len(pieces)))
    for name, sizes in pieces.items():
        edges = [sum(sizes[:k]) for k in range(len(sizes))]
        bars = axis.barh([name] * len(sizes), sizes, left=edges, color=PALETTE[4], edgecolor="white", linewidth=2)
        axis.bar_label(bars, label_type="center", fontsize=9)
    axis.invert_yaxis()
    axis.spines[["top", "right"]].set_visible(False)
    axis.set(xlabel="rows", title=title)
    _finish(
        figure, f"Bars of rows, cut into pieces: {title}. " + "; ".join(f"{name}: {', '.join(map(str, sizes))}" for name, sizes in pieces.items())
    )


def plot_boxes(boxes: Sequence[tuple[str, float, float]], arrows: Iterable[tuple[int, int]], *, title: str, colours: Sequence[int] = ()) -> None:
    """Draws a box for each (text, x, y), where 1 is a box further to the right or down, and an arrow for each pair of their indices.

    Boxes with the same number in `colours` share a colour.
    """
    _, xs, ys = zip(*boxes, strict=True)
    figure, axis = _subplots(figsize=(1.7 * (max(xs) - min(xs) + 1), 0.75 * (max(ys) - min(ys) + 1) + 0.4))
    drawn = []
    for k, (text, x, y) in enumerate(boxes):
        shape = {"boxstyle": "round,pad=0.4", "fc": "white", "ec": PALETTE[colours[k] % len(PALETTE) if colours else 0], "lw": 1.8}
        drawn.append(axis.text(x, y, text, ha="center", va="center", fontsize=9, bbox=shape))
    for start, end in arrows:
        # The patches make an arrow run from edge to edge.
        ends = {"patchA": drawn[start].get_bbox_patch(), "patchB": drawn[end].get_bbox_patch()}
        axis.annotate("", boxes[end][1:], boxes[start][1:], arrowprops={"arrowstyle": "->", "color": "0.3", "shrinkA": 1, "shrinkB": 1, **ends})
    axis.set(xlim=(min(xs) - 0.5, max(xs) + 0.5), ylim=(max(ys) + 0.5, min(ys) - 0.5), title=title)
    axis.axis("off")
    names = [text.replace("\n", " ") for text, _, _ in boxes]
    _finish(figure, f"Boxes and arrows: {title}. " + "; ".join(f"{names[start]} to {names[end]}" for start, end in arrows))


def plot_plan(dataset: Dataset, plan: str = "Physical Plan (Optimized)") -> None:
    """Draws the tree that `dataset.explain()` prints under `plan`, in the direction in which the rows flow: from the top to the bottom."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        dataset.explain()
    lines = printed.getvalue().split(f"-------- {plan} --------\n")[1].split("\n\n")[0].splitlines()
    names = [line.lstrip(" +-|") for line in lines]
    depths = [(len(line) - len(name)) // 3 for line, name in zip(lines, names, strict=True)]
    parents = {k: max(p for p in range(k) if depths[p] == depth - 1) for k, depth in enumerate(depths) if depth}
    places = {}
    for k in reversed(range(len(names))):  # above its input, or between its inputs
        inputs = [places[child] for child, parent in parents.items() if parent == k]
        places[k] = sum(inputs) / len(inputs) if inputs else float(sum(other not in parents.values() for other in range(k)))
    # Only what stands in the brackets: TaskPoolMapOperator[ReadCSV] is ReadCSV.
    texts = [name[name.index("[") + 1 : -1].replace("->", "\n→ ").replace("(", "\n(", 1) for name in names]
    boxes = [(text, 1.4 * places[k], 1.25 * (max(depths) - depths[k])) for k, text in enumerate(texts)]
    plot_boxes(boxes, list(parents.items()), title=plan)


def attempt(work: Callable[[], object]) -> None:
    """Calls `work`, which may well fail, and prints what it returns, or the kind and the first sentence of its error."""
    try:
        print(work())
    except Exception as error:
        cause = getattr(error, "cause", error)  # Ray wraps what a task raises
        print(f"{type(cause).__name__}: {str(cause).partition(chr(10))[0].split('. ')[0]}")


def seconds(work: Callable[[], object]) -> float:
    """How long one call of `work` takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's formula: the true shares that agree with `right` successes in `of` trials.

    Raises:
        ValueError: `of` is not positive, or `right` is not between 0 and `of`.
    """
    if not 0 <= right <= of or of < 1:
        raise ValueError(f"{right} of {of} is no share")
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
