import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


def temperature(logits, labels):
    scores, rows = logits.numpy(), np.arange(len(labels))
    found = minimize_scalar(lambda t: -log_softmax(scores / t, axis=1)[rows, labels.numpy()].mean(), bounds=(0.25, 8), method="bounded")
    return np.float64(found.x)
