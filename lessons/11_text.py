# ---
# jupyter:
#   course:
#     title: Text and language models in batch
#     minutes: 35
#     builds: reviews cleaned and judged; a language model in batch, four ways
# ---

# %% [markdown]
# # Text and language models in batch
#
# By the end a shop's reviews are cleaned with every row accounted for, a small BERT has judged them on a pool of actors, and a language model has answered the same prompts in four ways, with its failures kept as rows.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:ingest), [{}](lesson:enhance) and [{}](lesson:predict) |
# | **You will learn** | to read text that is not clean, find duplicates, mask personal data, pad little, and ask a language model for thousands of answers |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Lines that are no JSON, bytes that are no UTF-8
#
# The animal outfitters' shop has collected reviews in four files of JSON lines. `read_json` reads such files.
#
# **Predict.** One file was written by an old program, in another encoding than UTF-8, and in another some lines are cut off. What does `read_json` give you: the good rows, or none?

# %%
FOLDER = raycourse.data("shop/reviews")
try:
    print(ray.data.read_json(FOLDER).count(), "rows")
except Exception as error:
    print(type(error).__name__, "and no row at all")

# %% [markdown]
# <details><summary>Answer</summary>
#
# None. The reader takes a file as a whole, and one bad line stops the job. `max_errored_blocks` would let the job go on, and lose every good row of that block.
#
# </details>
#
# Read the files as bytes and take them apart line by line. A line that cannot be decoded as UTF-8 was most likely written in Windows' old Western encoding, `cp1252`. One that cannot be parsed becomes a row as well, with its `problem`.

# %%
import json


def lines(file):
    name = file["path"].split("/")[-1]
    for number, data in enumerate(
        file["bytes"].splitlines()
    ):  # of a text, splitlines() would also cut at rare characters
        try:
            line, encoding = data.decode(), "utf-8"
        except UnicodeDecodeError:
            line, encoding = data.decode("cp1252", errors="replace"), "cp1252"
        row = {"id": f"{name}:{number}", "product": "", "stars": 0, "text": "", "encoding": encoding, "problem": ""}
        try:
            yield row | json.loads(line)
        except json.JSONDecodeError:
            yield row | {"text": line, "problem": "cut off"}
        except TypeError:  # a number, say
            yield row | {"text": line, "problem": "no record"}


# %% tags=["nbval-check-output"]
from collections import Counter

files = ray.data.read_binary_files(FOLDER, include_paths=True)
raw = files.flat_map(lines).materialize()
rows = sorted(raw.take_all(), key=lambda row: row["id"])
print(len(rows), "lines:", dict(sorted(Counter(row["encoding"] for row in rows).items())))
print(Counter(row["problem"] or "sound" for row in rows))

# %% [markdown]
# Every line is there, as a row or as a row with a problem. Text needs cleaning, too: a letter may be written in several ways (é, or e and an accent), and white space comes in many kinds. `unicodedata.normalize` and `split` settle both. In these files there are only reviews of nothing but white space.

# %% tags=["nbval-check-output"]
import unicodedata


def clean(row):
    text = " ".join(unicodedata.normalize("NFKC", row["text"]).split())
    return row | {"text": text, "problem": row["problem"] or ("" if text else "empty")}


cleaned = raw.map(clean).materialize()
print(dict(sorted(Counter(row["problem"] or "sound" for row in cleaned.take_all()).items())))

# %% [markdown]
# ## Language and length
#
# A few of the most frequent words tell a language, if a text is longer than a line. A model does it better for short texts and for many languages; for four of them, count.

# %%
COMMON = {
    "en": "the is it and of to in was for we a this not",
    "de": "der die das und ist nicht für ein ich wir zu sehr nach",
    "fr": "le la les et est un une de pour que pas très dès",
    "es": "el la los y es un una de para que no muy se",
}
COMMON = {language: set(words.split()) for language, words in COMMON.items()}


def language(text):
    words = text.lower().replace("'", " ").replace(".", " ").split()
    counts = {name: sum(word in common for word in words) for name, common in COMMON.items()}
    best = max(counts, key=counts.get)
    return best if counts[best] else "unknown"


# %%
from ray.data.expressions import col


def described(row):
    return row | {"language": language(row["text"]), "words": len(row["text"].split())}


