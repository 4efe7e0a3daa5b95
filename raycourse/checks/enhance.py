"""Checks of lab 04. The chat model is a stand-in here, so that what is checked does not hang on what a model writes."""

import math
import re
from contextlib import ExitStack, contextmanager
from unittest import mock

import numpy as np
import ray
from ray.data import ActorPoolStrategy

from raycourse.checks import graded

SEASONS = ("winter", "spring", "summer", "fall")
CHAT, CLASS = 'see lesson section "One chat by hand"', 'see lesson section "The class that Ray keeps alive"'
PLACES = 'see lesson section "Four operators, two GPUs"'
MANY, TEMPLATE = 'see lesson section "Many chats in one call"', 'see the pitfall "the space that is not there" in the lesson'


def _is_chat(value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(message, dict) and {"role", "content"} <= set(message) for message in value)


def _content(chat, role: str) -> str:
    return " ".join(str(message["content"]) for message in chat if message["role"] == role)


def _names(text: str, season: str) -> bool:
    """Whether `text` has `season` as a word of its own, and no other season."""
    return [s for s in SEASONS if re.search(rf"\b{s}\b", text)] == [season]


@graded("enhance.chat", points=2)
def chat(answer, found):
    for prompt, season in (("a photo of a lynx wearing a teal kimono", "spring"), ("a mosaic of an otter", "winter")):
        got = answer(prompt, season)
        if not found.true("a chat is a list of messages", _is_chat(got), f"expected [{{'role': …, 'content': …}}, …], got {str(got)[:80]}", CHAT):
            return
        found.equal("the roles, in this order", [message["role"] for message in got], ["system", "user"], CHAT)
        found.equal("the user message is the prompt alone", _content(got, "user"), prompt, CHAT)
        system = _content(got, "system")
        found.true(
            f"the system message names {season}, as a word of its own, and no other season",
            _names(system, season),
            f"expected the word {season!r}, got {system[:160]!r}",
            TEMPLATE,
        )


class _Pipeline:
    """Stands in for transformers' `pipeline`: notes how it is loaded and called, answers `<prompt> #<number of letters>`."""

    def __init__(self):
        self.loaded, self.calls = [], []

    def __call__(self, task=None, model=None, *_, **__):
        self.loaded.append(model)
        return self._generate

    def _generate(self, chats=None, *_, text_inputs=None, **__):
        chats = text_inputs if chats is None else chats
        single = _is_chat(chats)
        listed = [chats] if single else list(chats) if isinstance(chats, list | tuple) else None
        if listed is None or not all(map(_is_chat, listed)):
            raise TypeError(f"the chat model wants a list of chats, got {type(chats).__name__}: {str(chats)[:80]}")
        self.calls.append(listed)
        answers = [[{"generated_text": [*chat, {"role": "assistant", "content": self.says(_content(chat, "user"))}]}] for chat in listed]
        return answers[0] if single else answers

    @staticmethod
    def says(prompt: str) -> str:
        return f"{prompt}, with {len(prompt)} things"


@contextmanager
def _in_place(enhancer: type, stand_in):
    """Puts `stand_in` where `enhancer` finds `pipeline`: in its notebook, and in transformers for code that imports it late."""
    import transformers

    with ExitStack() as stack:
        for place in (vars(transformers), enhancer.__init__.__globals__):
            stack.enter_context(mock.patch.dict(place, {"pipeline": stand_in}))
        yield


def _batch(column: str, animals, seasons) -> dict:
    prompts = np.array([f"a photo of a {animal} wearing a red scarf" for animal in animals], dtype=object)
    return {"number": np.arange(len(prompts)), column: prompts, "season": np.array(seasons, dtype=object)}


