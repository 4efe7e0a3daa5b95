# says: files are named by id, one for each row that is not black: missing: 130.png


def save_pngs(pictures, folder):
    pictures.filter(lambda row: row["image"].any()).write_images(folder, column="image", mode="overwrite")
    return sorted(row["id"] for row in pictures.filter(lambda row: not row["image"].any()).take_all())
