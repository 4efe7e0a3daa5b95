"""Checks of the lab *Prompt enhancement*. The chat model is a stand-in, so that what is checked does not hang on what a model writes."""

import inspect
import math
import re
from contextlib import ExitStack, contextmanager
from unittest import mock

import numpy as np
import ray

from raycourse.checks import graded
from raycourse.checks.kit import colour_pictures, differs, notes, rows, runs, section, several, stand_in, type_of
from raycourse.models import model

SEASONS = ("winter", "spring", "summer", "fall")
CHAT = section("enhance", "One chat by hand")
CLASS = section("enhance", "The class that Ray keeps alive")
PLACES = section("enhance", "Four actors, two GPUs")
MANY = section("enhance", "Many chats in one call")
SIZES = section("enhance", "Three batch sizes in one pipeline")
PICTURES = section("enhance", "Before and after")
TEMPLATE = f"{CHAT}, the pitfall below it"


def _is_chat(value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(message, dict) and {"role", "content"} <= set(message) for message in value)


def _content(chat, role: str) -> str:
    return " ".join(str(message["content"]) for message in chat if message["role"] == role)


def _names(text: str, season: str) -> bool:
    """Whether `text` has `season` as a word of its own, and no other season."""
    return [s for s in SEASONS if re.search(rf"\b{s}\b", text, re.I)] == [season]


@graded("enhance.chat", points=2, findings=2)
def chat(answer, found):
    asked = (("a photo of a lynx wearing a teal kimono", "spring"), ("a mosaic of an otter", "winter"))
    chats = [(prompt, season, answer(prompt, season)) for prompt, season in asked]
    for _, _, got in chats:
        found.need("a chat is a list of messages", _is_chat(got), f"expected [{{'role': …, 'content': …}}, …], got {str(got)[:80]}", CHAT)
        roles = [message["role"] for message in got]
        found.need("the roles are system and user, in this order", roles == ["system", "user"], f"got {roles}", CHAT)
    said = [_content(got, "user") for _, _, got in chats]
    found.equal("the user message is the prompt alone", said, [prompt for prompt, _ in asked], CHAT)
    wrong = [
        f"expected the word {season!r}, got {_content(got, 'system')[:160]!r}"
        for _, season, got in chats
        if not _names(_content(got, "system"), season)
    ]
    found.true("the system message names the season, as a word of its own, and no other", not wrong, *wrong[:1] or [""], TEMPLATE)


class _Pipeline:
    """Stands in for transformers' `pipeline`: notes how it is loaded and called, answers `<prompt>, with <number of letters> things`."""

    def __init__(self):
        self.loaded, self.calls = [], []

    def __call__(self, task=None, model=None, *_, **options):
        self.loaded.append({"model": model, **options})
        return self._generate

    def _generate(self, chats=None, *_, text_inputs=None, **options):
        chats = text_inputs if chats is None else chats
        single = _is_chat(chats)
        listed = [chats] if single else list(chats) if isinstance(chats, list | tuple) else None
        if listed is None or not all(map(_is_chat, listed)):
            raise TypeError(f"the chat model wants a list of chats, got {type(chats).__name__}: {str(chats)[:80]}")
        self.calls.append((listed, options))
        answers = [[{"generated_text": [*chat, {"role": "assistant", "content": self.says(_content(chat, "user"))}]}] for chat in listed]
        return answers[0] if single else answers

    @staticmethod
    def says(prompt: str) -> str:
        return f"{prompt}, with {len(prompt)} things"

    def left_out(self) -> list[str]:
        """The options of the course's model that were given neither where it is loaded nor where it is called."""
        wanted, loaded = model("enhancer"), self.loaded[0]
        given = [loaded | options for _, options in self.calls]
        place = [] if wanted.device in (str(loaded.get("device")), str(loaded.get("device_map"))) else ["device"]
        load = [key for key, value in wanted.load.items() if value not in (loaded.get(key), loaded.get(f"torch_{key}"))]
        return place + load + sorted({key for options in given for key, value in wanted.call.items() if options.get(key) != value})


@contextmanager
def _in_place(enhancer: type, fake):
    """Puts `fake` where `enhancer` finds `pipeline`: in its notebook, and in transformers for code that imports it late."""
    import transformers

    with ExitStack() as stack:
        for place in (
            vars(transformers),
            *(vars(part)["__init__"].__globals__ for part in enhancer.__mro__ if inspect.isfunction(vars(part).get("__init__"))),
        ):
            stack.enter_context(mock.patch.dict(place, {"pipeline": fake}))
        yield