@graded("enhance.enhancer", points=5)
def enhancer(answer, found):
    model, column, stand_in = "some-lab/some-chat-model", "caption", _Pipeline()
    first = _batch(column, ["lynx", "bear", "hippopotamus", "crow"], ["fall", "winter", "spring", "winter"])
    prompts, seasons = first[column].tolist(), first["season"].tolist()
    with _in_place(answer, stand_in):
        made = answer(enhancer_model=model, prompt_column=column)
        loaded = len(stand_in.loaded)
        try:
            got = made({key: value.copy() for key, value in first.items()})
        except KeyError as error:
            problem = f"expected {column!r} to be read, your class looked for {error}; the batch has {', '.join(first)}"
            found.true("the prompts come from the column that was asked for", False, problem, CLASS)
            return
        calls = list(stand_in.calls)
        made(_batch(column, ["cat"], ["summer"]))
    problem = f"expected a dictionary of columns, got {type(got).__name__}: return the batch"
    if not found.true("what comes back is a batch", isinstance(got, dict), problem, CLASS):
        return
    found.equal("the model that is loaded is the one asked for", sorted(set(map(str, stand_in.loaded))), [model], CLASS)
    found.equal("it is loaded in the constructor, once: times loaded there, times in all", (loaded, len(stand_in.loaded)), (1, 1), CLASS)
    problem = f"expected it beside {', '.join(first)}; got {', '.join(map(str, got))}: put the answers into a new column"
    found.true("the column `enhanced` is there", "enhanced" in got, problem, CLASS)
    kept = [str(text) for text in got.get(column, [])]
    found.equal("the prompts stay as they were", kept, prompts, "write the answers to another column than the one you read")
    asked = [chat for call in calls for chat in call]
    users = sorted(_content(chat, "user") for chat in asked)
    found.equal("every row is asked about once, with its prompt as the user message", users, sorted(prompts), CHAT)
    wanted = dict(zip(prompts, seasons, strict=True))
    wrong = [chat for chat in asked if not _names(_content(chat, "system"), wanted.get(_content(chat, "user"), ""))]
    problem = "no chat came"
    if wrong:
        user, system = _content(wrong[0], "user"), _content(wrong[0], "system")
        problem = f"expected {wanted.get(user)!r} for {user!r}, got the instruction {system[:120]!r}"
    found.true("each row's own season reaches its instruction", bool(asked) and not wrong, problem, "take it from the column `season`, row by row")
    found.equal("all chats of a batch go to the model in one call", [len(call) for call in calls], [len(prompts)], MANY)
    if "enhanced" in got:
        texts = list(got["enhanced"])
        strings = all(isinstance(text, str) for text in texts)
        what = "`enhanced` holds the text of each answer, in the order of the rows"
        if strings:
            found.equal(what, texts, [_Pipeline.says(prompt) for prompt in prompts], CHAT)
        else:
            found.true(what, False, f"expected strings, got {type(texts[0]).__name__}: the text is the content of the last message", CHAT)


class Reporter:
    """An enhancer without a model: it writes down what Ray gave it."""

    def __init__(self, enhancer_model="(not given)", prompt_column="(not given)"):
        self.given = f"{enhancer_model} | {prompt_column}"

    def __call__(self, batch):
        rows, has = len(batch["number"]), ray.get_runtime_context()
        share = has.get_assigned_resources()
        batch |= {"given": [self.given] * rows, "actor": [has.get_actor_id() or ""] * rows, "rows": [rows] * rows}
        return batch | {"gpu": [float(share.get("GPU", 0))] * rows, "cpu": [float(share.get("CPU", 0))] * rows}


@graded("enhance.seasonal", points=4)
def seasonal(answer, found):
    model, column, number = "some-lab/some-chat-model", "caption", 12
    # 3 rows to a block, so that a call of 4 rows is the learner's doing.
    rows = ray.data.from_items([{"number": k, column: f"prompt {k}", "season": "fall"} for k in range(number)], override_num_blocks=4)
    dataset = answer(rows, Reporter, model, column)
    problem = f"expected a Dataset, got {type(dataset).__name__}: return what map_batches gives"
    if not found.true("your function returns a dataset", isinstance(dataset, ray.data.Dataset), problem, PLACES):
        return
    got = dataset.take_all()
    found.equal("every row comes out once", sorted(row["number"] for row in got), list(range(number)), PLACES)
    problem = "no row carries its mark: map_batches gets `enhancer`, not a class by name"
    if not found.true("the rows went through the class that was handed in", bool(got) and "given" in got[0], problem, PLACES):
        return
    given = sorted({row["given"] for row in got})
    found.equal("the constructor got model | column", given, [f"{model} | {column}"], "give both by name in fn_constructor_kwargs")
    found.equal("the share of a GPU that an actor reserves", sorted({round(row["gpu"], 4) for row in got}), [0.6], PLACES)
    found.equal("CPUs reserved by an actor", sorted({row["cpu"] for row in got}), [0.0], PLACES)
    found.true(
        "at most 4 rows to a call, and 4 in some",
        max(row["rows"] for row in got) == 4,
        f"expected 4 at most, got {max(row['rows'] for row in got)}: set batch_size",
        'see lesson section "Three batch sizes in one pipeline"',
    )
    pool = _pool(dataset)
    if pool:
        found.equal("one actor for each GPU", (pool.min_size, pool.max_size), (cards := int(ray.cluster_resources().get("GPU", 1)), cards), PLACES)


