"""Draws the tables of `data/shop/`: customers with their animals, products with their pictures, and orders, each perhaps with a review of `reviews/`.

Faults are planted: orders that were booked twice, orders of a product that the catalogue has not, a picture that is cut off. `.orders.csv` lists them.
"""

import csv
import io
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from foundry.data import shop
from foundry.world.draw import render
from foundry.world.scenes import FREE, Scene

# Those that have a call of their own in `sounds`, then the quiet ones. The published CLIP, which learned from an older renderer, knows these in the new one, and few others.
ANIMALS = ("dog", "frog", "cow", "duck", "owl", "sheep", "penguin", "bear", "monkey", "zebra")
CUSTOMERS, ORDERS, DOUBLED = 30, 140, 4
# By the shop's word for it: the world's garment, its colour, who shows it in the catalogue, and the price.
CATALOGUE = {
    "scarf": ("scarf", "red", "fox", 12), "hat": ("top hat", "purple", "rabbit", 19), "raincoat": ("jacket", "yellow", "duck", 34), "jumper": ("sweater", "blue", "bear", 29),
    "pair of boots": ("boots", "green", "dog", 24), "bow tie": ("bow tie", "pink", "penguin", 9), "waistcoat": ("vest", "green", "owl", 27), "cape": ("cape", "red", "cat", 22),
    "beanie": ("beanie", "white", "sheep", 14), "poncho": ("poncho", "turquoise", "cow", 31), "nightgown": ("robe", "pink", "mouse", 26),
}  # fmt: skip
OUT_OF_CATALOGUE = "dungarees"  # sold, and no longer listed
CUT_OFF = 8  # the product whose picture ends too early
START = datetime(2026, 3, 2, 9)


def animal_of(customer: int) -> str:
    return ANIMALS[customer % len(ANIMALS)]


def customers() -> pd.DataFrame:
    """One row for each; the last has never ordered anything."""
    rows = [{"customer": f"k{k:02d}", "pet": shop.NAMES[k % len(shop.NAMES)], "animal": animal_of(k)} for k in range(CUSTOMERS)]
    return pd.DataFrame(rows)


def products() -> pd.DataFrame:
    rows = [
        {"product": f"p{k:02d}", "name": name, "colour": colour, "price": price, "picture": f"p{k:02d}.jpg"}
        for k, (name, (_, colour, _, price)) in enumerate(CATALOGUE.items())
    ]
    return pd.DataFrame(rows)


def picture(k: int, rng: np.random.Generator) -> bytes:
    """The JPEG of the `k`-th product."""
    garment, colour, animal, _ = list(CATALOGUE.values())[k]
    scene = Scene(animal, garment, colour, medium="photo", season="spring", view="front", pose="standing", free=tuple(rng.random(len(FREE))))
    out = io.BytesIO()
    render(scene).save(out, "JPEG", quality=85)
    return out.getvalue()[: 1500 if k == CUT_OFF else None]


def orders(rng: np.random.Generator, reviews: list[tuple[str, str]]) -> tuple[pd.DataFrame, list[dict]]:
    """Orders by time, and what is wrong with some. `reviews` are (id, product's name); each is written for one order at most.

    An order that was booked twice has a second number, and is the same in all else. Customers also buy a thing again on another day: that is no fault.
    """
    ids = {name: f"p{k:02d}" for k, name in enumerate(CATALOGUE)} | {OUT_OF_CATALOGUE: f"p{len(CATALOGUE):02d}"}
    written = [(review, ids[name]) for review, name in reviews if name in ids]
    minutes = np.sort(rng.choice(90 * 24 * 60, ORDERS, replace=False))
    chosen = rng.choice(len(written), ORDERS, replace=False)
    rows, truth = [], []
    for minute, place in zip(minutes, chosen, strict=True):
        review, product = written[place]
        rows.append(
            {
                "customer": f"k{int(rng.integers(CUSTOMERS - 1)):02d}",
                "product": product,
                "placed": START + timedelta(minutes=int(minute)),
                "review": review,
            }
        )
        if rng.random() < 0.3:
            rows[-1]["review"] = None
    doubled = sorted(rng.choice(ORDERS, DOUBLED, replace=False).tolist())
    rows = [copy for k, row in enumerate(rows) for copy in [row] * (2 if k in doubled else 1)]
    # The same customer buys the same again, weeks later.
    again = rows[3] | {"placed": START + timedelta(days=91), "review": None}
    table = pd.DataFrame([*rows, again])
    table.insert(0, "order", [f"o{k:03d}" for k in range(len(table))])
    for k in table.index[table.duplicated(["customer", "product", "placed"])]:
        truth.append({"order": table["order"][k], "planted": f"doubled {table['order'][k - 1]}"})
    truth += [{"order": order, "planted": "out of catalogue"} for order in table["order"][table["product"] == ids[OUT_OF_CATALOGUE]]]
    return table, truth


def write(folder: Path, seed: int, shop_seed: int) -> None:
    """Writes the tables, `products/` and `.orders.csv` of `folder`/shop anew."""
    home, rng = folder / "shop", np.random.default_rng(seed)
    rows, truth = shop.reviews(np.random.default_rng(shop_seed))
    sound = [(row["id"], row["product"]) for row, told in zip(rows, truth, strict=True) if told["language"] == shop.EN and not told["planted"]]
    shutil.rmtree(home / "products", ignore_errors=True)
    (home / "products").mkdir(parents=True)
    for k in range(len(CATALOGUE)):
        (home / "products" / f"p{k:02d}.jpg").write_bytes(picture(k, rng))
    placed, planted = orders(rng, sound)
    for name, table in (("customers", customers()), ("products", products()), ("orders", placed)):
        table.to_parquet(home / f"{name}.parquet", index=False)
    with open(home / ".orders.csv", "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("order", "planted"), *[tuple(row.values()) for row in planted]])
