from typing import List, Optional

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File


class AppInput(BaseAppInput):
    text: str
    count: int
    ratio: float
    flag: bool
    file: File
    maybe: Optional[str] = None
    maybe_file: Optional[File] = None
    words: List[str] = []
    files: List[File] = []


class AppOutput(BaseAppOutput):
    seen: dict
    by_path: File
    with_metadata: File
    from_path: File
    none: Optional[File] = None


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        with open("/tmp/plain.txt", "w") as file:
            file.write("plain")
        made = File.from_path("/tmp/plain.txt")
        with open("/tmp/grown.bin", "wb") as file:
            file.write(b"12")
        grown = File(path="/tmp/grown.bin")
        with open("/tmp/grown.bin", "ab") as file:
            file.write(b"34")
        before = grown.size
        grown.refresh_metadata()
        given = input_data.file
        return AppOutput(
            seen={
                "exists": given.exists(),
                "content_type": given.content_type,
                "size": given.size,
                "filename": given.filename,
                "uri": given.uri,
                "grew": [before, grown.size],
                "types": [
                    type(value).__name__
                    for value in (input_data.text, input_data.count, input_data.ratio, input_data.flag)
                ],
                "maybe_file": input_data.maybe_file is None,
                "contents": [open(file.path).read() for file in input_data.files],
            },
            by_path=grown,
            with_metadata=File(path="/tmp/plain.txt", content_type="text/markdown", filename="notes.md"),
            from_path=made,
        )
