# says: ✗ T for
def temperature(logits, labels):
    return logits.std().item()
