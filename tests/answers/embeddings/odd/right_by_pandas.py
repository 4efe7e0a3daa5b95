import numpy as np
import pandas as pd


def odd_ones(vectors, classes):
    frame = pd.DataFrame(vectors / np.linalg.norm(vectors, axis=1)[:, None])
    centre = frame.groupby(np.asarray(classes)).transform("mean")
    cosine = (frame * centre).sum(axis=1) / np.sqrt((centre**2).sum(axis=1))
    return cosine.groupby(np.asarray(classes)).idxmin().to_dict()
