import io

import av
import soundfile


def opened(files):
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        content = io.BytesIO(file["bytes"])
        try:
            with av.open(content) as film:
                if film.streams.video and film.duration:
                    return row | {"seconds": film.duration / 1_000_000}
        except av.FFmpegError:
            pass
        content.seek(0)
        try:
            samples, rate = soundfile.read(content)
            return row | {"seconds": len(samples) / rate}
        except soundfile.LibsndfileError as error:
            return row | {"problem": error.error_string}

    return files.map(look)
