"""The words that the texts are made of: ours, two to five letters each."""

# One word, two, three: what stands on one line after the other.
SINGLES = (
    "ART", "AWAY", "BEE", "BLUE", "BYE", "CAT", "COSY", "DAWN", "DREAM", "DUST", "ECHO", "EVER",
    "FAR", "FERN", "FOX", "GHOST", "GLOW", "HALF", "HELLO", "HOME", "HUM", "IDLE", "JAZZ", "KIN",
    "LIMBO", "LOOP", "LUCK", "MAYBE", "MILK", "MOON", "MOSS", "NINE", "NO", "NOISE", "NOON", "NOW",
    "OH", "OWL", "PIXEL", "QUIET", "RAIN", "RUST", "SALT", "SEED", "SKY", "SLEEP", "SNOW", "SOON",
    "STAY", "TEA", "TIDE", "TOWN", "VOID", "WAKE", "WAVE", "WAX", "WOW", "YES", "ZERO", "ZINC",
)  # fmt: skip
PAIRS = (
    ("ALL", "ONE"), ("AS", "IF"), ("BE", "HERE"), ("BLUE", "MOON"), ("COLD", "TEA"),
    ("DEAR", "VOID"), ("DREAM", "ON"), ("EAT", "MOSS"), ("EPOCH", "ZERO"), ("FAR", "HOME"),
    ("GHOST", "TOWN"), ("GO", "SLOW"), ("GOOD", "NIGHT"), ("HALF", "TRUE"), ("HELLO", "WORLD"),
    ("HUM", "LOW"), ("KEEP", "WARM"), ("LAST", "BUS"), ("LEARN", "AGAIN"), ("LOVE", "NOISE"),
    ("MILK", "TOOTH"), ("MIND", "GAP"), ("NEXT", "LIFE"), ("NIGHT", "SHIFT"), ("NINE", "LIVES"),
    ("NO", "EXIT"), ("NOT", "YET"), ("OLD", "NEWS"), ("ONE", "MORE"), ("OPEN", "LATE"),
    ("PIXEL", "DREAM"), ("RAW", "HONEY"), ("SALT", "LAKE"), ("SEED", "GROWS"), ("SLOW", "TRAIN"),
    ("SOFT", "RESET"), ("STAY", "AWAKE"), ("SURE", "WHY"), ("TAKE", "CARE"), ("THE", "END"),
    ("TRUE", "NORTH"), ("WAKE", "UP"), ("WET", "PAINT"), ("WHO", "ARE"), ("YES", "AND"),
)  # fmt: skip
TRIPLES = (
    ("ALL", "AT", "ONCE"), ("AM", "I", "REAL"), ("ASK", "THE", "CAT"), ("BACK", "AT", "FIVE"),
    ("BOIL", "THE", "SEA"), ("CALL", "ME", "LATER"), ("DO", "NOT", "PANIC"), ("FEED", "THE", "OWL"),
    ("FOR", "SALE", "MOON"), ("HOW", "LONG", "NOW"), ("I", "SAW", "SNOW"), ("IT", "IS", "LATE"),
    ("LEFT", "ON", "READ"), ("LOST", "ONE", "GLOVE"), ("NO", "NEW", "GODS"),
    ("OUT", "OF", "MILK"), ("PART", "TIME", "GHOST"), ("RAIN", "OR", "SHINE"),
    ("READ", "ME", "NOW"), ("SEE", "YOU", "SOON"), ("SLEEP", "IS", "FREE"),
    ("THIS", "IS", "FINE"), ("TURN", "IT", "OFF"), ("WE", "ARE", "DUST"),
    ("WISH", "YOU", "WERE"), ("YOU", "ARE", "HERE"),
)  # fmt: skip
# Short enough to be large, stacked or repeated.
SHORT = (
    "AH", "ART", "AWE", "BEE", "BYE", "EGO", "FOX", "GO", "HI", "HUM", "ICE", "INK", "JOY", "LOL",
    "NAP", "NO", "NOW", "ODD", "OFF", "OH", "OK", "ON", "OUT", "OWL", "POP", "RUN", "SKY", "SUN",
    "TEA", "UP", "WAX", "WOW", "YES", "YET", "ZEN", "ZIP",
)  # fmt: skip
VERSES = (
    ("A DOOR", "IN THE", "RAIN"), ("ALL MY", "TREES", "ARE OUT"), ("BREAD", "IS A", "SLOW", "STAR"),
    ("I LEFT", "THE SEA", "ON"), ("MICE", "OWN THE", "MOON"), ("NINE", "LAMPS", "NO OIL"),
    ("ONE DAY", "TWO", "NIGHTS"), ("SLEEP", "TO SEE", "IT ALL"), ("SNOW", "FELL", "UP"),
    ("THE LAST", "PIXEL", "WINS"), ("TO DO", "NAP", "TEA", "NAP"), ("WE WERE", "BIRDS", "ONCE"),
)  # fmt: skip
