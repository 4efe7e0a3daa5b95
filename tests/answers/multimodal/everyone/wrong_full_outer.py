# says: every customer once, and nobody else: too many: k9
def everyone(customers, features):
    found = customers
    for name, table in features.items():
        if table is not None:
            table = table.map(lambda row, name=name: row | {"has_" + name: True})
            found = found.join(table, join_type="full_outer", num_partitions=2, on=("customer",))

    def told(row):
        missing = [name for name in features if not row.pop("has_" + name, None)]
        return row | {"missing": ", ".join(missing)}

    return found.map(told)
