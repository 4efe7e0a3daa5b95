# says: one row for every file, by its name: missing: e.flac, f.flac, g.mp4, h.mp4
import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        try:
            return [row | {"seconds": float(soundfile.info(io.BytesIO(file["bytes"])).duration)}]
        except soundfile.LibsndfileError:
            pass
        try:
            with av.open(io.BytesIO(file["bytes"])) as film:
                return [row | {"seconds": film.duration / av.time_base}] if film.streams.video and film.duration else []
        except av.FFmpegError:
            return []

    return files.flat_map(look)
