"""Course prose for pretraining, one paragraph a line: `python raw_text.py BOOK.jsonl.gz... > raw.jsonl`."""

import gzip
import json
import sys


def main(paths: list[str]) -> None:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in rows:
                for text in json.loads(row)["paragraphs"]:
                    if len(text.split()) >= 20:
                        print(json.dumps({"text": text}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