def _batch(column: str, animals, seasons) -> dict:
    prompts = np.array([f"a photo of a {animal} wearing a red scarf" for animal in animals], dtype=object)
    return {"number": np.arange(len(prompts)), column: prompts, "season": np.array(seasons, dtype=object)}


def _enhanced(answer: type, name: str, column: str, first: dict, found) -> tuple[dict, _Pipeline, int]:
    """(batch that comes back, the stand-in, how often it was loaded in the constructor)."""
    with _in_place(answer, fake := _Pipeline()):
        made = answer(enhancer_model=name, prompt_column=column)
        loaded = len(fake.loaded)
        try:
            got = made({key: value.copy() for key, value in first.items()})
        except KeyError as error:
            problem = f"expected {column!r} to be read, your class looked for {error}; the batch has {', '.join(first)}"
            found.need("the prompts come from the column that was asked for", False, problem, CLASS)
    found.need("a batch comes back", isinstance(got, dict), f"expected a dictionary of columns, got {type_of(got)}: return the batch", CLASS)
    problem = f"expected it beside {', '.join(first)}; got {', '.join(map(str, got))}: put the answers into a new column"
    found.need("the column `enhanced` is there", "enhanced" in got, problem, CLASS)
    return got, fake, loaded


@graded("enhance.enhancer", points=5, findings=7)
def enhancer(answer, found):
    found.need("Enhancer is a class", isinstance(answer, type), f"expected the class itself, got {type_of(answer)}", CLASS)
    name, column = "some-lab/some-chat-model", "caption"
    first = _batch(column, ["lynx", "bear", "hippopotamus", "crow"], ["fall", "winter", "spring", "winter"])
    prompts, seasons = first[column].tolist(), first["season"].tolist()
    _enhanced(answer, "another/model", "text", _batch("text", ["cat"], ["summer"]), found)  # another column, a batch of one
    got, fake, loaded = _enhanced(answer, name, column, first, found)
    chats = [chat for call, _ in fake.calls for chat in call]
    problem = differs([_content(chat, "user") for chat in chats], prompts)
    found.true("every row is asked about once, with its prompt as the user message", not problem, problem, CHAT) or found.stop()
    found.equal("the model that is loaded is the one asked for", sorted({str(one["model"]) for one in fake.loaded}), [name], CLASS)
    found.equal("it is loaded in the constructor, once: times loaded there, times in all", (loaded, len(fake.loaded)), (1, 1), CLASS)
    found.equal("options of `m.load`, `m.device` and `m.call` that are left out", fake.left_out(), [], CLASS)
    wanted = dict(zip(prompts, seasons, strict=True))
    wrong = [chat for chat in chats if not _names(_content(chat, "system"), wanted[_content(chat, "user")])]
    user, system = (_content(wrong[0], role) if wrong else "" for role in ("user", "system"))
    problem = f"expected {wanted.get(user)!r} for {user!r}, got the instruction {system[:120]!r}"
    found.true("each row's own season reaches its instruction", not wrong, problem, "take it from the column `season`, row by row")
    found.equal("all chats of a batch go to the model in one call", [len(call) for call, _ in fake.calls], [len(prompts)], MANY)
    texts = list(got["enhanced"])
    what = "`enhanced` holds the text of each answer, in the order of the rows, and nothing else has changed"
    kept = all(list(got.get(key, [])) == list(values) for key, values in first.items())
    says = [_Pipeline.says(prompt) for prompt in prompts]
    unlike = [(text, said) for text, said in zip(texts, says, strict=False) if text != said]
    problem = f"expected {len(says)} texts, got {len(texts)}"
    if unlike:
        problem = f"expected {unlike[0][1]!r}, got {str(unlike[0][0])[:160]!r}: each row gets the content of the last message of its own answer"
    if not kept:
        problem = f"one of {', '.join(first)} is not as it was: write the answers to another column than the one you read"
    found.true(what, kept and texts == says, problem, CHAT)