sound = cleaned.filter(expr=col("problem") == "").map(described).materialize()
table = sound.to_pandas()
print(table["language"].value_counts().to_dict())
print("words: median", int(table["words"].median()), "and longest", int(table["words"].max()))
raycourse.plot_bars(table["language"].value_counts().to_dict(), x="", y="reviews", title="Languages")

# %% [markdown]
# Two of the Spanish ones are English: "After some weeks, I have no opinion yet." has one word of the lists, *no*, and that one is Spanish. It is there twice, once with a slip of the keys.
#
# ## The same review twice
#
# Exact duplicates are a set of texts. Near ones, such as the same review in capitals and with a word more, need a measure: the **Jaccard similarity** of two texts is the share of their word pairs that they have in common. Comparing all pairs of a million
# reviews takes too long. **MinHash** makes a short signature of each text, and two texts agree in about as many of its places as they are similar. An index then finds the pairs that come into question.

# %%
from datasketch import MinHash, MinHashLSH


def shingles(text):
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return {" ".join(words[k : k + 2]) for k in range(max(1, len(words) - 1))}


HASHED = {"num_perm": 64, "seed": 1, "scheme": "affine32"}


def signature(batch):
    sets = [[shingle.encode() for shingle in shingles(text)] for text in batch["text"]]
    batch["signature"] = [minhash.hashvalues for minhash in MinHash.generator(sets, **HASHED)]
    return batch


# %%
signed = sound.map_batches(signature, batch_size=256).to_pandas().sort_values("id", ignore_index=True)
exact = signed["text"].duplicated()
index, near = MinHashLSH(threshold=0.7, num_perm=64), {}
for row in signed[~exact].itertuples():
    minhash = MinHash(**HASHED, hashvalues=row.signature)
    mine = shingles(row.text)
    found = [k for k in index.query(minhash) if len(mine & shingles(k[1])) >= 0.7 * len(mine | shingles(k[1]))]
    if found:
        near[row.id] = found[0][0]
    index.insert((row.id, row.text), minhash)
print(f"{exact.sum()} exact duplicates, {len(near)} near ones")
for copy, first in list(near.items())[:2]:
    print(*(signed.set_index("id").loc[k, "text"][:100] for k in (first, copy)), sep="\n  ", end="\n\n")

# %% [markdown]
# The index proposes, and the exact similarity of the few proposed pairs decides. Without that second look, a signature of 64 places is off by 0.06 or so, now and then by twice as much, and would call strangers copies. Even so, a short review is soon like another. Here they are only counted, and all rows stay. So the intervals below are a little too narrow: a copy is no new evidence.
#
# ## Personal data
#
# Some customers left their e-mail address or a phone number. Mask them **before** the text goes to a model, a log or a colleague, and keep the row.
#
# **Your turn.** Write `masked(text)`: e-mail addresses become `[email]`, phone numbers (seven digits or more, which spaces, hyphens, brackets and a leading `+` may part) become `[phone]`. A price or a size stays.


# %%
import re


def masked(text):
    raise NotImplementedError


raycourse.check("turns.masked", masked)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# import re
#
# EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}")
#
#
# def masked(text):
#     return PHONE.sub("[phone]", EMAIL.sub("[email]", text))
# ```
#
# </details>
#
# The lesson goes on with one way, whatever you wrote. It errs on both sides: it masks 2026-03-02, and lets 020.7946.0123 through. Count both on a labelled sample.

# %% tags=["nbval-check-output"]
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}")


def mask(row):
    return row | {"text": PHONE.sub("[phone]", EMAIL.sub("[email]", row["text"]))}


private = sound.map(mask).materialize()
texts = [row["text"] for row in private.take_all()]
counts = {mark: sum(mark in text for text in texts) for mark in ("[email]", "[phone]")}
print(len(texts), "rows, as many as before:", len(texts) == sound.count(), counts)

# %% [markdown]
# ## A tokenizer for each batch, or for each actor
#
# Some examples call `AutoTokenizer.from_pretrained` inside the function that works on a batch. It is then loaded for every batch. An actor loads it once.

# %%
import time

from transformers import AutoTokenizer

SENTIMENT = raycourse.model("reviews")
batches = [texts[k : k + 32] for k in range(0, 320, 32)]


def loaded_for_each_batch():
    for batch in batches:
        AutoTokenizer.from_pretrained(SENTIMENT.source)(batch)


