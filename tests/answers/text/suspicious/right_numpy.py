import re

import numpy as np


def suspicious(texts, topics):
    words = sorted({word for text in texts for word in re.findall("[a-z]+", text.lower())})
    there = np.array([[word in text.lower() for word in words] for text in texts], float)
    names = sorted(set(topics))
    label = np.array([names.index(topic) for topic in topics])
    found = []
    for k in range(len(texts)):
        rest = np.arange(len(texts)) != k
        share = np.array([(there[rest & (label == t)].sum(0) + 0.5) / ((rest & (label == t)).sum() + 1) for t in range(len(names))])
        if int((np.log(share) @ there[k]).argmax()) != label[k]:
            found.append(k)
    return found
