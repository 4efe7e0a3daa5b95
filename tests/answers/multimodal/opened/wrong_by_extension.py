# says: by their bytes, not by their names: b.tmp holds a sound
import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        try:
            if file["path"].endswith(".flac"):
                return row | {"seconds": float(soundfile.info(io.BytesIO(file["bytes"])).duration)}
            with av.open(io.BytesIO(file["bytes"])) as film:
                return row | {
                    "seconds": film.duration / av.time_base if film.streams.video else 0.0,
                    "problem": "" if film.streams.video else "no picture",
                }
        except (soundfile.LibsndfileError, av.FFmpegError) as error:
            return row | {"problem": type(error).__name__}

    return files.map(look)