@graded("enhance.seasonal", points=4, findings=5)
def seasonal(answer, found):
    name, column, number, (note, noted) = "some-lab/some-chat-model", "caption", 12, notes("enhance.seasonal")

    def enhance(text):
        return f"{text}, enhanced"

    # 3 rows to a block, so that a call of 4 rows is the learner's doing.
    given = [{"number": k, column: f"prompt {k}", "season": "fall"} for k in range(number)]
    dataset = answer(ray.data.from_items(given, override_num_blocks=4), stand_in((column,), "enhanced", enhance, note), name, column)
    got = rows(dataset, found, {"number", column, "season", "enhanced"}, PLACES)
    right = all(row["enhanced"] == f"prompt {row['number']}, enhanced" for row in got)
    problem = differs([row["number"] for row in got], range(number)) or "another class has enhanced them"
    found.need("every row goes through the class that was handed in, and comes out once", right and problem.startswith("another"), problem, PLACES)
    made, gpus, cpus, sizes = runs(noted())
    wanted = [[f"enhancer_model={name}", f"prompt_column={column}"]]
    by_place = [[name, column]]
    found.true("the constructor got both parameters", made in (wanted, by_place), f"expected {wanted}, got {made}: fn_constructor_kwargs", PLACES)
    found.equal("the share of a GPU that an actor reserves", gpus, [0.6], PLACES)
    found.equal("CPUs reserved by an actor", cpus, [0], PLACES)
    found.true("at most 4 rows to a call, and 4 in some", max(sizes) == 4, f"the largest had {max(sizes)}: set batch_size", SIZES)
    cards = int(ray.cluster_resources().get("GPU", 1))
    found.equal("one actor for each GPU: the size of the pool", found.pools, [cards], PLACES)


@graded("enhance.shares", points=3, findings=3)
def shares(answer, found):
    # In pairs that no two numbers fit both.
    for pair in (((2, 2, 2), (2, 4, 2)), ((1, 1, 2), (2, 3, 5)), ((3, 7, 7), (8, 8, 8))):
        problems = []
        for case in pair:
            parts = several(answer(*case), found, "two fractions", see=PLACES)
            numbers = all(isinstance(part, int | float | np.number) for part in parts)
            found.need("they are numbers", numbers, f"got {parts!r}", PLACES)
            problems.append(_misfit(*case, *map(float, parts)))
        cases = " and ".join(f"{gpus} GPUs, {enhancers} enhancers, {painters} painters" for gpus, enhancers, painters in pair)
        found.true(f"they fit: {cases}", not any(problems), "; ".join(filter(None, problems)), PLACES)


def _misfit(gpus: int, enhancers: int, painters: int, enhancer: float, painter: float) -> str:
    """What is wrong with the two fractions; empty where nothing is."""
    large, small = math.ceil(enhancers / gpus), math.ceil(painters / gpus)
    full = large * enhancer + small * painter
    card = f"{gpus} GPUs, {enhancers} + {painters} actors: {large} × {enhancer:.4g} + {small} × {painter:.4g} = {full:.5g} of a card"
    if not 0 < painter < enhancer:
        return f"expected 0 < painter < enhancer, got an enhancer of {enhancer:.4g} and a painter of {painter:.4g}"
    if full > 1 + 1e-9:
        return f"{card}, expected 1 at most: an actor would wait forever"
    return f"{card}, expected 0.9 at least" if full < 0.9 else ""


@graded("enhance.four_seasons", points=4, findings=3, seconds=600)
def four_seasons(answer, found):
    prompt = "a photo of a cat wearing a blue cape"
    listed = answer(prompt)
    found.need("a dataset comes back", isinstance(listed, ray.data.Dataset), f"expected a ray.data.Dataset, got {type_of(listed)}", CLASS)
    listed = listed.take_all()
    missing = sorted({"season", "prompt", "enhanced", "image"} - set().union(*listed))
    found.need("the columns season, prompt, enhanced and image", bool(listed) and not missing, f"missing: {', '.join(missing) or 'every row'}", CLASS)
    problem = differs([row["season"] for row in listed], SEASONS)
    found.need("each season once", not problem, problem, "four rows, one per season")
    kept = {str(row["prompt"]) for row in listed}
    found.need("the prompt as it was asked, in every row", kept == {prompt}, f"got {sorted(kept)}", "task 2 writes to a column of its own")
    texts = [row["enhanced"] for row in listed]
    other = all(isinstance(text, str) and text.strip() and text != prompt for text in texts) and len(set(texts)) == 4
    problem = f"expected four texts other than the prompt, got {texts}"
    found.true("an answer of the chat model in every row, another for each season", other, problem, CLASS) or found.stop()
    pictures = colour_pictures([row["image"] for row in listed], found, 4, 4, PICTURES)
    sizes = sorted({picture.shape for picture in pictures})
    found.true("pictures of one size, none of one colour", len(sizes) == 1 and all(np.ptp(p) for p in pictures), f"sizes: {sizes}", PICTURES)
    different = len({picture.tobytes() for picture in pictures})
    found.true("another picture for each season", different == 4, f"{different} are different: paint the column `enhanced`", PICTURES)
