"""The Python side of the comparison; run.py calls it.

    peers.py sketch                          ns a shingle from ready hashes
    peers.py text IN.jsonl                   MB/s from text in memory to signature
    peers.py pairs LIBRARY IN.jsonl OUT.tsv BANDS ROWS THRESHOLD
    peers.py best LIBRARY IN.jsonl TRUTH.tsv

Where speed is compared, every library gets the words of a text split at single spaces, and shingles of five of them.
"""

import json
import re
import sys
import time

import numpy as np

NUM_SLOTS = 128
SHINGLE_LEN = 5
SEED = 1
RUNS = 3


def least_cpu_seconds(work):
    """CPU seconds of all threads, the least of a few runs: what disturbs a run only adds to it."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def shingles(text, length=SHINGLE_LEN):
    words = text.split(" ")
    return [" ".join(words[i : i + length]) for i in range(len(words) - length + 1)]


def rensa_matrix(token_sets):
    from rensa import RMinHash

    return RMinHash.digest_matrix_from_token_sets(token_sets, NUM_SLOTS, SEED)


def datasketch_of(items):
    from datasketch import MinHash

    minhash = MinHash(num_perm=NUM_SLOTS, seed=SEED)
    minhash.update_batch(items)
    return minhash


def daft_signatures(frame, length=SHINGLE_LEN):
    import daft

    signature = daft.col("text").minhash(
        num_hashes=NUM_SLOTS, ngram_size=length, seed=SEED, hash_function="xxhash3_64"
    )
    return frame.select(signature.alias("signature"))


def daft_array(frame):
    column = frame.collect().to_arrow().column("signature").combine_chunks()
    return column.flatten().to_numpy(zero_copy_only=False).reshape(-1, NUM_SLOTS)


def sketch():
    from datasketch import MinHash
    from rensa import RMinHash

    num_articles = 256
    for num_shingles in (50, 100, 300, 1000):
        total = num_articles * num_shingles
        hashes = np.random.default_rng(SEED).integers(0, 2**64, total, dtype=np.uint64)
        offsets = np.arange(0, total + 1, num_shingles, dtype=np.uint64)

        def rensa_all():
            RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, NUM_SLOTS, SEED)

        # One run is over in a millisecond: many are timed as one.
        seconds = least_cpu_seconds(lambda: [rensa_all() for _ in range(50)]) / 50
        print(f"rensa (full set)\t{num_shingles}\t{seconds * 1e9 / total:.2f}")

        articles = (hashes >> np.uint64(32)).reshape(num_articles, num_shingles).tolist()

        def datasketch_all():
            for article in articles:
                MinHash(num_perm=NUM_SLOTS, seed=SEED, hashfunc=int).update_batch(article)

        seconds = least_cpu_seconds(datasketch_all)
        print(f"datasketch\t{num_shingles}\t{seconds * 1e9 / total:.2f}")


def text(path):
    import daft

    texts = read(path)
    megabytes = sum(len(text) for text in texts) / 1e6
    frame = daft.from_pydict({"text": texts}).collect()
    for library, work in (
        ("Daft", lambda: daft_signatures(frame).collect()),
        ("rensa (full set)", lambda: rensa_matrix([shingles(text) for text in texts])),
        (
            "datasketch",
            lambda: [datasketch_of([s.encode() for s in shingles(text)]) for text in texts],
        ),
    ):
        print(f"{library}\t{megabytes / least_cpu_seconds(work):.1f}")


def daft_pairs(path, bands, rows, threshold):
    import daft

    signatures = daft_array(daft_signatures(daft.read_json(path)))
    # Daft's own joins would have to explode all bands; numpy groups them in one sort a band.
    candidates = set()
    for band in range(bands):
        values = np.ascontiguousarray(signatures[:, band * rows : (band + 1) * rows])
        keys = values.view(np.dtype((np.void, values.dtype.itemsize * rows))).ravel()
        order = np.argsort(keys, kind="stable")
        ends = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        for group in np.split(order, ends):
            if len(group) > 1:
                group = group.tolist()
                candidates.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
    return [(a, b) for a, b in candidates if np.mean(signatures[a] == signatures[b]) >= threshold]


def rensa_pairs(path, bands, _rows, threshold):
    from rensa import RMinHash, RMinHashLSH

    minhashes = RMinHash.from_token_sets([shingles(text) for text in read(path)], NUM_SLOTS, SEED)
    index = RMinHashLSH(threshold, NUM_SLOTS, bands)
    index.insert_many(minhashes)
    return [
        (a, b)
        for a, found in enumerate(index.query_all(minhashes))
        for b in found
        if a < b and minhashes[a].jaccard(minhashes[b]) >= threshold
    ]


def datasketch_pairs(path, bands, rows, threshold):
    from datasketch import MinHashLSH

    index = MinHashLSH(num_perm=NUM_SLOTS, params=(bands, rows))
    minhashes = []
    pairs = []
    for number, text in enumerate(read(path)):
        minhash = datasketch_of([s.encode() for s in shingles(text)])
        pairs += [(a, number) for a in index.query(minhash)]
        index.insert(number, minhash)
        minhashes.append(minhash)
    return [(a, b) for a, b in pairs if minhashes[a].jaccard(minhashes[b]) >= threshold]


def pairs(library, path, out, bands, rows, threshold):
    find = {"daft": daft_pairs, "rensa": rensa_pairs, "datasketch": datasketch_pairs}[library]
    with open(out, "w", encoding="utf-8") as lines:
        for a, b in sorted(find(path, int(bands), int(rows), float(threshold))):
            lines.write(f"{a}\t{b}\n")


def best(library, path, truth_path):
    """Two rules: the threshold of 0.7 at the usual shingles, and the best F1 that any length of
    shingles and any threshold give. No index stands between: all pairs are estimated."""
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    number = {record["id"]: at for at, record in enumerate(records)}
    # As these libraries' guides do it: lower case, words without punctuation.
    texts = [" ".join(re.findall(r"\w+", record["text"].lower())) for record in records]
    is_copy = np.zeros((len(texts), len(texts)), dtype=bool)
    counts = np.triu(np.ones_like(is_copy), 1)
    with open(truth_path, encoding="utf-8") as lines:
        for line in list(lines)[1:]:
            a, b, label, shared_words, _ = line.split("\t")
            a, b = sorted((number[a], number[b]))
            if int(shared_words) < 12:
                counts[a, b] = False
            elif label in ("copy", "abridged", "partial"):
                is_copy[a, b] = True

    def scores(length):
        if library == "daft":
            import daft

            signatures = daft_array(daft_signatures(daft.from_pydict({"text": texts}), length))
        else:
            items = ([s.encode() for s in shingles(text, length)] for text in texts)
            signatures = np.array([datasketch_of(of_text).hashvalues for of_text in items])
        signatures = signatures.astype(np.uint32)
        equal_of = {True: 0, False: 0}
        for start in range(0, len(texts), 32):
            rows = slice(start, start + 32)
            equal = (signatures[rows, None] == signatures[None]).sum(axis=2, dtype=np.uint8)
            for kind in (True, False):
                chosen = equal[counts[rows] & (is_copy[rows] == kind)]
                equal_of[kind] += np.bincount(chosen, minlength=NUM_SLOTS + 1)
        # Pairs with so many equal slots or more.
        right, wrong = (np.cumsum(equal_of[kind][::-1])[::-1] for kind in (True, False))
        recall, precision = right / right[0], right / np.maximum(1, right + wrong)
        return recall, precision, 2 * right / (right + wrong + right[0])

    by_length = {length: scores(length) for length in (1, 2, 3, 5)}
    length = max(by_length, key=lambda length: by_length[length][2].max())
    usual = int(np.ceil(0.7 * NUM_SLOTS))
    for length, least in ((SHINGLE_LEN, usual), (length, int(by_length[length][2].argmax()))):
        recall, precision, f1 = (score[least] for score in by_length[length])
        rule = f"estimate of {least / NUM_SLOTS:.2f} or more, shingles of {length}"
        print(f"{rule}\t{recall:.3f}\t{precision:.3f}\t{f1:.3f}")


if __name__ == "__main__":
    {"sketch": sketch, "text": text, "pairs": pairs, "best": best}[sys.argv[1]](*sys.argv[2:])
