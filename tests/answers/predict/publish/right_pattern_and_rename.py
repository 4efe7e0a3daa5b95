import os
import re
import shutil
import tempfile


def publish(checkpoint, home):
    with open(os.path.join(checkpoint, "config.json")):
        pass
    os.makedirs(home, exist_ok=True)
    known = [int(found[1]) for found in map(re.compile(r"v(\d+)$").match, os.listdir(home)) if found]
    to = os.path.join(home, "v%d" % (sorted([0, *known])[-1] + 1))
    shutil.copytree(checkpoint, part := tempfile.mkdtemp(dir=home), dirs_exist_ok=True)
    os.rename(part, to)
    return to
