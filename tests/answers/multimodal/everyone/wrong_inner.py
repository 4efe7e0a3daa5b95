# says: k0 and k3 have calls, and come as ['k0']
def everyone(customers, features):
    found = customers
    for name, table in features.items():
        if table is not None:
            table = table.map(lambda row, name=name: row | {"has_" + name: True})
            found = found.join(table, join_type="inner", num_partitions=2, on=("customer",))

    def told(row):
        missing = [name for name in features if not row.pop("has_" + name, None)]
        return row | {"missing": ", ".join(missing)}

    return found.map(told)
