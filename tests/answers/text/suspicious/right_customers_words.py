import re
from math import log


def suspicious(texts, topics):
    bags = [set(re.findall("[a-z]+", " ".join(line for line in text.split("\n") if line.startswith("customer")))) for text in texts]
    found = []
    for k, bag in enumerate(bags):
        scores = {}
        for topic in set(topics):
            others = [bags[j] for j in range(len(bags)) if j != k and topics[j] == topic]
            scores[topic] = sum(log((sum(word in other for other in others) + 0.5) / (len(others) + 1)) for word in bag)
        if max(scores, key=scores.get) != topics[k]:
            found.append(k)
    return found
