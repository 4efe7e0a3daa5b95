import re

from datasketch import MinHash, MinHashLSH


def leaks(train, test, threshold):
    def pairs(text):
        words = re.sub(r"[^\w\s]", " ", text.lower()).split()
        return {" ".join(words[k : k + 2]).encode() for k in range(len(words) - 1)}

    index = MinHashLSH(threshold=threshold - 0.2, num_perm=128)
    for j, minhash in enumerate(MinHash.bulk([pairs(text) for text in train], num_perm=128)):
        index.insert(j, minhash)
    found = []
    for k, minhash in enumerate(MinHash.bulk([pairs(text) for text in test], num_perm=128)):
        for j in index.query(minhash):
            a, b = pairs(test[k]), pairs(train[j])
            if len(a & b) / len(a | b) >= threshold:
                found.append((k, j))
    return found
