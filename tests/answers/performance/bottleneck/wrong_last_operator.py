# says: ✗ one worker each: expected 'MapBatches(decode)', got 'Write'
import re


def bottleneck(stats, workers):
    return re.findall(r"Operator \d+ (.+?): ", stats)[-1]
