# says: files are named by id, one for each row: missing: 130.png


def save_pngs(pictures, folder):
    pictures.write_images(folder, column="image", mode="overwrite")
