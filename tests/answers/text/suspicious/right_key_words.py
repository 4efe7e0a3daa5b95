import re

KEYS = {
    "delivery": "parcel courier tracking ship",
    "size": "size small measured larger",
    "refund": "money charged refund return",
    "care": "wash dry mud iron",
}


def suspicious(texts, topics):
    def best(text):
        words = re.findall("[a-z]+", text.lower())
        return max(KEYS, key=lambda topic: sum(words.count(key) for key in KEYS[topic].split()))

    return [k for k, (text, topic) in enumerate(zip(texts, topics)) if best(text) != topic]
