# says: a reason, and no seconds, for what cannot be played: e.flac, nothing: got (0.0, '')
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
                return row | {"seconds": film.duration / av.time_base if film.streams.video and film.duration else 0.0}
        except av.FFmpegError:
            return row

    return files.map(look)
