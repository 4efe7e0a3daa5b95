"""The words of the world: what a picture can show, how a caption says it, and what else people call it."""

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (214, 40, 44), "blue": (40, 92, 214), "green": (36, 146, 66), "yellow": (250, 212, 40), "purple": (128, 56, 176),
    "pink": (250, 132, 184), "white": (250, 250, 250), "black": (38, 38, 44), "turquoise": (40, 200, 196), "brown": (128, 78, 40),
    "orange": (248, 132, 28), "grey": (130, 134, 140), "navy": (24, 34, 112), "teal": (0, 106, 112), "lavender": (182, 146, 240),
    "maroon": (110, 16, 42), "gold": (198, 144, 26), "silver": (186, 198, 208), "beige": (230, 208, 168), "lime": (164, 224, 44),
}  # fmt: skip
GARMENTS = (
    "scarf", "bow tie", "necktie", "sweater", "cape", "tutu", "top hat", "beanie", "wizard hat", "crown", "hat", "cap", "jacket", "cloak",
    "hoodie", "vest", "poncho", "robe", "belt", "shawl", "blanket", "dress", "boots", "sunglasses", "backpack",
)  # fmt: skip
PLURALS = ("boots", "sunglasses")  # garments that take no article
MEDIA = (
    "photo", "watercolour painting", "pencil drawing", "pixel art picture", "paper cut-out", "oil painting", "charcoal drawing", "crayon drawing",
    "mosaic", "clay figure",
)  # fmt: skip
COLOURLESS_MEDIA = ("pencil drawing", "charcoal drawing")
SEASONS: dict[str, tuple[str, ...]] = {
    "winter": ("falling snow", "a snowman", "frosted pine trees", "icicles", "an igloo", "northern lights"),
    "spring": ("cherry blossoms", "tulips", "butterflies", "a rainbow", "a kite", "a nest with eggs"),
    "summer": ("a bright sun", "sunflowers", "palm trees", "a beach ball", "a parasol", "an ice cream"),
    "fall": ("falling leaves", "pumpkins", "mushrooms", "golden trees", "acorns", "hay bales"),
}
SEASON_OF = {element: season for season, elements in SEASONS.items() for element in elements}
# By name, how a caption says it.
PLACES = {
    "meadow": "in a meadow", "forest": "in a forest", "jungle": "in a jungle", "mountains": "in the mountains", "beach": "on a beach",
    "desert": "in a desert", "sea": "in the sea", "city": "in a city", "farm": "on a farm", "kitchen": "in a kitchen",
    "living room": "in a living room", "moon": "on the moon",
}  # fmt: skip
WEATHERS = {
    "sunshine": "in the sunshine", "clouds": "under a cloudy sky", "rain": "in the rain", "snow": "in the snow", "fog": "in the fog",
    "storm": "in a storm",
}  # fmt: skip
TIMES = {"morning": "in the morning", "noon": "at noon", "sunset": "at sunset", "night": "at night"}
POSES = ("sitting", "standing", "walking")
VIEWS = {"front": "seen from the front", "three-quarter": "in three-quarter view", "side": "seen from the side"}

