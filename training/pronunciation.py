"""`make model`: learn to judge pronunciation from the corpus, and keep the judges beside the product."""

import argparse
import sys
from pathlib import Path

from services.analyze.adapters.outbound.pronunciation.dictionary import spelled_entries
from services.analyze.adapters.outbound.pronunciation.model_file import MODEL_FILE, save_judges
from training.corpus import CORPUS, read_corpus
from training.examples import gather
from training.judges import train_judges
from training.spelling import learn_spelling


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of the scored sentences")
    parser.add_argument("--out", type=Path, default=MODEL_FILE, help="file to write")
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        sys.stderr.write(f"error: the scored sentences are not at {arguments.corpus}\n")
        return 1
    spelling = learn_spelling(spelled_entries())
    sys.stderr.write("spelling is learned\n")
    examples = gather(read_corpus(arguments.corpus), spelling)
    save_judges(train_judges(examples, spelling, sys.stderr.write), arguments.out)
    sys.stderr.write(f"kept in {arguments.out}: {arguments.out.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