tokenizer = AutoTokenizer.from_pretrained(SENTIMENT.source)


def loaded_once():
    for batch in batches:
        tokenizer(batch)


times = {work.__name__.replace("_", " "): raycourse.seconds(work) for work in (loaded_for_each_batch, loaded_once)}
raycourse.plot_bars(times, x="", y="seconds", title="Ten batches of 32 reviews, tokenized")

# %% [markdown]
# ## Padding is work
#
# A model takes a batch as a rectangle, so short texts are filled up with padding, and the model computes on it as on any token. Some examples pad every text to 512.
#
# **Your turn.** Write `padding(lengths, size)`: texts of these lengths, in tokens, go through the model in batches of `size`, in the order given, each padded to its longest. How many tokens of padding does the model compute?


# %%
def padding(lengths, size):
    raise NotImplementedError


raycourse.check("turns.padding", padding)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def padding(lengths, size):
#     batches = [lengths[k : k + size] for k in range(0, len(lengths), size)]
#     return sum(len(batch) * max(batch) - sum(batch) for batch in batches)
# ```
#
# The last batch may be a short one: count its texts, not `size`.
#
# </details>
#
# **Predict.** Three ways, in batches of 32: to 512, to the longest of each batch, and to the longest of each batch after sorting by length. Which share of the tokens is padding in each?

# %%
lengths = [min(len(ids), 512) for ids in tokenizer(texts)["input_ids"]]


def wasted(lengths, fixed=None):
    batches = [lengths[k : k + 32] for k in range(0, len(lengths), 32)]
    computed = [len(batch) * (fixed or max(batch)) for batch in batches]
    return 100 * (1 - sum(lengths) / sum(computed))


# %%
ways = {"to 512": (lengths, 512), "longest in batch": (lengths,), "sorted, longest in batch": (sorted(lengths),)}
shares = {name: wasted(*how) for name, how in ways.items()}
raycourse.plot_bars(shares, x="", y="padding, % of tokens", title="What a batch of 32 computes for nothing")
print({name: f"{share:.0f} %" for name, share in shares.items()})
print(f"without the 64 longest, sorted: {wasted(sorted(lengths)[:-64]):.0f} %")

# %% [markdown]
# <details><summary>Answer</summary>
#
# To 512, nearly all of it. To the longest of the batch, one long review spoils its 31 neighbours. Sorted by length, neighbours are alike, and most of the waste is gone; what is left is nearly all in the
# batches of the longest texts. `dataset.sort("words")` does it for a whole dataset; a model that takes
# batches of 32 can sort a block of a thousand by itself, which needs no shuffle.
#
# </details>
#
# ## Long texts in chunks
#
# The longest reviews have more than 512 tokens. `truncation=True` cuts the end off, where many people say what they think. Let the tokenizer make chunks that overlap, judge each, and add up.

# %%
longest = max(texts, key=len)
chunks = tokenizer(longest, truncation=True, max_length=128, stride=16, return_overflowing_tokens=True)["input_ids"]
print(len(tokenizer(longest)["input_ids"]), "tokens become", len(chunks), "chunks of", [len(chunk) for chunk in chunks])

# %% [markdown]
# ## What do the reviews feel?
#
# Some examples take a softmax over the *hidden states* of a bare `AutoModel` and call it a sentiment. Those are numbers without names. `AutoModelForSequenceClassification` has a head with a name for each class, in `config.id2label`.
#
# The actor holds tokenizer and model, makes chunks, sorts them by length, and adds the chances of each text's chunks.

# %%
import numpy as np
import pandas as pd
import torch
from transformers import AutoModelForSequenceClassification

STARS = {
    "1 star": "negative",
    "2 stars": "negative",
    "3 stars": "neutral",
    "4 stars": "positive",
    "5 stars": "positive",
}


