//! Held here: the same bytes from any place and thread, the stated shares and lengths, and the
//! truth against exhaustive comparison of the texts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::Timestamp;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn config(articles: usize) -> GenerateConfig {
    GenerateConfig { articles, seed: 11, ..GenerateConfig::default() }
}

fn generate(config: &GenerateConfig) -> (Generator, Vec<GeneratedArticle>) {
    let generator = Generator::new(config).unwrap();
    let articles = generator.articles().collect();
    (generator, articles)
}

fn words(text: &str) -> Vec<String> {
    text.unicode_words().map(|word| word.to_lowercase().replace('\u{2019}', "'")).collect()
}

/// Longest run of words that both texts hold, by the quadratic table.
fn longest_common_run(a: &[String], b: &[String]) -> u32 {
    let (mut longest, mut above) = (0, vec![0_u32; b.len() + 1]);
    for word in a {
        let mut diagonal = 0;
        for (index, other) in b.iter().enumerate() {
            let here = if word == other { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(&mut above[index + 1], here);
            longest = longest.max(here);
        }
    }
    longest
}

/// Length of the longest common subsequence of words, by the quadratic table.
fn longest_common_subsequence(a: &[String], b: &[String]) -> u32 {
    let mut above = vec![0_u32; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (index, other) in b.iter().enumerate() {
            let here =
                if word == other { diagonal + 1 } else { above[index].max(above[index + 1]) };
            diagonal = std::mem::replace(&mut above[index + 1], here);
        }
    }
    above.last().copied().unwrap()
}

/// Words that both texts hold, in any order.
fn common_words(a: &[String], b: &[String]) -> u32 {
    let mut left: HashMap<&String, u32> = HashMap::new();
    for word in a {
        *left.entry(word).or_default() += 1;
    }
    b.iter()
        .filter(|word| {
            left.get_mut(word).is_some_and(|n| n.checked_sub(1).map(|m| *n = m).is_some())
        })
        .count() as u32
}

#[test]
fn same_articles_in_any_order_and_thread() {
    let config = GenerateConfig {
        templates: 40,
        identical: 20,
        near_identical: 20,
        heavy_edits: true,
        ..config(300)
    };
    let (generator, articles) = generate(&config);
    assert_eq!(articles.len(), 380);
    let (again, _) = generate(&config);
    let backwards: Vec<_> =
        (0..again.len()).rev().map(|index| again.article(index).unwrap()).collect();
    assert!(articles.iter().eq(backwards.iter().rev()));
    let halves: Vec<GeneratedArticle> = std::thread::scope(|scope| {
        let half = |range: std::ops::Range<usize>| {
            let generator = &generator;
            scope.spawn(move || range.filter_map(|i| generator.article(i)).collect::<Vec<_>>())
        };
        let (first, second) = (half(0..190), half(190..380));
        [first.join().unwrap(), second.join().unwrap()].concat()
    });
    assert_eq!(articles, halves);
    assert_eq!(generator.article(380), None);
    let (_, other) = generate(&GenerateConfig { seed: 12, ..config });
    assert!(articles.iter().zip(&other).all(|(a, b)| a.text != b.text));
}

#[test]
fn articles_have_the_shape_of_news() {
    let (generator, articles) = generate(&config(3_000));
    let lengths: Vec<usize> = articles.iter().map(|a| words(&a.text).len()).collect();
    let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
    assert!((415.0..465.0).contains(&mean), "{mean}");
    assert!(lengths.iter().all(|&n| (40..1400).contains(&n)));
    let grouped = articles.iter().filter(|a| a.group.is_some()).count();
    assert!((899..=900).contains(&grouped), "{grouped}");
    assert!(generator.groups().eq(articles.iter().filter_map(|a| Some((a.id.clone(), a.group?)))));
    let vocabulary: BTreeSet<String> = articles.iter().flat_map(|a| words(&a.text)).collect();
    assert!(vocabulary.len() >= 4_000, "{}", vocabulary.len());
    for article in &articles {
        assert!(article.published.parse::<Timestamp>().is_ok(), "{}", article.published);
        assert!(article.url.starts_with("https://") && article.url.ends_with(&article.id));
        assert!(!article.title.is_empty() && !article.title.ends_with(' '));
        assert!(article.text.lines().all(|line| !line.is_empty() && line.trim() == line));
    }
    let sources: BTreeSet<&str> = articles.iter().map(|a| a.source).collect();
    assert_eq!(sources.len(), 60);
}

#[test]
fn members_of_a_group_stand_in_different_outlets_within_days() {
    let (_, articles) = generate(&config(3_000));
    let mut groups: BTreeMap<u32, Vec<&GeneratedArticle>> = BTreeMap::new();
    for article in &articles {
        if let Some(group) = article.group {
            groups.entry(group).or_default().push(article);
        }
    }
    let mut repeated = 0;
    for members in groups.values() {
        let sources: BTreeSet<&str> = members.iter().map(|a| a.source).collect();
        repeated += members.len() - sources.len();
        let seconds = members.iter().map(|a| a.published.parse::<Timestamp>().unwrap().as_second());
        let spread = seconds.clone().max().unwrap() - seconds.min().unwrap();
        assert!(spread <= 5 * 86_400, "{spread}");
    }
    assert!(repeated > 0 && repeated < 40, "{repeated}");
}

#[test]
fn truth_equals_exhaustive_comparison() {
    for heavy_edits in [false, true] {
        let (generator, articles) = generate(&GenerateConfig { heavy_edits, ..config(200) });
        let texts: HashMap<&str, Vec<String>> =
            articles.iter().map(|a| (a.id.as_str(), words(&a.text))).collect();
        let (mut pairs, mut equal) = (0, 0);
        for pair in generator.pairs() {
            let (a, b) = (&texts[pair.a.as_str()], &texts[pair.b.as_str()]);
            let run = longest_common_run(a, b);
            // Words of furniture, credits and edits may by chance go on where a run ends.
            assert!(pair.longest_run <= run, "{pair:?} {run}");
            equal += u32::from(run <= pair.longest_run + 1);
            pairs += 1;
            assert!(pair.shared_words <= common_words(a, b), "{pair:?}");
            assert!(pair.longest_run <= pair.shared_words);
            if !heavy_edits && pair.label != "quotes_only" {
                // Light copies keep the order.
                assert!(pair.shared_words <= longest_common_subsequence(a, b), "{pair:?}");
            }
        }
        assert!(pairs > 50);
        assert!(equal * 10 >= pairs * 8, "{equal} of {pairs}");
    }
}

#[test]
fn articles_outside_the_truth_share_no_run_of_twelve() {
    let (generator, articles) = generate(&config(1_500));
    let related: HashSet<(String, String)> =
        generator.pairs().map(|pair| (pair.a, pair.b)).collect();
    let mut first: HashMap<Vec<String>, &GeneratedArticle> = HashMap::new();
    let mut strangers = BTreeSet::new();
    for article in &articles {
        for run in words(&article.text).windows(12) {
            let Some(earlier) = first.insert(run.to_vec(), article) else { continue };
            let pair = (earlier.id.clone(), article.id.clone());
            // Within one outlet furniture recurs; in one group two may hold parts of one story.
            if earlier.source != article.source
                && (earlier.group.is_none() || earlier.group != article.group)
                && !related.contains(&pair)
            {
                strangers.insert(pair);
            }
        }
    }
    assert!(strangers.len() <= 3, "{strangers:?}");
}

#[test]
fn stock_phrases_recur_widely() {
    let (_, articles) = generate(&config(1_000));
    let mut outlets: HashMap<Vec<String>, HashSet<usize>> = HashMap::new();
    for (index, article) in articles.iter().enumerate() {
        for run in words(&article.text).windows(5) {
            outlets.entry(run.to_vec()).or_default().insert(index);
        }
    }
    let phrase = words("respond to a request for");
    assert!(outlets[&phrase].len() >= 80, "{}", outlets[&phrase].len());
}

#[test]
fn heavy_edits_change_what_they_say_and_leave_runs() {
    let (generator, _) = generate(&GenerateConfig { heavy_edits: true, ..config(2_000) });
    let pairs: Vec<TruthPair> = generator.pairs().filter(|p| p.label != "quotes_only").collect();
    let with_run = pairs.iter().filter(|pair| pair.longest_run >= 12).count();
    assert!(with_run * 10 >= pairs.len() * 7, "{with_run} of {}", pairs.len());
    let long = pairs.iter().filter(|pair| pair.longest_run >= 60).count();
    assert!(long * 4 <= pairs.len(), "{long} of {}", pairs.len());
}

#[test]
fn identical_copies_are_identical_and_near_ones_near() {
    let config = GenerateConfig { identical: 60, near_identical: 60, ..config(0) };
    let (generator, articles) = generate(&config);
    let by_id: HashMap<&str, &GeneratedArticle> =
        articles.iter().map(|a| (a.id.as_str(), a)).collect();
    let (mut identical, mut near) = (0, 0);
    for TruthPair { a, b, label, shared_words, .. } in generator.pairs() {
        let (a, b) = (by_id[a.as_str()], by_id[b.as_str()]);
        assert_eq!((label, a.group), ("copy", b.group));
        if a.group == Some(1) {
            assert_eq!((&a.text, &a.title), (&b.text, &b.title));
            assert_eq!(shared_words as usize, words(&a.text).len());
            identical += 1;
        } else {
            assert!(a.text != b.text && a.title != b.title);
            near += 1;
        }
    }
    assert_eq!((identical, near), (59, 59));
}

#[test]
fn near_identical_copies_differ_in_one_to_five_words_of_a_hundred() {
    let (generator, _) = generate(&GenerateConfig { near_identical: 200, ..config(0) });
    let mut scratch = Scratch::default();
    generator.composer.draft(Role::Near { member: 0 }, &mut scratch);
    let story = scratch.draft.words.len() as f64;
    let mut sum = 0.0;
    for pair in generator.pairs() {
        // An edit in three or so adds a word and takes none.
        let lost = 1.0 - f64::from(pair.shared_words) / story;
        assert!((0.003..0.05).contains(&lost), "{lost}");
        sum += lost;
    }
    let mean = sum / 199.0;
    assert!((0.015..0.03).contains(&mean), "{mean}");
}

#[test]
fn forms_are_in_no_group_and_no_pair() {
    let (generator, articles) = generate(&GenerateConfig { templates: 100, ..config(0) });
    assert_eq!(articles.len(), 100);
    assert!(articles.iter().all(|a| a.group.is_none()));
    assert_eq!(generator.pairs().count(), 0);
    let texts: Vec<Vec<String>> = articles.iter().map(|a| words(&a.text)).collect();
    let alike = (1..texts.len())
        .filter(|&i| texts[..i].iter().any(|other| longest_common_run(&texts[i], other) >= 12));
    assert!(alike.count() >= 80, "forms must be alike to be of use");
}

#[test]
fn one_footer_stands_under_unrelated_articles() {
    let (generator, articles) = generate(&GenerateConfig { footer: true, ..config(50) });
    let footer = articles[0].text.lines().last().unwrap();
    assert!((60..=100).contains(&words(footer).len()), "{footer}");
    assert!(articles.iter().all(|a| a.text.ends_with(footer) && a.group.is_none()));
    assert_eq!(generator.pairs().count(), 0);
}

#[test]
fn tables_are_written_with_headers() {
    let config = GenerateConfig { identical: 3, ..config(0) };
    let (generator, _) = generate(&config);
    let path = Path::new("out");
    let (mut jsonl, mut groups, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    generator.write_jsonl(&mut jsonl, path).unwrap();
    generator.write_groups(&mut groups, path).unwrap();
    generator.write_pairs(&mut pairs, path).unwrap();
    let line: serde_json::Value =
        serde_json::from_slice(jsonl.split(|&byte| byte == b'\n').next().unwrap()).unwrap();
    let mut fields: Vec<&String> = line.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(fields, ["id", "published", "source", "text", "title", "url"]);
    let expected = "id\tgroup\na00000001\t1\na00000002\t1\na00000003\t1\n";
    assert_eq!(String::from_utf8(groups).unwrap(), expected);
    let pairs = String::from_utf8(pairs).unwrap();
    assert_eq!(pairs.lines().next().unwrap(), "id_a\tid_b\tlabel\tshared_words\tlongest_run");
    assert_eq!(pairs.lines().count(), 3);
    assert!(pairs.lines().skip(1).all(|line| line.split('\t').count() == 5), "{pairs}");
}

/// A writer whose disk is full.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn full_disk_is_an_io_error() {
    let (generator, _) = generate(&config(2));
    let error = generator.write_jsonl(&mut Full, Path::new("out")).unwrap_err();
    assert!(error.is_io());
    assert!(generator.write_groups(&mut Full, Path::new("out")).is_err());
    assert!(generator.write_pairs(&mut Full, Path::new("out")).is_err());
}

/// Published figures rest on articles of a seed: a change of words or of the order of draws has to
/// be meant, and to be named in the changelog.
#[test]
fn articles_of_a_seed_stay_the_same() {
    let configs = [
        config(50),
        GenerateConfig { heavy_edits: true, ..config(50) },
        GenerateConfig { near_identical: 20, identical: 5, templates: 20, ..config(5) },
        GenerateConfig { footer: true, ..config(50) },
    ];
    let digests = configs.map(|config| {
        let mut bytes = Vec::new();
        Generator::new(&config).unwrap().write_jsonl(&mut bytes, Path::new("memory")).unwrap();
        crate::hash::hash_token(&bytes)
    });
    let expected = [
        0xdc6d_4436_8679_55c2,
        0x09ad_a9ef_61f0_0de4,
        0xa501_8540_34a3_dae0,
        0xa232_5ec0_798f_edde,
    ];
    assert_eq!(digests, expected, "{digests:x?}");
}
