import pandas as pd
import ray


def everyone(customers, features):
    found = customers.to_pandas()
    missing = {customer: [] for customer in found["customer"]}
    for name, table in features.items():
        table = pd.DataFrame({"customer": []}) if table is None else table.to_pandas()
        for customer in set(missing) - set(table["customer"]):
            missing[customer].append(name)
        if len(table):
            found = found.merge(table, on="customer", how="left")
    found["missing"] = [", ".join(missing[customer]) for customer in found["customer"]]
    return ray.data.from_pandas(found)
