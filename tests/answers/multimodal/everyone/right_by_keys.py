def everyone(customers, features):
    known, found = {}, customers
    for name, table in features.items():
        known[name] = set() if table is None else {row["customer"] for row in table.take_all()}
        if table is not None:
            found = found.join(table, join_type="left_outer", num_partitions=2, on=("customer",))
    return found.map(lambda row: row | {"missing": ", ".join(name for name in known if row["customer"] not in known[name])})