class Sentiment:
    def __init__(self):
        self.model = raycourse.model("reviews")
        self.tokenizer = AutoTokenizer.from_pretrained(self.model.source)
        network = AutoModelForSequenceClassification.from_pretrained(self.model.source, **self.model.load)
        self.network = network.to(self.model.device).eval()
        self.names = [STARS.get(name, name) for name in network.config.id2label.values()]

    def chunks(self, texts):
        cut = self.tokenizer(texts, truncation=True, max_length=128, stride=16, return_overflowing_tokens=True)
        owner = cut.pop("overflow_to_sample_mapping")
        order = sorted(range(len(owner)), key=lambda k: len(cut["input_ids"][k]))
        for k in range(0, len(order), 32):
            some = order[k : k + 32]
            inputs = self.tokenizer.pad({name: [cut[name][j] for j in some] for name in cut}, return_tensors="pt")
            yield [owner[j] for j in some], inputs.to(self.model.device)

    def __call__(self, batch):
        texts = batch["text"].tolist()
        chances = np.zeros((len(texts), len(self.names)))
        with torch.inference_mode():
            for owners, inputs in self.chunks(texts):
                np.add.at(chances, owners, self.network(**inputs).logits.softmax(1).float().cpu().numpy())
        grouped = pd.DataFrame(chances.T, index=self.names).groupby(level=0).sum()  # one and two stars are one answer
        batch["sentiment"] = grouped.idxmax().tolist()
        batch["confidence"] = (grouped.max() / grouped.sum()).to_numpy()
        return batch


# %%
pool = {"compute": ray.data.ActorPoolStrategy(size=cluster.gpus), "num_gpus": 1, "num_cpus": 0}
english = private.filter(expr=col("language") == "en").repartition(4)
judged = english.map_batches(Sentiment, batch_size=256, **pool).materialize()
judged.limit(3).to_pandas()[["text", "stars", "sentiment", "confidence"]]

# %% [markdown]
# Nobody has labelled these reviews, but customers gave stars: one or two say *negative*, three *neutral*, four or five *positive*. Beside the model, a **lexicon**: it adds up the words of feeling and looks at the sign.

# %%
words = pd.read_csv(raycourse.data("shop/lexicon.csv")).set_index("word")["score"].to_dict()
NAMES = ["negative", "neutral", "positive"]


def by_lexicon(text):
    return NAMES[int(np.sign(sum(words.get(word, 0) for word in re.findall(r"\w+", text.lower())))) + 1]


found = judged.to_pandas()
stars = [NAMES[(number > 3) - (number < 3) + 1] for number in found["stars"]]
for name, said in (("lexicon", found["text"].map(by_lexicon)), ("model", found["sentiment"])):
    right = int((said == stars).sum())
    low, high = raycourse.interval(right, len(said))
    print(f"{name:8} agrees with {right / len(said):.1%} of {len(said)} stars, 95 % interval {low:.1%} to {high:.1%}")
raycourse.plot_confusion(Counter(zip(stars, found["sentiment"], strict=True)), NAMES, title="Stars and the model")

# %% [markdown]
# The lexicon does not see "far from flimsy", "it looked lovely, yet it is stiff", or "the seam split". Where model and stars disagree, one of the two is wrong. Look at the surest disagreements: who is right?

# %%
disagree = found[found["sentiment"] != stars].sort_values("confidence", ascending=False)
pd.set_option("display.max_colwidth", 110)
disagree[["stars", "sentiment", "confidence", "text"]].head(8)

# %% [markdown]
# Some customers gave one star to what they praise, or five to what fell apart: there the label is wrong, not the model. Among the surest, nearly all are of that kind. Over all disagreements it is the other way round: some 25 wrong stars were planted, and the rest are the model's own mistakes.

# %% [markdown]
# ## A head of your own
#
# A public model names feelings; the shop wants *topics* for its support chats. Keep the body of the classifier, give it a new head with four names, and fine-tune it on chats that somebody has labelled. [Lesson {}](lesson:finetune) does this for pictures with
# all that a long run needs: several workers, restarts, a validation set. For text, one thing differs: **texts of a batch have different lengths, so a batch is padded where it is made**, in the `collate_fn` of `iter_torch_batches`.

# %%
TOPICS = ["care", "delivery", "refund", "size"]


def numbered(row):
    said = [line for line in row["text"].splitlines() if line.startswith("customer")]
    return {"text": " ".join(said), "labels": TOPICS.index(row["topic"])}


chats = ray.data.read_json(raycourse.data("shop/chats.jsonl"), lines=True).map(mask).map(numbered)
learned, kept_back = chats.materialize().train_test_split(test_size=0.3, shuffle=True, seed=1)
print(learned.count(), "chats to learn from,", kept_back.count(), "kept back")

# %%
from ray.data.collate_fn import NumpyBatchCollateFn


