//! Signatures from ready hashes and from texts, one thread.

use std::error::Error;
use std::hash::BuildHasherDefault;
use std::hint::black_box;
use std::time::Instant;

use gaoya::minhash::{MinHasher, MinHasher32};
use probminhash::densminhash::OptDensMinHash;
use probminhash::nohasher::NoHashHasher;
use probminhash::superminhasher2::SuperMinHash2;
use wirecopy::hash::mix;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::sketch::{SignatureKind, SketchConfig, Sketcher};
use wirecopy::text::Tokens;

use crate::{NUM_SLOTS, SHINGLE_LEN, corpus};

/// Articles of one measurement: more than branch predictors learn by heart.
const NUM_ARTICLES: u64 = 256;

/// Each figure is the least of so many runs: what disturbs a run only ever adds to it.
const RUNS: usize = 7;

type NoHash = BuildHasherDefault<NoHashHasher>;

const KINDS: [(&str, SignatureKind); 2] =
    [("wirecopy binned", SignatureKind::Binned), ("wirecopy classic", SignatureKind::Classic)];

/// Prints `library, n, ns a shingle`.
pub(crate) fn from_hashes() -> Result<(), Box<dyn Error>> {
    for num_shingles in [50, 100, 300, 1000] {
        let articles: Vec<Vec<u64>> = (0..NUM_ARTICLES)
            .map(|article| (0..num_shingles).map(|i| mix(article << 32 | i)).collect())
            .collect();
        let print = |library: &str, seconds: f64| {
            let shingles = (NUM_ARTICLES * num_shingles) as f64;
            println!("{library}\t{num_shingles}\t{:.2}", seconds * 1e9 / shingles);
        };
        for (name, kind) in KINDS {
            let mut sketcher = Sketcher::new(&config(kind)?);
            let mut slots = vec![0; NUM_SLOTS];
            print(
                name,
                least_seconds(|| {
                    for article in &articles {
                        sketcher.sketch_into(black_box(article), &mut slots).expect("it fits");
                        black_box(&slots);
                    }
                }),
            );
        }
        // The hashes are mixed already: gaoya and probminhash are spared hashing them again.
        let gaoya = MinHasher32::new_with_hasher(NUM_SLOTS, NoHash::default());
        print(
            "gaoya",
            least_seconds(|| {
                for article in &articles {
                    black_box(gaoya.create_signature(black_box(article).iter()));
                }
            }),
        );
        let mut superminhash: SuperMinHash2<u64, u64, NoHashHasher> =
            SuperMinHash2::new(NUM_SLOTS, NoHash::default());
        print(
            "probminhash SuperMinHash2",
            least_seconds(|| {
                for article in &articles {
                    superminhash.reinit();
                    superminhash.sketch_slice(black_box(article)).expect("not empty");
                    black_box(superminhash.get_hsketch());
                }
            }),
        );
        let mut dense: OptDensMinHash<f64, u64, NoHashHasher> =
            OptDensMinHash::new(NUM_SLOTS, NoHash::default());
        print(
            "probminhash OptDensMinHash",
            least_seconds(|| {
                for article in &articles {
                    dense.reinit();
                    dense.sketch_slice(black_box(article)).expect("not empty");
                    black_box(dense.get_hsketch());
                }
            }),
        );
    }
    Ok(())
}

/// Prints `library, MB/s` from text to signature.
pub(crate) fn from_text(input: &str) -> Result<(), Box<dyn Error>> {
    let texts = corpus::read(input)?;
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    for (name, kind) in KINDS {
        let config = config(kind)?;
        let mut sketcher = Sketcher::new(&config);
        let (mut tokens, mut shingles) = (Tokens::default(), Vec::new());
        let mut slots = vec![0; NUM_SLOTS];
        let seconds = least_seconds(|| {
            for text in &texts {
                tokens.tokenize(black_box(text));
                shingle_hashes(tokens.hashes(), tokens.units(), config.shingle(), &mut shingles);
                sketcher.sketch_into(&shingles, &mut slots).expect("it fits");
                black_box(&slots);
            }
        });
        println!("{name}\t{:.1}", megabytes / seconds);
    }
    let gaoya = MinHasher32::new(NUM_SLOTS);
    let seconds = least_seconds(|| {
        for text in &texts {
            black_box(gaoya_signature(&gaoya, black_box(text)));
        }
    });
    println!("gaoya\t{:.1}", megabytes / seconds);
    Ok(())
}

/// gaoya hashes slices of words: no string is made for a shingle.
pub(crate) fn gaoya_signature(hasher: &MinHasher32<fnv::FnvBuildHasher>, text: &str) -> Vec<u32> {
    let words: Vec<&str> = text.split(' ').collect();
    hasher.create_signature(words.windows(SHINGLE_LEN))
}

fn config(kind: SignatureKind) -> Result<SketchConfig, wirecopy::Error> {
    let config = SketchConfig::builder().kind(kind).build()?;
    assert_eq!((config.num_slots(), config.shingle().shingle_len()), (NUM_SLOTS, SHINGLE_LEN));
    Ok(config)
}

fn least_seconds(mut work: impl FnMut()) -> f64 {
    let run = || {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    std::iter::repeat_with(run).take(RUNS).fold(f64::INFINITY, f64::min)
}
