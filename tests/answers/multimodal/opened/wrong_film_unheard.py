# says: h.mp4, a film without a picture: got (
import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        try:
            samples, rate = soundfile.read(io.BytesIO(file["bytes"]))
            return row | {"seconds": len(samples) / rate}
        except soundfile.LibsndfileError:
            pass
        try:
            with av.open(io.BytesIO(file["bytes"])) as film:
                return row | {"seconds": (film.duration or 0) / av.time_base, "problem": "" if film.streams.video and film.duration else "no picture"}
        except av.FFmpegError as error:
            return row | {"problem": type(error).__name__}

    return files.map(look)