# What else people say, by kind and name. Matching ignores case, and looks for the longest words first.
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "animal": {
        "dog": ("puppy", "doggy", "doggo", "hound", "canine"), "cat": ("kitten", "kitty", "feline"), "fish": ("goldfish", "clownfish"),
        "fox": ("vixen",), "raccoon": ("racoon", "trash panda"), "bear": ("brown bear", "grizzly bear", "grizzly", "teddy bear", "bear cub"),
        "panda": ("panda bear", "giant panda"), "koala": ("koala bear",), "rabbit": ("bunny rabbit", "bunny"), "mouse": ("field mouse",),
        "lion": ("lioness", "lion cub"), "tiger": ("tigress", "tiger cub"), "pig": ("piglet", "hog"), "cow": ("calf", "bull", "cattle", "ox"),
        "sheep": ("lamb", "ram", "ewe"), "deer": ("stag", "fawn", "doe", "roe deer"), "elephant": ("baby elephant",), "monkey": ("little monkey",),
        "duck": ("duckling",), "frog": ("tree frog",), "horse": ("pony", "foal", "stallion", "mare"), "dolphin": ("porpoise",), "wolf": ("grey wolf", "gray wolf"),
        "ferret": ("polecat",), "parrot": ("macaw",), "guinea pig": ("cavy", "guinea-pig"),
        "squirrel": ("red squirrel",), "hippo": ("hippopotamus",), "rhino": ("rhinoceros",),
        "crocodile": ("croc",), "camel": ("bactrian camel",), "goat": ("billy goat",), "kangaroo": ("joey",),
        "polar bear": ("ice bear",), "donkey": ("burro",), "eagle": ("bald eagle",), "chicken": ("hen", "rooster", "cockerel"),
        "turtle": ("tortoise",), "snake": ("python", "cobra", "serpent"), "whale": ("blue whale",), "octopus": ("octopi",),
        "bee": ("bumblebee", "honeybee"), "ladybird": ("ladybug",), "peacock": ("peafowl",),
        "otter": ("sea otter",), "owl": ("owlet",),
    },
    "garment": {
        "scarf": ("scarves", "muffler", "neckerchief"), "bow tie": ("bowtie", "bow-tie", "dickie bow"), "necktie": ("neck tie", "tie"),
        "sweater": ("jumper", "pullover", "cardigan", "jersey"), "tutu": ("ballet skirt",), "top hat": ("tophat", "top-hat"),
        "beanie": ("bobble hat", "woolly hat", "woolen hat", "knitted hat", "knit cap"), "wizard hat": ("wizard's hat", "witch hat", "witch's hat"),
        "crown": ("tiara",), "hat": ("sun hat", "fedora", "cowboy hat", "straw hat", "bonnet"), "cap": ("baseball cap",),
        "jacket": ("coat", "raincoat", "parka", "blazer"), "cloak": ("hooded cloak",), "cape": ("superhero cape",), "hoodie": ("hoody", "hooded sweatshirt"),
        "vest": ("waistcoat",), "robe": ("bathrobe", "dressing gown", "priest robe"), "shawl": ("stole",), "blanket": ("rug", "throw"),
        "dress": ("gown", "frock"), "boots": ("boot", "wellies", "rain boots", "wellingtons", "shoes"),
        "sunglasses": ("sun glasses", "shades", "glasses"), "backpack": ("rucksack", "knapsack"),
    },
    "colour": {
        "grey": ("gray",), "navy": ("navy blue", "dark blue"), "turquoise": ("cyan", "aqua"), "lavender": ("lilac",), "maroon": ("burgundy", "dark red"),
        "gold": ("golden",), "silver": ("silvery",), "purple": ("violet",), "red": ("scarlet", "crimson"), "lime": ("lime green",), "pink": ("rose",),
        "beige": ("cream", "tan"), "teal": ("dark green",),
    },
    "medium": {
        "photo": ("photograph", "photography", "picture", "image", "snapshot", "cinematic shot", "shot"),
        "watercolour painting": ("watercolor painting", "watercolour", "watercolor", "aquarelle"),
        "pencil drawing": ("pencil sketch", "pencil", "sketch", "drawing", "line drawing"), "pixel art picture": ("pixel art", "pixelart", "8-bit"),
        "paper cut-out": ("paper cutout", "paper cut out", "papercut", "cut-out", "cutout", "collage", "paper cut", "paper craft"),
        "oil painting": ("oil", "oils", "painting", "oil on canvas"), "charcoal drawing": ("charcoal sketch", "charcoal"),
        "crayon drawing": ("crayon", "crayons", "wax crayon", "child's drawing"), "mosaic": ("mosaic picture", "tile mosaic"),
        "clay figure": ("clay model", "clay sculpture", "claymation", "clay", "plasticine", "3d render", "3d rendering", "3d model", "render", "figurine"),
    },
    "season": {"fall": ("autumn", "autumnal"), "winter": ("wintry", "wintertime"), "spring": ("springtime",), "summer": ("summertime",)},
    "element": {
        "falling snow": ("snowfall", "snowflakes"), "a snowman": ("snowmen",), "frosted pine trees": ("frosty pine trees", "snowy pine trees", "pine trees"),
        "northern lights": ("aurora", "aurora borealis"), "cherry blossoms": ("cherry blossom", "blossoms"), "tulips": ("tulip",),
        "butterflies": ("butterfly",), "a bright sun": ("shining sun",), "sunflowers": ("sunflower",), "palm trees": ("palm tree", "palms"),
        "a parasol": ("beach umbrella", "sun umbrella"), "an ice cream": ("ice-cream", "ice cream cone"), "pumpkins": ("pumpkin",),
        "mushrooms": ("mushroom", "toadstools"), "golden trees": ("autumn trees",), "falling leaves": ("autumn leaves", "fallen leaves"),
        "acorns": ("acorn",), "hay bales": ("hay bale", "bales of hay", "haystacks"), "a nest with eggs": ("nest of eggs", "bird's nest"),
        "icicles": ("icicle",),
    },
    "place": {
        "meadow": ("field", "garden", "park", "grass", "lawn"), "forest": ("woods", "woodland"), "jungle": ("rainforest",),
        "mountains": ("mountain", "alps"), "beach": ("seaside", "shore", "coast"), "desert": ("dunes",),
        "sea": ("ocean", "underwater", "under water"), "city": ("town", "street", "downtown"), "farm": ("barn", "farmyard"),
        "living room": ("lounge", "sitting room", "indoors"), "moon": ("outer space", "space"),
    },
    "weather": {
        "sunshine": ("sunny weather", "sunny"), "clouds": ("cloudy", "cloudy sky", "overcast"), "rain": ("rainy", "raining"),
        "snow": ("snowy", "snowing"), "fog": ("foggy", "mist", "misty"), "storm": ("stormy", "thunderstorm", "lightning"),
    },
    "time": {
        "morning": ("dawn", "sunrise"), "noon": ("midday",), "sunset": ("evening", "dusk", "golden hour"), "night": ("nighttime", "midnight", "moonlight"),
    },
    "pose": {"sitting": ("seated", "sits", "sit"), "standing": ("stands", "stand"), "walking": ("walks", "walk", "running", "swimming", "flying", "strolling")},
    "view": {
        "front": ("front view", "facing the camera", "frontal"), "three-quarter": ("three quarter", "3/4 view"),
        "side": ("side view", "in profile", "profile"),
    },
}  # fmt: skip
