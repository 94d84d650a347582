//! Each line of the tables against its own example.

use super::patterns::rows;
use super::*;

const TABLE: &str = include_str!("patterns.tsv");

fn roles(text: &str) -> Vec<(&'static str, CreditRole)> {
    credits(text, None, None).iter().map(|credit| (credit.agency, credit.role)).collect()
}

#[test]
fn every_pattern_finds_its_example() {
    let mut wrong = Vec::new();
    let mut num_rows = 0;
    for [role, language, _, pattern, example] in rows(TABLE) {
        num_rows += 1;
        let found = roles(example);
        let is_right = match role {
            "whole" => found.iter().any(|(_, role)| *role == CreditRole::Whole),
            "contribution" => found.iter().any(|(_, role)| *role == CreditRole::Contribution),
            "photo" => found.iter().any(|(_, role)| *role == CreditRole::Photo),
            "in_body" => found.iter().any(|(_, role)| *role != CreditRole::Photo),
            "none" => found.is_empty(),
            "noun" => found.iter().any(|(_, role)| *role == CreditRole::Whole),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{role} {language}: {pattern}: {example}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(num_rows, TABLE.lines().filter(|line| !line.starts_with('#')).count());
}