class Tokenized(NumpyBatchCollateFn):
    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained(SENTIMENT.source)

    def __call__(self, batch):
        inputs = self.tokenizer(batch["text"].tolist(), padding=True, truncation=True, return_tensors="pt")
        return dict(inputs) | {"labels": torch.tensor(batch["labels"])}


# %% [markdown]
# The loop runs in a worker of Ray Train. The Hugging Face `Trainer` does not know how long such a dataset is, so it needs `max_steps`.


# %%
import tempfile


def new_classifier(source):
    names = {"num_labels": len(TOPICS), "id2label": dict(enumerate(TOPICS)), "ignore_mismatched_sizes": True}
    return AutoModelForSequenceClassification.from_pretrained(source, **SENTIMENT.load, **names)


# %%
def trainer_loop(config):
    from ray.train.huggingface.transformers import RayTrainReportCallback, prepare_trainer
    from transformers import Trainer, TrainingArguments

    quiet = {"report_to": "none", "disable_tqdm": True, "use_cpu": SENTIMENT.device == "cpu"}
    batches = ray.train.get_dataset_shard("train").iter_torch_batches(batch_size=15, collate_fn=Tokenized())
    trainer = Trainer(
        model=new_classifier(SENTIMENT.source),
        args=TrainingArguments(tempfile.mkdtemp(), **config, **quiet),
        train_dataset=batches,
        processing_class=AutoTokenizer.from_pretrained(SENTIMENT.source),
        callbacks=[RayTrainReportCallback()],
    )
    prepare_trainer(trainer).train()


# %%
import pyarrow.fs
from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer

runs = raycourse.storage("text/runs")
filesystem, path = pyarrow.fs.FileSystem.from_uri(runs)
filesystem.create_dir(path)
filesystem.delete_dir_contents(path)  # Ray would carry on an earlier run of the same name
topical = TorchTrainer(
    trainer_loop,
    train_loop_config={"max_steps": 70, "save_steps": 70, "logging_steps": 70, **SENTIMENT.train},
    datasets={"train": learned},
    scaling_config=ScalingConfig(num_workers=1, use_gpu=cluster.gpus_are_real),
    run_config=RunConfig(name="topics", storage_path=runs),
).fit()

# %%
asked_of = kept_back.take_all()
with topical.checkpoint.as_directory() as folder:
    network = AutoModelForSequenceClassification.from_pretrained(f"{folder}/checkpoint").eval()
inputs = tokenizer([row["text"] for row in asked_of], padding=True, truncation=True, return_tensors="pt")
with torch.inference_mode():
    named = network(**inputs).logits.argmax(1).tolist()
right = sum(k == row["labels"] for k, row in zip(named, asked_of, strict=True))
low, high = raycourse.interval(right, len(named))
print(f"{right} of {len(named)} chats get the topic of their label, 95 % interval {low:.0%} to {high:.0%}")

# %% [markdown]
# Seventy steps on a hundred chats, and a head that nobody else has. Even a perfect one would miss some: about one label in twelve is wrong, and the lab's last task finds out which.
#
# ## A language model, one prompt at a time
#
# Now answers that have to be written. The shop wants captions for its catalogue: the chat model of [lesson {}](lesson:enhance) adds a season to each. Some classes build their tokenizer once, which is right, and then generate prompt by
# prompt. This one takes as many prompts at a time as you give it.

# %%
from transformers import AutoModelForCausalLM

INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)
animals, outfits = (pd.read_csv(raycourse.data(f"{name}.csv")) for name in ("animals", "outfits"))
captions = animals.merge(outfits, on="id").sort_values(["id", "outfit"]).head(24)
prompts = (captions["animal"] + " wearing a " + captions["outfit"]).tolist()


# %%
class Writer:
    def __init__(self):
        self.model = raycourse.model("enhancer")
        self.tokenizer = AutoTokenizer.from_pretrained(self.model.source, padding_side="left")
        self.network = AutoModelForCausalLM.from_pretrained(self.model.source, **self.model.load).to(self.model.device)

    def write(self, prompts, **more):
        """(text, number of new tokens) for each prompt, all in one call of `generate`."""
        system = {"role": "system", "content": INSTRUCTION.format(season="winter")}
        chats = [[system, {"role": "user", "content": prompt}] for prompt in prompts]
        options = {"add_generation_prompt": True, "padding": True, "return_dict": True, "return_tensors": "pt"}
        inputs = self.tokenizer.apply_chat_template(chats, **options).to(self.model.device)
        with torch.inference_mode():
            out = self.network.generate(**inputs, **(self.model.call | more))[:, inputs["input_ids"].shape[1] :]
        texts = self.tokenizer.batch_decode(out, skip_special_tokens=True)
        return [(text, int((ids != self.tokenizer.pad_token_id).sum())) for text, ids in zip(texts, out, strict=True)]

    def __call__(self, batch):
        written = self.write(batch["prompt"].tolist())
        return batch | {"answer": [text for text, _ in written], "tokens": [tokens for _, tokens in written]}


