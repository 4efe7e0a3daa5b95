"""Every seed of the foundry. The first word of a name says what it seeds; of the same kind, no two may be equal (`tests/test_foundry_kit.py`).

The values are those that today's data and weights were made with.
"""

# Lists of scenes: `world.scenes.scenes(count, seed)`.
SCENES_WORDS = 0  # captions that the text-to-image model's tokenizer is learned from
SCENES_AUTOENCODER = 1
SCENES_ANIMALS = 2  # judge, vision transformer and CLIP train on these
SCENES_UNSEEN = 3  # renders that models are measured on
SCENES_TEXT_TO_IMAGE = 4
SCENES_HELD_OUT = 5  # held-out combinations that the judge alone learns
SCENES_REPAINTED = 6
SCENES_PROMPTS = 77

# Pictures with a stream each: `default_rng((seed, ...))`.
PICTURES_DOGS_FISH = 5
PICTURES_BREEDS = 8
PICTURES_DOGS = 9  # CLIP trains on these
PICTURES_DRESSED = 10  # dogs that CLIP is measured on
PICTURES_NEW_DOGS_FISH = 1234

# Single streams.
STREAM_CONVERSATIONS = 0  # that the enhancer's tokenizer is learned from
STREAM_PAINTING = 1  # noise, where the text-to-image model is measured
STREAM_OUTFITS = 4  # the order of outfits.csv
STREAM_HELD_OUT = 5  # prompts, seasons and instructions that the enhancer is measured with
STREAM_SAMPLED = 6  # its sampled answers
STREAM_SHOP = 12  # reviews and chats of data/shop
STREAM_REVIEWS = 13  # reviews that their tokenizer is learned from
STREAM_REVIEWS_UNSEEN = 15  # reviews that their classifier is measured on
STREAM_ORDERS = 16  # customers, products and orders of data/shop
STREAM_CALLS = 17  # what lies on its answering machine
STREAM_CLIPS = 18  # and its films
STREAM_SOUNDS_UNSEEN = 20  # windows that it is measured on
STREAM_TYPED = 21  # other words for the captions that the text-to-image model learns from
STREAM_RETYPED = 22  # and for those that it is measured on
STREAM_TABLES = 2026

# The initial weights of every model. Within a training, each step seeds itself by its number.
WEIGHTS = 0

# What `python -m foundry draw NAME` draws with.
DATA = {
    "tables": (STREAM_TABLES, STREAM_OUTFITS),
    "dogs_fish": (PICTURES_DOGS_FISH,),
    "breeds": (PICTURES_BREEDS,),
    "shop": (STREAM_SHOP,),
    "orders": (STREAM_ORDERS, STREAM_SHOP),
    "sounds": (STREAM_CALLS,),
    "clips": (STREAM_CLIPS,),
}
