# says: a reason, and no seconds, for what cannot be played: h.mp4
import io

import av


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        if not file["bytes"]:
            return row | {"problem": "no bytes"}
        try:
            with av.open(io.BytesIO(file["bytes"])) as any_track:
                seconds = (any_track.duration or 0) / av.time_base
                return row | {"seconds": round(seconds, 2), "problem": "" if seconds else "a picture"}
        except av.FFmpegError as error:
            return row | {"problem": type(error).__name__}

    return files.map(look)
