def everyone(customers, features):
    found = customers
    for name, table in features.items():
        if table is not None:
            marked = table.map_batches(lambda frame, name=name: frame.assign(**{name + "_": 1}), batch_format="pandas")
            found = found.join(marked, join_type="left_outer", num_partitions=2, on=("customer",))

    def told(frame):
        gaps = [[name for name in features if name + "_" not in frame or not row.get(name + "_") == 1] for row in frame.to_dict("records")]
        marks = [name + "_" for name in features if name + "_" in frame]
        return frame.drop(columns=marks).assign(missing=[", ".join(gap) for gap in gaps])

    return found.map_batches(told, batch_format="pandas")