def _pool(dataset) -> ActorPoolStrategy | None:
    """The actor pool that the last step of `dataset` asks for."""
    operator = dataset._logical_plan.dag
    while operator is not None and not isinstance(getattr(operator, "compute", None), ActorPoolStrategy):
        operator = next(iter(operator.input_dependencies), None)
    return getattr(operator, "compute", None)


@graded("enhance.shares", points=3)
def shares(answer, found):
    for gpus, enhancers, painters in ((2, 2, 2), (1, 1, 2), (2, 4, 2), (2, 3, 5), (3, 7, 7), (8, 8, 8)):
        problem = _misfit(gpus, enhancers, painters, answer(gpus, enhancers, painters))
        found.true(f"GPUs {gpus}, enhancers {enhancers}, painters {painters}: they fit", not problem, problem, PLACES)


def _misfit(gpus: int, enhancers: int, painters: int, got) -> str:
    """What is wrong with the two fractions `got`; empty where nothing is."""
    if not (isinstance(got, tuple | list) and len(got) == 2 and all(isinstance(part, int | float | np.number) for part in got)):
        return f"expected two numbers, (enhancer, painter), got {got!r}"
    (enhancer, painter), large, small = map(float, got), math.ceil(enhancers / gpus), math.ceil(painters / gpus)
    full = large * enhancer + small * painter
    card = f"{large} × {enhancer:.4g} + {small} × {painter:.4g} = {full:.4g} of a card"
    if not 0 < painter < enhancer:
        return f"expected 0 < painter < enhancer, got an enhancer of {enhancer:.4g} and a painter of {painter:.4g}"
    if full > 1 + 1e-9:
        return f"the fullest card holds {card}, expected 1 at most: an actor would wait forever"
    return f"the fullest card holds {card}, expected 0.9 at least" if full < 0.9 else ""


@graded("enhance.four_seasons", points=4)
def four_seasons(answer, found):
    prompt = "a photo of a cat wearing a blue cape"
    dataset = answer(prompt)
    problem = f"expected a Dataset, got {type(dataset).__name__}"
    if not found.true("your function returns a dataset", isinstance(dataset, ray.data.Dataset), problem, CLASS):
        return
    rows = dataset.take_all()
    columns = sorted(rows[0]) if rows else []
    missing = [name for name in ("season", "prompt", "enhanced", "image") if name not in columns]
    problem = f"expected also {', '.join(missing)}; got {', '.join(columns) or 'no row'}"
    if not found.true("the columns season, prompt, enhanced and image", not missing, problem, CLASS):
        return
    found.equal("each season once", sorted(row["season"] for row in rows), sorted(SEASONS), "four rows, one per season")
    found.equal("the prompt as it was asked, in every row", {row["prompt"] for row in rows}, {prompt}, "task 2 writes to a column of its own")
    texts = [row["enhanced"] for row in rows]
    other = all(isinstance(text, str) and text != prompt for text in texts)
    found.true("an answer of the chat model in every row", other, f"expected other texts than the prompt, got {texts}", CLASS)
    pictures = [np.asarray(row["image"]) for row in rows]
    shapes = sorted({(picture.shape, str(picture.dtype)) for picture in pictures})
    rgb = len(shapes) == 1 and len(shapes[0][0]) == 3 and shapes[0][0][-1] == 3 and shapes[0][1] == "uint8"
    problem = f"expected one shape (height, width, 3) of uint8, got {shapes}"
    found.true("pictures of one size, in uint8 RGB", rgb, problem, 'see lesson section "Before and after"')
