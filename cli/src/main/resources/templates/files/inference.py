import csv
import tempfile
from pathlib import Path

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
from pydantic import Field


class AppInput(BaseAppInput):
    table: File = Field(description="A CSV file whose first row names its columns")
    column: str = Field(description="The column to sort by")


class AppOutput(BaseAppOutput):
    sorted: File
    rows: int


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        with open(input_data.table.path, newline="") as file:
            reader = csv.DictReader(file)
            if input_data.column not in (reader.fieldnames or []):
                raise ValueError(f"the table has no column {input_data.column!r}, but {reader.fieldnames}")
            rows = sorted(reader, key=lambda row: row[input_data.column])

        path = Path(tempfile.gettempdir()) / "sorted.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames)
            writer.writeheader()
            writer.writerows(rows)
        return AppOutput(sorted=File(path=str(path)), rows=len(rows))
