//! How far estimates lie from exact resemblance, on pairs of known resemblance.
//!
//! A collection holds few pairs of each resemblance, and those that it holds are few in kind. So the
//! pairs are made of the articles' own shingles: the distinct shingles of an article, in an order
//! without meaning, of which one member has the first and the other the last, so many that their
//! overlap is a tenth, two tenths and so on of all.

use wirecopy::hash::mix;
use wirecopy::sketch::shingle::shingle_hashes;
use wirecopy::sketch::{SignatureKind, SketchConfig, Sketcher};
use wirecopy::text::Tokens;

use super::super::failure::Failure;
use super::model::{Sketch, SketchError, SketchKind};
use super::stages::Sample;

/// Articles whose shingles are used; a relative squared error over nine pairs of each has a standard
/// deviation of about sqrt(2 / 18,000) = 1 %.
const MAX_ARTICLES: usize = 2_000;

/// Fewer shingles cannot be cut into tenths.
const MIN_SHINGLES: usize = 20;

const KINDS: [(&str, SignatureKind); 2] =
    [("binned", SignatureKind::Binned), ("classic", SignatureKind::Classic)];

/// Measures both kinds of signatures.
pub(super) fn measure(sample: &Sample) -> Result<Sketch, Failure> {
    let config = SketchConfig::default();
    let sets = shingle_sets(sample, &config);
    let kinds = KINDS.map(|(name, kind)| -> Result<SketchKind, Failure> {
        let mut sketcher = Sketcher::new(&SketchConfig::builder().kind(kind).build()?);
        let errors: Vec<SketchError> = (1..10)
            .filter_map(|tenths| errors_at(&sets, tenths, &mut sketcher).transpose())
            .collect::<Result<_, _>>()?;
        let relative = errors.iter().map(|error| {
            (error.rms_error / error.expected_rms_error).powi(2) / errors.len() as f64
        });
        Ok(SketchKind { name, relative_squared_error: relative.sum(), errors })
    });
    let num_shingles: usize = sets.iter().map(Vec::len).sum();
    Ok(Sketch {
        num_slots: config.num_slots(),
        pairs: sets.len() as u64,
        shingles_per_pair: num_shingles as f64 / sets.len().max(1) as f64,
        kinds: kinds.into_iter().collect::<Result<_, _>>()?,
    })
}

/// Distinct shingles of the first articles that have enough of them.
fn shingle_sets(sample: &Sample, config: &SketchConfig) -> Vec<Vec<u64>> {
    let mut tokens = Tokens::default();
    let set = |text: &String| {
        tokens.tokenize(text);
        let mut shingles = Vec::new();
        shingle_hashes(tokens.hashes(), tokens.units(), config.shingle(), &mut shingles);
        // By another hash: slices of ascending hashes would be no sets like any others.
        shingles.sort_unstable_by_key(|&hash| mix(hash));
        shingles.dedup();
        (shingles.len() >= MIN_SHINGLES).then_some(shingles)
    };
    sample.texts().iter().filter_map(set).take(MAX_ARTICLES).collect()
}

/// The errors over one pair of each set; `None` without sets.
fn errors_at(
    sets: &[Vec<u64>],
    tenths: usize,
    sketcher: &mut Sketcher,
) -> Result<Option<SketchError>, Failure> {
    let num_slots = sketcher.config().num_slots();
    let (mut exact_sum, mut bias, mut squared, mut expected) = (0.0, 0.0, 0.0, 0.0);
    for set in sets {
        let num_shared = (set.len() * tenths + 5) / 10;
        let (first, last) = overlapping(set, num_shared);
        let [first, last] = [first, last].map(|part| sketcher.sketch(part));
        let Some(estimate) = first.estimate_resemblance(&last)? else {
            return Err(Failure::message("a set to measure the sketch on is empty"));
        };
        let exact = num_shared as f64 / set.len() as f64;
        let error = estimate - exact;
        exact_sum += exact;
        bias += error;
        squared += error * error;
        expected += exact * (1.0 - exact) / num_slots as f64;
    }
    let n = sets.len() as f64;
    Ok((!sets.is_empty()).then(|| SketchError {
        resemblance: exact_sum / n,
        bias: bias / n,
        rms_error: (squared / n).sqrt(),
        expected_rms_error: (expected / n).sqrt(),
    }))
}

/// Two parts that hold all of `set` together, of sizes as equal as can be, with `num_shared` in
/// both.
fn overlapping(set: &[u64], num_shared: usize) -> (&[u64], &[u64]) {
    let sum = set.len() + num_shared;
    (&set[..sum.div_ceil(2)], &set[set.len() - sum / 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_what_is_asked_for_and_hold_all_together() {
        for len in [20_u64, 21, 300] {
            let set: Vec<u64> = (0..len).collect();
            for num_shared in 0..=set.len() {
                let (first, last) = overlapping(&set, num_shared);
                let shared = first.iter().filter(|hash| last.contains(hash)).count();
                assert_eq!(shared, num_shared);
                assert!(first[0] == 0 && last.last() == Some(&(len - 1)));
                assert!(first.len().abs_diff(last.len()) <= 1);
            }
        }
    }

    #[test]
    fn errors_are_those_of_the_signatures() {
        let sets: Vec<Vec<u64>> =
            (0..400).map(|set| (0..100).map(|i| mix(set << 32 | i)).collect()).collect();
        for (_, kind) in KINDS {
            let config = SketchConfig::builder().kind(kind).build().unwrap();
            let errors = errors_at(&sets, 5, &mut Sketcher::new(&config)).unwrap().unwrap();
            assert!((errors.resemblance - 0.5).abs() < 1e-12, "{errors:?}");
            assert!((errors.expected_rms_error - (0.25_f64 / 128.0).sqrt()).abs() < 1e-12);
            // Five standard deviations of a mean of 400.
            assert!(errors.bias.abs() < 5.0 * errors.expected_rms_error / 20.0, "{errors:?}");
            assert!(errors.rms_error > 0.0 && errors.rms_error < 1.2 * errors.expected_rms_error);
        }
        assert!(errors_at(&[], 5, &mut Sketcher::new(&SketchConfig::default())).unwrap().is_none());
    }
}
