# says: j.flac, a sound cut short: got (
import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        try:
            return row | {"seconds": float(soundfile.info(io.BytesIO(file["bytes"])).duration)}
        except soundfile.LibsndfileError:
            pass
        try:
            with av.open(io.BytesIO(file["bytes"])) as film:
                if film.streams.video and film.duration:
                    return row | {"seconds": film.duration / av.time_base}
        except av.FFmpegError:
            pass
        return row | {"problem": "neither sound nor film"}

    return files.map(look)
