# says: k1 has a review, whose value is a gap: mark the rows before you join
def everyone(customers, features):
    found, columns = customers, {"films": "films"}
    for name, table in features.items():
        if table is not None:
            columns[name] = [column for column in table.columns() if column != "customer"][0]
            found = found.join(table, join_type="left_outer", num_partitions=2, on=("customer",))

    def told(row):
        gaps = [name for name in features if row.get(columns[name]) is None or row[columns[name]] != row[columns[name]]]
        return row | {"missing": ", ".join(gaps)}

    return found.map(told)
