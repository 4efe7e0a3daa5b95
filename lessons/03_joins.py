# ---
# jupyter:
#   course:
#     title: Joins
#     minutes: 40
#     builds: one prompt from two tables, every row accounted for
# ---

# %% [markdown]
# # Joins: two tables become one prompt
#
# By the end you have put every animal that owns an outfit into it: two tables joined on a key, every lost and every doubled row accounted
# for, one prompt per row, written as Parquet.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}](lesson:datasets) (plans, blocks, `map_batches`) |
# | **You will learn** | to join on a key, to predict what a join drops and multiplies, to read its plan, to size blocks, to group and count |
# | **Hardware** | two CPU cores; no GPU is used |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Two tables, one wish
#
# `animals.csv` holds prompts for an image model. `outfits.csv` says what each animal wears. You want pictures such as "a photo of a dog
# wearing a white bow tie", so the two tables have to meet.

# %% tags=["nbval-check-output"]
animals = ray.data.read_csv(raycourse.data("animals.csv"))
outfits = ray.data.read_csv(raycourse.data("outfits.csv"))
print(animals.count(), "animals, the first is", animals.take(1)[0])
print(outfits.count(), "outfits, the first is", outfits.take(1)[0])

# %% [markdown]
# Both tables have the same number of rows. It is tempting to lay the tables side by side, first row to first row. Try it, and count how many of the
# pairs belong together.

# %% tags=["nbval-check-output"]
side_by_side = list(zip(animals.take_all(), outfits.take_all(), strict=True))
for animal, outfit in side_by_side[:3]:
    print(f"{animal['animal']} ({animal['id']}) wearing a {outfit['outfit']} ({outfit['id']})")
right = sum(animal["id"] == outfit["id"] for animal, outfit in side_by_side)
print(f"{right} of {len(side_by_side)} pairs belong together")

# %% [markdown]
# Nothing failed, and almost everything is wrong. An equal number of rows proves nothing about which row belongs to which. The column `id`
# does: it is the **key**.
#
# ## Join on the key
#
# `join` pairs each row of the left dataset with each row of the right one that has the same key. An *inner* join keeps the pairs and
# nothing else. `on` names the key columns, as a tuple; what `num_partitions` means comes in a later section.
#
# **Predict.** Both tables have the same number of rows. Does the joined one have as many, fewer, or more?

