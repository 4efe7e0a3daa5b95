import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        content = file["bytes"]
        if content[:4] == b"fLaC":
            try:
                return row | {
                    "seconds": sum(len(block) for block in soundfile.blocks(io.BytesIO(content), 4096))
                    / soundfile.info(io.BytesIO(content)).samplerate
                }
            except soundfile.LibsndfileError as error:
                return row | {"problem": str(error)}
        if content[4:8] != b"ftyp":
            return row | {"problem": "unknown format"}
        try:
            with av.open(io.BytesIO(content)) as film:
                frames = list(film.decode(video=0))
            return row | {"seconds": frames[-1].time + float(frames[-1].duration * frames[-1].time_base)}
        except Exception as error:
            return row | {"problem": f"film: {type(error).__name__}"}

    return files.map(look)