# %% [markdown]
# A model that writes goes on from the *last* token. So short prompts are padded on the **left**: on the right, the model would go on from padding.
#
# **Predict.** The same 24 prompts, one at a time and eight at a time. How many tokens per second more?

# %%
writer, rate = Writer(), {}
for size in (1, 8):
    start, tokens = time.perf_counter(), 0
    for k in range(0, len(prompts), size):
        tokens += sum(count for _, count in writer.write(prompts[k : k + size]))
    rate[f"{size} at a time"] = tokens / (time.perf_counter() - start)
raycourse.plot_bars(rate, x="", y="new tokens per second", title="24 captions, one copy of the model")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Several times as many, as the bars say for your machine. Each step of `generate` makes one token for every row of the batch and costs far less for eight rows than eight steps for one: on a card, hardly more than one of them. The batch runs until its last row has ended.
#
# </details>
#
# On Ray, the class is the pool's. `batch_size` is the batch of the model.

# %%
asked = ray.data.from_items([{"prompt": prompt} for prompt in prompts], override_num_blocks=3)
half = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
answers = asked.map_batches(Writer, batch_size=8, **half).materialize()
answers.limit(2).to_pandas()["answer"].tolist()

# %% [markdown]
# ## The same, by `ray.data.llm`
#
# `ray.data.llm` builds such a pipeline from a config. Its usual engine is vLLM, which needs a GPU and a package that this course does not install. In a cluster that has both, it reads:
#
# ```python
# from ray.data.llm import build_processor, vLLMEngineProcessorConfig
#
# config = vLLMEngineProcessorConfig(
#     model_source="Qwen/Qwen2.5-0.5B-Instruct", concurrency=1, batch_size=64, should_continue_on_error=True
# )
# ```
#
# This was not run here. What runs anywhere is the same processor over an endpoint.
#
# **Ray Serve**, the subject of [lesson {}](lesson:endpoint), keeps a class alive behind an address. A few words are enough here. Such a class is a **deployment**; `bind` and `serve.run` start it. A **handle** calls it from Python, as a
# request over HTTP does from any program. `@serve.batch` collects calls that come at about the same time into one list. `raycourse.loopback()` names an address that only this machine can reach.
#
# Serve the writer, with a method that is an async generator, as the processor wants it, and with batches that Serve collects.

# %%
import asyncio

from ray import serve

http = raycourse.loopback()
serve.start(proxy_location="HeadOnly", http_options=http)
url = "http://{host}:{port}/writer".format(**http)


# %%
@serve.deployment(max_ongoing_requests=32, ray_actor_options={"num_cpus": 0.5, "num_gpus": 0.25})
class Endpoint:
    def __init__(self):
        self.writer = Writer()

    @serve.batch(max_batch_size=8, batch_wait_timeout_s=0.05)
    async def answered(self, prompts):
        written = await asyncio.to_thread(self.writer.write, prompts)
        return [{"answer": text, "tokens": tokens} for text, tokens in written]

    async def generate(self, request):
        yield await self.answered(request["prompt"])

    async def __call__(self, request):
        return await self.answered((await request.json())["prompt"])


_ = serve.run(Endpoint.bind(), name="writer", route_prefix="/writer")

# %%
from ray.data.llm import HttpRequestProcessorConfig, ServeDeploymentProcessorConfig, build_processor

by_handle = build_processor(
    ServeDeploymentProcessorConfig(deployment_name="Endpoint", app_name="writer", batch_size=24, concurrency=1),
    preprocess=lambda row: {"method": "generate", "request_kwargs": {"prompt": row["prompt"]}},
    postprocess=lambda row: {"answer": row["answer"], "tokens": row["tokens"]},
)
by_http = build_processor(
    HttpRequestProcessorConfig(url=url, batch_size=24, concurrency=1, max_retries=2),
    preprocess=lambda row: {"payload": {"prompt": row["prompt"]}},
    postprocess=lambda row: row["http_response"],
)