# %% tags=["nbval-check-output"]
partitions = max(2, min(8, cluster.cpus // 2))
pairs = animals.join(outfits, join_type="inner", num_partitions=partitions, on=("id",))
print(f"{animals.count()} animals and {outfits.count()} outfits make {pairs.count()} pairs")
pairs.to_pandas().sort_values(["id", "outfit"], ignore_index=True)[["id", "animal", "outfit"]].head(8)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Look at the ids in the table. One of them comes twice, since that animal has two outfits: a join **multiplies** a row that has several
# partners. One is missing, since that animal has no outfit: an inner join **drops** a row that has none. The total is what is left of both
# effects, and it can be fewer, as many, or more.
#
# </details>
#
# So who is missing, and who came twice? An *anti* join answers the first question: it keeps the rows *without* a partner, the left ones or
# the right ones. Grouping by the key and counting answers the second.


# %% tags=["nbval-check-output"]
def ids(dataset):
    return sorted(row["id"] for row in dataset.take_all())


bare = animals.join(outfits, join_type="left_anti", num_partitions=partitions, on=("id",))
spare = animals.join(outfits, join_type="right_anti", num_partitions=partitions, on=("id",))
print("animals without an outfit:  ", ids(bare))
print("outfits without an animal:  ", ids(spare))

# %% tags=["nbval-check-output"]
from ray.data.aggregate import Count
from ray.data.expressions import col

several = outfits.groupby("id").aggregate(Count(alias_name="outfits")).filter(expr=col("outfits") > 1)
print("animals with several:       ", ids(several))

# %% [markdown]
# Now the books balance:

# %% tags=["nbval-check-output"]
extra = sum(row["outfits"] - 1 for row in several.take_all())
print(
    f"{animals.count()} animals - {bare.count()} dropped + {extra} doubled = {animals.count() - bare.count() + extra} pairs"
)

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: two errors that cancel.** The total looks as if two animals were lost. In truth more were dropped, and doubled rows filled
# the gap. With a few more doubles the count would have come out right, and the data wrong. Count *who* is missing with an anti join; a
# total proves nothing.
#
# </div>
#
# ## The other kinds of join
#
# | `join_type` | Keeps |
# |---|---|
# | `inner` | the pairs |
# | `left_outer` | the pairs, and left rows without a partner; their right columns are `None` |
# | `full_outer` | the pairs, and both sides' rows without a partner |
# | `left_semi` | left rows that have a partner, each once, and no right column |
# | `left_anti` | left rows that have no partner, and no right column |
#
# Each `left_` has a `right_` twin.
#
# **Predict.** Put the five in order, from fewest rows to most, before you run the cell.

# %%
kinds = ("left_anti", "left_semi", "inner", "left_outer", "full_outer")
kept = {kind: animals.join(outfits, join_type=kind, num_partitions=partitions, on=("id",)).count() for kind in kinds}
raycourse.plot_bars(
    kept, x="join type", y="rows", title=f"What is left of {animals.count()} animals and {outfits.count()} outfits"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The bars stand in order. `left_anti` and `left_semi` split the animals into those without and those with a partner: together they are all
# animals. `inner` is more than `left_semi` by the doubled rows. `left_outer` adds the bare animals back, and `full_outer` the spare outfits
# on top.
#
# </details>
#
# **Your turn.** Write `once(animals, outfits)`: the animals that own something, each of them once, with the columns of `animals` and no others.


# %%
def once(animals, outfits):
    raise NotImplementedError


raycourse.check("turns.once", once)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def once(animals, outfits):
#     return animals.join(outfits, join_type="left_semi", num_partitions=2, on=("id",))
# ```
#
# An inner join would bring an animal with two outfits twice, and the outfits with it.
#
# </details>
#
# <div class="alert alert-warning">
#
# **Pitfall: keys that look alike.** In some files ids are numbers, in others text. `7` and `"7"` never match, and by default you learn so
# only when the join runs, in a long traceback. `validate_schemas=True` compares the columns where you write the join. It is not the
# default, because finding out the columns may cost a look into the files.
#
# </div>

# %%
from ray.data.datatype import DataType

ids_as_text = outfits.with_column("id", col("id").cast(DataType.string()))
try:
    animals.join(ids_as_text, join_type="inner", num_partitions=partitions, on=("id",), validate_schemas=True)
except ValueError as error:
    print(error)

# %% [markdown]
# The cure is the opposite cast, before the join: `col("id").cast(DataType.int64())`.
#
# ## From two columns to a prompt
#
# Each pair has an `animal` and an `outfit`. The image model wants one string made of both. The function below keeps no state and
# loads nothing, so a plain function for `map_batches` is right. Ray Data starts as many tasks of it as there are blocks to work on.


# %% tags=["nbval-check-output"]
def expand_prompt(batch):
    batch["prompt"] = batch["animal"] + " wearing a " + batch["outfit"]
    return batch


prompts = pairs.map_batches(expand_prompt)
sorted(row["prompt"] for row in prompts.take_all())[:5]

# %% [markdown]
# A batch is a dict of NumPy arrays, and `+` on arrays of strings goes element by element. The function looks harmless. Give it the animals
# of a *left outer* join, and it meets one without an outfit.
#
# You need no pipeline to find out what happens then. A function of a batch can be called on a batch, here in the notebook:

# %% tags=["nbval-check-output"]
everyone = animals.join(outfits, join_type="left_outer", num_partitions=partitions, on=("id",))
batch = everyone.filter(expr=col("outfit").is_null()).sort("id").take_batch(2)
print(batch["animal"], batch["outfit"])
try:
    expand_prompt(batch)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: an outer join brings `None`.** Whatever comes after it must know what to do with a missing value. Decide: drop these rows with
# an inner join, and say so, or treat them:
#
# </div>


# %% tags=["nbval-check-output"]
def expand_if_dressed(batch):
    both = zip(batch["animal"], batch["outfit"], strict=True)
    batch["prompt"] = [animal + " wearing a " + outfit if outfit else animal for animal, outfit in both]
    return batch


expand_if_dressed(batch)["prompt"]

# %% [markdown]
# This course goes on with the inner join: it paints what animals *wear*.
#
# ## How the rows find each other
#
# The rows of both tables lie in blocks, on a cluster even on several machines. A row with `id` 5 may lie in any of them, and so may its
# partner. Ray Data does not search. It computes a **hash** of each key, which turns any value into a whole number, the same one every time,
# and takes the remainder by `num_partitions`. That is the row's **partition**. Equal keys have equal hashes, so partners get the same
# partition, wherever they come from. Then:
#
# 1. *map*: each block, of the left side and of the right, is cut into pieces, one for each partition;
# 2. *reduce*: one task for each partition collects its pieces from everywhere and joins them. It never needs to see another partition.
#
# This is a **hash-partitioned join**. Moving all rows like this is called a **shuffle**.
#
# You can see it. A full outer join keeps every row; `batch_size=None` hands a function a whole block, here a whole partition; and `mark`
# gives all rows of a block the same name.


# %%
import uuid


def mark(block):
    block["partition"] = [uuid.uuid4().hex] * len(block["id"])
    return block


# %%
everything = animals.join(outfits, join_type="full_outer", num_partitions=partitions, on=("id",))
rows = everything.map_batches(mark, batch_size=None).to_pandas()
rows["partition"] = rows.groupby("partition", sort=False).ngroup()
rows["again"] = rows.groupby("id").cumcount()  # 1 for the second row of an id
rows.sort_values("id", ignore_index=True).head(3)

# %% [markdown]
# **Predict.** In the picture, every id has a column of its own and every partition a row. Where will the dot of an animal and the triangle
# of its outfit be? What do ids look like that the inner join dropped?


# %%
import matplotlib.pyplot as plt
from IPython.display import display

from raycourse.show import PALETTE


def show(figure, alt):
    display(figure, metadata={"image/png": {"alt": alt}})
    plt.close(figure)


# %%
column_of = {key: column for column, key in enumerate(sorted(rows["id"].unique()))}
rows["x"] = rows["id"].map(column_of)
dots, triangles = rows.dropna(subset=["animal"]).drop_duplicates("id"), rows.dropna(subset=["outfit"])

# %%
figure, axis = plt.subplots(figsize=(11, 0.6 + 0.55 * partitions), layout="constrained")
axis.plot(dots["x"], dots["partition"] + 0.25, "o", color=PALETTE[0], label="animal")
axis.plot(triangles["x"], triangles["partition"] - 0.25 * triangles["again"], "^", color=PALETTE[1], label="outfit")
axis.set_xticks(range(len(column_of)), list(column_of), fontsize=7)
axis.set(yticks=range(partitions), ylim=(-0.6, partitions - 0.4), xlabel="id", ylabel="partition")
axis.set_title("Partners meet in one partition")
axis.hlines([k + 0.5 for k in range(partitions - 1)], -1, len(column_of), color="0.85")
figure.legend(loc="outside right upper", frameon=False)
show(figure, f"Dot plot: both tables' rows by id in {partitions} partitions; an animal and its outfit share one")

# %% [markdown]
# <details><summary>Answer</summary>
#
# A triangle always stands below its dot: same key, same hash, same partition. A dot alone is an animal without an outfit, a triangle alone
# an outfit without an animal, and two triangles below one dot are two outfits. Every kind of join is a rule for which of these columns to
# keep.
#
# </details>
#
# How many partitions are right? One task has to hold a partition of *both* sides in memory, so large data needs many: aim at a hundred or
# two hundred MB in each. Beyond that, every partition costs a task and makes a block, and small data gains nothing from it.
#
# <div class="alert alert-warning">
#
# **Pitfall: a partition cannot split a key.** All rows of one key go to one task, however many partitions you ask for. Below, two thousand
# sightings of animals are joined by *season*.
#
# </div>
#
# **Predict.** With one partition per CPU, how many partitions get any rows?


# %%
def count_rows(block):
    return {"rows": [len(next(iter(block.values())))]}


def block_sizes(dataset):
    return [row["rows"] for row in dataset.map_batches(count_rows, batch_size=None).take_all()]


# %%
sightings = ray.data.read_parquet(raycourse.data("sightings.parquet"))
coats = ray.data.from_items(
    [{"season": "winter", "coat": "thick"}, {"season": "summer", "coat": "thin"}, {"season": "fall", "coat": "new"}]
)
by_season = sightings.join(coats, join_type="left_outer", num_partitions=cluster.cpus, on=("season",))
print(f"{cluster.cpus} partitions; rows in those that have any: {block_sizes(by_season)}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Never more than there are seasons, so most of the tasks had nothing to do. On real data this is called **skew**: one popular key, such as
# an empty string or a default user, makes one task slow and large, and more partitions do not help. Treat such a key apart: `filter`
# its rows out, add the columns of its few partners in a `map_batches`, join the rest, and `union` the two.
#
# </details>
#
# ## Draw the plan
#
# `explain()` prints four plans, and with a join they become trees. The course's helper reads the printed text and draws it, so what you see
# is what Ray Data said. First what you asked for. Data flows from the top to the bottom:

# %%
raycourse.plot_plan(prompts, "Logical Plan")

# %% [markdown]
# Next, the operators that run. An arrow in a name, as in `A → B`, means that both steps are **fused**: one task does A and hands its rows to
# B without storing them.
#
# **Predict.** Your plan has a join and a map. How many operators does a join become? And is `expand_prompt` an operator of its own?

# %%
raycourse.plot_plan(prompts, "Physical Plan (Optimized)")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The join became three: two *map* operators, one for each side, which cut the blocks, and one *reduce* operator, which joins. `expand_prompt`
# has no task of its own. It is fused into that reduce: the task that has joined a partition also expands its prompts. So the rows
# between are never stored. The function still costs what it costs, in as many tasks as there are partitions.
#
# </details>
#
# The two sides stay apart until the reduce, and a partition is complete only when the *last* block of both sides has been cut. So a join is
# a **barrier**: nothing comes out before everything went in. The rest of this pipeline streams; here it waits.

# %% [markdown]
# ## Blocks after the join
#
# Each partition becomes one block, and the hash decides how many rows are in it. An image model wants something else: blocks of about one
# batch each, so that every GPU has work and none waits for a giant. There are three ways to cut anew.
#
# **Predict.** `repartition(8)` asks for 8 blocks. `repartition(target_num_rows_per_block=8)` asks for blocks of 8 rows, and `strict=True`
# insists on them. What sizes does each give?

# %%
joined = pairs.materialize()
ways = {
    "as joined": joined,
    "repartition(8)": joined.repartition(8),
    "target_num_rows_per_block=8": joined.repartition(target_num_rows_per_block=8),
    "the same, strict=True": joined.repartition(target_num_rows_per_block=8, strict=True),
}
sizes = {name: block_sizes(dataset) for name, dataset in ways.items()}
raycourse.plot_blocks(sizes, title="The same rows in blocks")

# %% [markdown]
# <details><summary>Answer</summary>
#
# `repartition(8)` gives blocks that differ by one row at most. For that, Ray Data must know how many rows there are, so it waits for all of
# them: one more barrier. `target_num_rows_per_block` streams: it cuts each partition as soon as it is joined. No block is larger than you
# said, and a short one is left over wherever a partition ends. It only cuts; it puts no short blocks together. `strict=True` does: it takes
# rows from the next partition until a block is full, and only one block may be short. It need not be the last: blocks come out as they are done.
#
# For large data take one of the last two, which do not wait for all rows.
#
# </details>
#
# **Your turn.** A painter takes `rows` prompts at a time. Write `full_blocks(dataset, rows)`: every block has that many rows, but for one that may have
# fewer.


# %%
def full_blocks(dataset, rows):
    raise NotImplementedError


raycourse.check("turns.full_blocks", full_blocks)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def full_blocks(dataset, rows):
#     return dataset.repartition(target_num_rows_per_block=rows, strict=True)
# ```
#
# </details>
#
# ## Group and count
#
# The zoo also keeps a record of sightings: which species was seen where, in which season, and how many animals. `groupby` with an
# aggregate makes one row for each key. `Count` counts rows, `Sum` adds up a column, and `Min` keeps its smallest value, of texts the first
# in the alphabet.

# %% tags=["nbval-check-output"]
from ray.data.aggregate import Sum

seasons = sightings.groupby("season").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
seasons.to_pandas().sort_values("season", ignore_index=True)[["season", "sightings", "animals"]]

# %% [markdown]
# This is a shuffle, too: the rows of one season have to meet in one task. (Ray plans 200 partitions for it unless you give `num_partitions`; `connect()` makes that 8.) But before anything travels, every block is counted by itself,
# and only the partial sums go on their way.
#
# Were birds seen more often than fish? The sightings name the species and not its class. `species.jsonl` has the class, in one row for
# each species.
#
# **Predict.** Join the sightings with the species. How many of the sightings are dropped, and how many are multiplied?

# %% tags=["nbval-check-output"]
species = ray.data.read_json(raycourse.data("species.jsonl"), lines=True)
classified = sightings.join(species, join_type="inner", num_partitions=partitions, on=("species",)).materialize()
print(f"{sightings.count()} sightings, {species.count()} species, {classified.count()} sightings with a class")

# %% [markdown]
# <details><summary>Answer</summary>
#
# None and none. In the right table every key is there, and there once. A join with such a table is a *lookup*: it adds columns and leaves
# the rows alone. When you expect a lookup, compare the counts before and after, as above.
#
# </details>

# %%
per_class = (
    classified.groupby("class")
    .aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
    .to_pandas()
)
per_class = per_class.sort_values("animals", ignore_index=True)
raycourse.plot_bars(
    dict(zip(per_class["class"], per_class["animals"], strict=True)),
    x="class",
    y="animals",
    title="Animals seen, by class",
)

# %% [markdown]
# Two thousand rows went through the join to become four. Swap the steps: group by species *first*, and join what is left.

# %% tags=["nbval-check-output"]
per_species = sightings.groupby("species").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
small = per_species.join(species, join_type="inner", num_partitions=2, on=("species",))
again = small.groupby("class").aggregate(Sum("sightings", alias_name="sightings"), Sum("animals", alias_name="animals"))
again = again.to_pandas().sort_values("animals", ignore_index=True)
print("rows through the join:", classified.count(), "or", per_species.count())
print("same result:", again.to_dict("records") == per_class.to_dict("records"))
again[["class", "sightings", "animals"]]

# %% [markdown]
# The same table, from a join that moved far fewer rows. On real data this order decides between minutes and hours. It works for counts
# and sums, which can be added up again.
#
# ## More rows: union
#
# A join makes rows wider. `union` makes a dataset longer: it has the rows of both. A parcel with outfits for the bare animals has arrived:

# %% tags=["nbval-check-output"]
clothes = ("red scarf", "blue cape", "pink tutu", "green beanie")
parcel = ray.data.from_items([{"id": key, "outfit": outfit} for key, outfit in zip(ids(bare), clothes, strict=True)])
wardrobe = outfits.union(parcel)
still_bare = animals.join(wardrobe, join_type="left_anti", num_partitions=partitions, on=("id",))
print(f"{outfits.count()} + {parcel.count()} = {wardrobe.count()} outfits; animals without one: {ids(still_bare)}")

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: `union` does not compare columns.** Had the parcel called its column `clothes`, nothing would complain. The rows arrive, the
# anti join finds a partner for every animal, and the outfits are missing all the same:
#
# </div>

# %% tags=["nbval-check-output"]
misnamed = outfits.union(parcel.rename_columns({"outfit": "clothes"}))
dressed = animals.join(misnamed, join_type="inner", num_partitions=partitions, on=("id",))
undressed = dressed.filter(expr=col("outfit").is_null()).to_pandas().sort_values("id", ignore_index=True)
undressed[["id", "animal", "outfit", "clothes"]]

# %% [markdown]
# Compare the columns before you unite, and `rename_columns` where they differ.
#
# **Your turn.** Write `united(first, second)`: the union of two datasets that have the same columns, in whatever order. For all others it raises a
# `ValueError`. (`dataset.columns()` is the list of names.)


# %%
def united(first, second):
    raise NotImplementedError


raycourse.check("turns.united", united)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def united(first, second):
#     if set(first.columns()) != set(second.columns()):
#         raise ValueError(f"{first.columns()} are not {second.columns()}")
#     return first.union(second)
# ```
#
# Sets compare names and forget their order. Finding out the columns may cost a look into the files, as with `validate_schemas`.
#
# </details>
#
# ## Labels: join, never by position
#
# The same temptation comes back when you train a model: pictures here, a list of labels there, in the order of the files. At the start of
# this lesson the files were in different orders. Now the order of the files is right, and it still goes wrong, since **Ray Data does not
# keep the order of rows by default**. Blocks come out as they are done. (`preserve_order`, an execution option, keeps it, and lets all wait for a slow one.) Below, one block is a little slow.


# %%
import time
from pathlib import Path


def species_from_path(batch):
    batch["species"] = [Path(path).parent.name for path in batch["path"]]
    if "bear" in batch["species"]:
        time.sleep(2)  # a large picture, a busy core, another node ...
    return batch


# %%
pictures = ray.data.read_images(raycourse.data("pictures"), mode="RGB", include_paths=True)
pictures = pictures.map_batches(species_from_path, batch_size=None)
results = pictures.take_all()

# %%
labels = sorted(path.parent.name for path in Path(raycourse.data("pictures")).glob("*/*.jpg"))  # in the files' order
by_position = list(zip(results, labels, strict=True))
wrong = [(row, label) for row, label in by_position if row["species"] != label]
print(f"{len(results)} pictures, {len(labels)} labels, {len(wrong)} labels at the wrong picture")

# %%
some = (wrong or by_position)[:4]
captions = [f"label: {label}" for _, label in some]
raycourse.show_images([row["image"] for row, _ in some], captions, title="Labels by position")

# %% [markdown]
# `Dataset.zip` pairs by position as well. It is deprecated, and Ray 2.64 takes it away. You do not need it: what belongs together shares a
# key, and if it has none, give it one while you read. Here the path of each picture names its species. So the label travels in the row,
# and the facts about the species come by a join:

# %%
labelled = pictures.join(species, join_type="inner", num_partitions=partitions, on=("species",))
rows = sorted(labelled.take_all(), key=lambda row: row["path"])
wrong = sum(row["species"] != label for row, label in zip(rows, labels, strict=True))
print(f"{len(rows)} pictures, {wrong} labels at the wrong picture")
wanted = ("bear", "duck", "fish", "fox", "frog", "owl", "penguin", "zebra")
some = [row for row in rows if row["species"] in wanted and row["path"].endswith("-1.jpg")]
captions = [f"{row['species']}: {row['class']}, {row['legs']} legs" for row in some]
raycourse.show_images([row["image"] for row in some], captions, title="Labels by key")

# %% [markdown]
# The order of these rows was as arbitrary as before; it no longer matters. (We sort at the very end, to look at them.)
#
# ## Write the prompts
#
# The prompts go to storage, where [lesson {}](lesson:images) finds them: joined, expanded, and in blocks of 16 rows, whatever the partitions were.
# Each block becomes one Parquet file, a good size for a model that paints 16 prompts at a time. `mode="overwrite"` empties the folder first, so
# that a second run does not double the rows.

# %% tags=["nbval-check-output"]
folder = raycourse.storage("joins/prompts")
to_paint = prompts.select_columns(["id", "prompt"]).repartition(target_num_rows_per_block=16, strict=True).materialize()
to_paint.write_parquet(folder, mode="overwrite")
print("rows in the blocks:", sorted(block_sizes(to_paint)))

# %% tags=["nbval-check-output"]
written = ray.data.read_parquet(folder)
print(written.count(), "prompts")
for row in sorted(written.take_all(), key=lambda row: (row["id"], row["prompt"]))[:6]:
    print(f"{row['id']:3}  {row['prompt']}")

# %% [markdown]
# ## Quiz
#
# **1.** 1,000 orders, joined with 1,000 customers by an inner join, give 1,000 rows. Is everything right? (a) Yes, the numbers agree. (b) You cannot tell. (c) No, a join always changes the count.
#
# <details><summary>Answer</summary>
#
# (b). Orders without a customer are dropped, orders with two are doubled, and both may cancel; so (a) proves nothing. Ask an anti join who is missing, and count the keys that come twice. (c) is wrong as well: where
# every key is on the right once, a join leaves the count alone.
#
# </details>
#
# **2.** One of a million customers has placed half of all orders. The join by customer is slow. What helps? (a) More partitions. (b) More memory for the driver. (c) Treat that customer apart.
#
# <details><summary>Answer</summary>
#
# (c). Equal keys have equal hashes, so half of all rows go to one task, however many partitions there are (a). The driver (b) sees none of these rows.
#
# </details>
#
# **3.** After a join you want blocks of 64 rows for a model, and the pipeline should go on streaming. (a) `repartition(64)`. (b) `repartition(target_num_rows_per_block=64, strict=True)`. (c) `batch_size=64` and nothing else.
#
# <details><summary>Answer</summary>
#
# (b). It fills blocks with the rows of one partition after the other, and waits for no more rows than a block takes; without `strict=True`, each partition could end in a short block. (a) makes 64 *blocks*, and waits for all
# rows to do so. (c) sets what one call of the model gets; a block with a thousand rows still keeps one actor busy while the others wait.
#
# </details>
#
# ## Recap
#
# - A join pairs rows by key. It drops rows without a partner and multiplies rows with several. Ask an anti join *who*.
# - A hash-partitioned join cuts both sides by the key's hash and joins each partition in one task. It is a barrier, and it cannot split a
#   key.
# - A stateless function after a join is usually fused into it: the rows between are not stored.
# - After a join the hash has chosen your blocks. `target_num_rows_per_block` cuts them without waiting for all rows; `strict=True` fills them.
# - Group first, then join, when a sum is all you want.
# - By default, rows have no order that you may rely on. What belongs together shares a key.
#
# Ray's own [guide to joins](https://docs.ray.io/en/latest/data/joining-data.html) goes further.
#
# | API | What it does |
# |---|---|
# | [`join`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.join.html) | pairs the rows of two datasets by key |
# | [`union`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.union.html) | one dataset after the other |
# | [`groupby`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.groupby.html) | groups rows by key |
# | [`aggregate`](https://docs.ray.io/en/latest/data/api/doc/ray.data.grouped_data.GroupedData.aggregate.html) | one row for each group |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | your function on a batch, or on a block |
# | [`repartition`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.repartition.html) | a number of blocks, or a number of rows in each |
# | [`explain`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.explain.html) | the plan, before and after it is improved |
# | [`write_parquet`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_parquet.html) | writes a folder, one file for a block |
#
# **Next:** the lab, then [lesson {}](lesson:images), where a model paints on every GPU.

# %%
ray.shutdown()
