# says: how long sounds and films last: expected 1.5 s and more than 3 s
import io

import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        try:
            return row | {"seconds": float(soundfile.info(io.BytesIO(file["bytes"])).duration)}
        except soundfile.LibsndfileError as error:
            return row | {"problem": error.error_string}

    return files.map(look)
