"""The Python side of the comparison; run.py calls it.

    peers.py sketch                          ns a shingle from ready hashes
    peers.py text IN.jsonl                   MB/s from text in memory to signature
    peers.py pairs LIBRARY IN.jsonl OUT.tsv BANDS ROWS THRESHOLD

Every library gets the words of a text split at single spaces, and shingles of five of them.
"""

import json
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


def shingles(text):
    words = text.split(" ")
    return [" ".join(words[i : i + SHINGLE_LEN]) for i in range(len(words) - SHINGLE_LEN + 1)]


def rensa_matrix(token_sets):
    from rensa import RMinHash

    return RMinHash.digest_matrix_from_token_sets(token_sets, NUM_SLOTS, SEED)


def datasketch_of(items):
    from datasketch import MinHash

    minhash = MinHash(num_perm=NUM_SLOTS, seed=SEED)
    minhash.update_batch(items)
    return minhash


def daft_signatures(frame):
    import daft

    signature = daft.col("text").minhash(
        num_hashes=NUM_SLOTS, ngram_size=SHINGLE_LEN, seed=SEED, hash_function="xxhash3_64"
    )
    return frame.select(signature.alias("signature"))


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

    frame = daft_signatures(daft.read_json(path)).collect().to_arrow()
    column = frame.column("signature").combine_chunks()
    signatures = column.flatten().to_numpy(zero_copy_only=False).reshape(-1, NUM_SLOTS)
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


if __name__ == "__main__":
    {"sketch": sketch, "text": text, "pairs": pairs}[sys.argv[1]](*sys.argv[2:])