# %%
same, seconds = sorted(row["answer"] for row in answers.take_all()), {}
for name, processor in (("by handle", by_handle), ("by HTTP", by_http)):
    for few in (True, False):
        start = time.perf_counter()
        written = processor(asked.limit(1) if few else asked).take_all()
        seconds[name, len(written)] = time.perf_counter() - start
    rate[name] = sum(row["tokens"] for row in written) / seconds[name, 24]
    print(name, "wrote the same" if sorted(row["answer"] for row in written) == same else "wrote something else")
raycourse.plot_bars(rate, x="", y="new tokens per second", title="24 captions, four ways")
print("seconds:", {f"{name}, {rows} of 24": round(took, 1) for (name, rows), took in seconds.items()})

# %% [markdown]
# By handle and by HTTP the model wrote what it wrote in the pool, as the cell above says; the texts of the first two bars were not kept. Those two bars count the writing alone, the other two a whole pipeline. The times for one prompt say how much of that is its start: most of it by handle, a cost that counts with 24 prompts and not with 24,000.
# By HTTP the rest is long as well: in Ray 2.60 this processor waits for each answer of a batch before it sends the next request, so `@serve.batch` has little to collect. An endpoint pays off where others ask the same model, too.
#
# What does it cost? Divide the price of an hour by the tokens of an hour. (The lower two rows price the start as well: for a long job, take the tokens of a longer run.) Put in what your machine costs.

# %%
PRICE = 1.0  # of an hour of the machine that wrote the captions, in your currency
cost = pd.DataFrame({"tokens per second": rate})
cost["per million tokens"] = PRICE * 1e6 / (3600 * cost["tokens per second"])
cost.round(2)

# %% [markdown]
# ## An answer with a schema
#
# A program that reads the answers needs fields. Say with Pydantic what a good answer is: the description was kept, and two elements were added. (Whether they belong to the season, this schema cannot say.) What does not fit is asked again, drawn at random this time, and what never fits is kept with its reason.

# %%
from typing import Literal

from pydantic import BaseModel, Field, ValidationError


class Caption(BaseModel):
    kept: Literal[True]
    elements: list[str] = Field(min_length=2, max_length=2)


def parsed(prompt, answer):
    """Raises ValidationError where the answer does not have the form "PROMPT, with ELEMENT and ELEMENT"."""
    added = answer.removeprefix(prompt)
    elements = [part.strip() for part in re.split(r",| and | with ", added) if part.strip()]
    return Caption(kept=answer.startswith(prompt), elements=elements)


# %%
def structured(prompt, tries=3):
    row = {"prompt": prompt, "elements": [], "tries": 0, "error": ""}
    for number in range(tries):
        more = {"do_sample": True, "temperature": 0.7} if number else {}
        text, _ = writer.write([prompt], **more)[0]
        try:
            return row | {"elements": parsed(prompt, text).elements, "tries": number + 1}
        except ValidationError as error:
            first = error.errors()[0]
            row |= {"tries": number + 1, "error": f"{first['loc'][0]}: {first['msg']}"}
    return row


strange = ["a photo of a walrus at 85mm, f/1.8", "a cat and a cat and a cat and a cat"]
pd.DataFrame([structured(prompt) for prompt in prompts[:3] + strange])

# %% [markdown]
# ## An endpoint that fails
#
# With `max_retries`, which is 0 by default, `HttpRequestProcessorConfig` tries again where the answer is 408, 429, 502, 503 or 504 or the connection breaks, and then raises: one row that never gets its answer ends the job. A 500 whose body is JSON is worse: that body is
# taken for the answer. For a night's work you want the row back, with a reason. The endpoint below is full at first, broken for one prompt, and too
# slow for another.

# %%
from starlette.responses import JSONResponse


@serve.deployment(ray_actor_options={"num_cpus": 0.25})
class Moody:
    def __init__(self):
        self.asked = Counter()

    async def __call__(self, request):
        prompt = (await request.json())["prompt"]
        self.asked[prompt] += 1
        if prompt == "late":
            await asyncio.sleep(3)
        status = 500 if prompt == "broken" else 503 if prompt == "busy" and self.asked[prompt] < 3 else 200
        return JSONResponse({"answer": prompt.upper()}, status_code=status)


