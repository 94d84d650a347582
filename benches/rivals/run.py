"""wirecopy beside other MinHash libraries: the same work, one machine, one run.

    python3 benches/rivals/run.py [ARTICLES]

Builds both sides, installs the pinned Python libraries into a virtual environment below
`benches/rivals/target`, and prints tables in Markdown. By default 20,000 articles.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = HERE / "target"
PYTHON = TARGET / "venv" / "bin" / "python"
RIVALS = TARGET / "release" / "rivals"
WIRECOPY = ROOT / "target" / "release" / "wirecopy"
THRESHOLD = "0.7"
RUNS = 3
HEAVY_ARTICLES, HEAVY_FORMS = "5000", "1000"

# One thread wherever one can be asked for: what is compared is the work, not the cores.
ONE_THREAD = os.environ | {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def prepare():
    # The lockfile of the rivals pins them; what wirecopy comes to need is added to it.
    for folder, locked in ((ROOT, ["--locked"]), (HERE, [])):
        command = ["cargo", "build", "--release", "--quiet", *locked]
        subprocess.run(command, cwd=folder, check=True)
    if not PYTHON.exists():
        venv.create(TARGET / "venv", with_pip=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
    subprocess.run(command, check=True)


def lines_of(*command):
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=ONE_THREAD)
    return [line.split("\t") for line in run.stdout.splitlines()]


def measured(command):
    """CPU seconds of the whole process and its peak memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def table(title, head, rows):
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def sketch_table():
    figures = {}
    for command in ([RIVALS, "sketch"], [PYTHON, HERE / "peers.py", "sketch"]):
        for library, num_shingles, nanoseconds in lines_of(*command):
            figures.setdefault(library, {})[num_shingles] = float(nanoseconds)
    ours = figures["wirecopy binned"]
    rows = [
        [library, *(f"{by[n]:.1f} ({by[n] / ours[n]:.1f} x)" for n in ours)]
        for library, by in figures.items()
    ]
    head = ["library", *(f"n = {n}" for n in ours)]
    table("Signature from ready hashes: ns a shingle, in brackets the ratio to the first", head, rows)


def text_table(corpus):
    figures = lines_of(RIVALS, "text", corpus)
    figures += lines_of(PYTHON, HERE / "peers.py", "text", corpus)
    ours = float(figures[0][1])
    rows = [[library, rate, f"{ours / float(rate):.1f} x"] for library, rate in figures]
    table("Text in memory to signature", ["library", "MB/s", "wirecopy is faster by"], rows)


def wirecopy_pairs(out):
    with open(out / "pairs.jsonl", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    return {tuple(sorted((int(pair["a"]), int(pair["b"])))) for pair in pairs}


def listed_pairs(path):
    return {tuple(map(int, line.split("\t"))) for line in path.read_text().splitlines()}


def pairs_table(corpus, work):
    truth_path = work / "truth.tsv"
    subprocess.run([RIVALS, "truth", corpus, truth_path], check=True)
    truth = listed_pairs(truth_path)
    [banding] = lines_of(RIVALS, "banding")
    out, listed = work / "out", work / "pairs.tsv"
    scan = [WIRECOPY, "scan", "--quiet", "--near-duplicates", "--threshold", THRESHOLD]
    peer = lambda library: [
        *(PYTHON, HERE / "peers.py", "pairs", library, corpus, listed, *banding, THRESHOLD)
    ]
    rows = []
    for library, check, command in (
        ("wirecopy", "exact", [*scan, corpus, "--out", out]),
        ("gaoya", "estimate", [RIVALS, "gaoya", corpus, listed]),
        ("Daft", "estimate", peer("daft")),
        ("rensa (full set)", "estimate", peer("rensa")),
        ("datasketch", "estimate", peer("datasketch")),
    ):
        runs = [measured(command) for _ in range(RUNS)]
        seconds = statistics.median(seconds for seconds, _ in runs)
        megabytes = statistics.median(megabytes for _, megabytes in runs)
        found = wirecopy_pairs(out) if library == "wirecopy" else listed_pairs(listed)
        ours = seconds if library == "wirecopy" else ours
        recall = len(found & truth) / len(truth)
        precision = len(found & truth) / max(1, len(found))
        rows.append(
            [library, f"{seconds:.2f}", f"{seconds / ours:.1f} x", f"{megabytes:.0f}", check]
            + [f"{recall:.3f}", f"{precision:.3f}"]
        )
    head = ["library", "CPU s", "ratio", "peak MB", "checked by", "recall", "precision"]
    title = f"JSONL to pairs of resemblance {THRESHOLD} or more ({len(truth)} pairs)"
    table(f"{title}, whole processes, median of {RUNS}", head, rows)


def heavy_truth(path):
    """Pairs that are copies, and pairs that count neither way since they share too little."""
    copies, left_out = set(), set()
    for line in path.read_text().splitlines()[1:]:
        a, b, label, shared_words, _ = line.split("\t")
        if int(shared_words) < 12:
            left_out.add((a, b))
        elif label in ("copy", "abridged", "partial"):
            copies.add((a, b))
    return copies, left_out


def heavy_table(work):
    articles, groups, truth_path = work / "heavy.jsonl", work / "heavy.tsv", work / "heavy.pairs.tsv"
    size = ["--articles", HEAVY_ARTICLES, "--templates", HEAVY_FORMS, "--seed", "1"]
    files = ["--output", articles, "--truth", groups]
    subprocess.run([WIRECOPY, "generate", "--heavy-edits", *size, *files], check=True)
    copies, left_out = heavy_truth(truth_path)
    out = work / "heavy"
    scan = [WIRECOPY, "scan", "--quiet", articles, "--out", out]
    subprocess.run(scan, check=True, stdout=subprocess.DEVNULL)
    with open(out / "pairs.jsonl", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    kinds = ("reprint", "abridgement", "partial")
    found = {(pair["a"], pair["b"]) for pair in pairs if pair["kind"] in kinds} - left_out
    right = len(found & copies)
    precision, recall = right / len(found), right / len(copies)
    f1 = 2 * precision * recall / (precision + recall)
    rows = [["wirecopy scan", "passages, by kind", f"{recall:.3f}", f"{precision:.3f}", f"{f1:.3f}"]]
    for library, name in (("datasketch", "datasketch"), ("daft", "Daft")):
        best = lines_of(PYTHON, HERE / "peers.py", "best", library, articles, truth_path)
        for rule, recall, precision, f1 in best:
            rows.append([name, rule, recall, precision, f1])
    head = ["library", "a pair is a copy by", "recall", "precision", "F1"]
    title = f"{HEAVY_ARTICLES} heavily edited articles and {HEAVY_FORMS} forms: {len(copies)} copies"
    table(title, head, rows)


def processor():
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor()


def main():
    num_articles = sys.argv[1] if len(sys.argv) > 1 else "20000"
    prepare()
    work = TARGET / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    corpus = work / "corpus.jsonl"
    subprocess.run([RIVALS, "corpus", corpus, num_articles], check=True)
    [version] = lines_of(WIRECOPY, "--version")
    python = " ".join((HERE / "requirements.txt").read_text().split())
    megabytes = corpus.stat().st_size / 1e6
    print(f"{processor()}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}.")
    print(f"{version[0]}; gaoya 0.2.2, probminhash 0.1.12; Python {platform.python_version()}, {python}.")
    print(f"`python3 benches/rivals/run.py {num_articles}`: {megabytes:.0f} MB of JSONL.")
    sketch_table()
    text_table(corpus)
    pairs_table(corpus, work)
    heavy_table(work)


if __name__ == "__main__":
    main()
