# says: ✗ two models with a price for each call: expected
def batch_size(seconds_for, sizes):
    return 64
