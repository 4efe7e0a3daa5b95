# says: no row
import io

import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"], "seconds": 0.0, "problem": ""}
        try:
            return row | {"seconds": soundfile.info(io.BytesIO(file["bytes"])).duration}
        except soundfile.LibsndfileError:
            return row | {"problem": "damaged"}

    return files.map(look)