_ = serve.run(Moody.bind(), name="moody", route_prefix="/moody")
moody = url.replace("writer", "moody")

# %%
import random

import httpx


def ask(row, address=None, tries=4):
    row = row | {"answer": "", "error": "", "tries": 0}
    for number in range(tries):
        row["tries"] = number + 1
        try:
            reply = httpx.post(address or moody, json={"prompt": row["prompt"]}, timeout=1)
            if reply.status_code == 200:
                return row | {"answer": reply.json()["answer"], "error": ""}
            row["error"] = f"status {reply.status_code}"
            if reply.status_code not in (408, 429, 502, 503, 504):
                break  # none of those that pass by themselves: the row keeps its status
        except (httpx.TransportError, ValueError, KeyError) as error:  # nobody, late, or odd
            row["error"] = type(error).__name__
        time.sleep(random.uniform(0.5, 1) * 0.1 * 2**number)
    return row


# %%
wanted = ray.data.from_items([{"prompt": prompt} for prompt in ("fine", "busy", "broken", "late")])
kept = wanted.map(ask).to_pandas().sort_values("prompt", ignore_index=True)
nobody = ask({"prompt": "fine"}, address=url.replace(str(http["port"]), "9"), tries=2)
print("nobody there:", nobody["error"], "after", nobody["tries"], "tries")
kept

# %% [markdown]
# Four rows went in, four came out. The next run asks for those with an `error`, and for no other.
#
# ## To Hugging Face and back
#
# A `datasets.Dataset` and a Ray dataset exchange rows through Arrow, both ways.

# %% tags=["nbval-check-output"]
import pyarrow as pa
from datasets import Dataset

hugging_face = Dataset(pa.concat_tables(ray.get(private.select_columns(["id", "text"]).to_arrow_refs())))
back = ray.data.from_huggingface(hugging_face)
print(hugging_face.column_names, back.count() == private.count())

# %% [markdown]
# ## Quiz
#
# **1.** A batch of 32 has one text of 500 tokens and 31 of 20. How many tokens does the model compute, padded to the longest? (a) 1,120. (b) 16,000. (c) 16,384.
#
# <details><summary>Answer</summary>
#
# (b), 32 times 500. (a) is what the texts hold, and what sorting comes near to. (c) is the price of a fixed 512.
#
# </details>
#
# **2.** One of a million requests gets a 500. What should the job do? (a) Stop. (b) Try until it works. (c) Keep the row with its error, and go on.
#
# <details><summary>Answer</summary>
#
# (c). (a) throws away a night for one row. (b) never ends where an answer fails each time.
#
# </details>
#
# **3.** Your decoder pads on the right. What happens? (a) An error. (b) Short prompts get worse answers. (c) Nothing.
#
# <details><summary>Answer</summary>
#
# (b). They go on from padding. Nothing raises, which is why it is found late.
#
# </details>
#
# ## Recap
#
# - Read what is not clean as bytes, and make a row of every line, with its problem.
# - MinHash proposes pairs, the exact similarity decides. Mask before anybody else reads.
# - Tokenizer and model live in the actor; sort by length and pad to the longest of the batch, in training too.
# - Generate in batches, with padding on the left. Check answers against a schema, and keep failures as rows.
#
# | API | What it does |
# |---|---|
# | [`read_binary_files`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_binary_files.html) | files as bytes, each with its path |
# | [`flat_map`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.flat_map.html) | several rows, or none, for each row |
# | [`iter_torch_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataIterator.iter_torch_batches.html) | batches as tensors, padded by your `collate_fn` |
# | [`build_processor`](https://docs.ray.io/en/latest/data/api/doc/ray.data.llm.build_processor.html) | a pipeline with a language model, from a config |
# | [`ServeDeploymentProcessorConfig`](https://docs.ray.io/en/latest/data/api/doc/ray.data.llm.ServeDeploymentProcessorConfig.html) | asks a deployment by its handle |
# | [`HttpRequestProcessorConfig`](https://docs.ray.io/en/latest/data/api/doc/ray.data.llm.HttpRequestProcessorConfig.html) | asks an address |
# | [`serve.batch`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.batch.html) | collects calls into batches |
#
# **Next:** the lab.

# %%
serve.shutdown()
ray.shutdown()
