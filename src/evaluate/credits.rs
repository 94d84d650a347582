//! Scores of credits against labels: which agency in which role, article by article. Never looks at
//! texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::table::{Columns, corrupt, open, unreadable};
use crate::error::Error;

/// Roles, as the columns of the table; the first is `whole` in reports.
const COLUMNS: [(&str, &str); 4] = [
    ("whole_article", "whole"),
    ("contribution", "contribution"),
    ("in_body", "in_body"),
    ("photo", "photo"),
];

/// One line of a table of credits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledCredits {
    /// The article.
    pub id: String,
    /// Role, as reports write it, and agency, as the table writes it.
    pub credits: Vec<(&'static str, String)>,
    /// How the whole article is credited, where the table says so.
    pub form: Option<String>,
}

/// Reads a table of credits: columns `id`, `whole_article`, `contribution`, `in_body` and `photo`,
/// each with names of agencies separated by `;`; `form` if there is one. Others are passed over.
///
/// # Errors
/// [`Error::is_io`] if the file cannot be read; [`Error::is_corrupt`], with the line, if a column
/// is missing, an id is empty or there twice.
pub fn read_credits(path: &Path) -> Result<Vec<LabelledCredits>, Error> {
    let (mut reader, names) = open(path)?;
    let columns = Columns { path, names };
    let id_column = columns.required("id")?;
    let mut roles = Vec::new();
    for (column, role) in COLUMNS {
        roles.push((columns.required(column)?, role));
    }
    let form_column = columns.position("form");
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(path, e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| record.get(column).unwrap_or("").trim();
        let id = field(id_column).to_owned();
        if id.is_empty() {
            return Err(corrupt(path, line, "empty id"));
        }
        if !seen.insert(id.clone()) {
            return Err(corrupt(path, line, &format!("id {id:?} is there twice")));
        }
        let credits = roles.iter().flat_map(|&(column, role)| {
            let agencies = field(column).split(';').map(str::trim).filter(|name| !name.is_empty());
            agencies.map(move |agency| (role, agency.to_owned()))
        });
        let credits = credits.collect();
        let form = form_column.map(field).filter(|form| !form.is_empty()).map(str::to_owned);
        rows.push(LabelledCredits { id, credits, form });
    }
    Ok(rows)
}

/// How well credits of one role were found. A credit is an agency of an article. Ratios are `None`
/// where they would divide by 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CreditScore {
    /// Labelled and found.
    pub true_positives: u32,
    /// Found, but not labelled.
    pub false_positives: u32,
    /// Labelled, but not found.
    pub false_negatives: u32,
    /// Share of the credits found that are labelled.
    pub precision: Option<f64>,
    /// Share of the labelled credits that were found.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

/// A credit that was missed, or found where none is labelled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CreditDisagreement {
    /// The article.
    pub id: String,
    /// The role.
    pub role: &'static str,
    /// The agency.
    pub agency: String,
    /// Labelled, and not found; otherwise found, and not labelled.
    pub is_miss: bool,
}

/// Whole-article credits of one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormRecall {
    /// The form, as the table writes it.
    pub form: String,
    /// Labelled credits.
    pub labelled: u32,
    /// Those of them that were found.
    pub found: u32,
}

/// Scores of all roles.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreditEvaluation {
    /// Listed articles that were there.
    pub articles: u32,
    /// Listed articles that were not.
    pub unknown_articles: u32,
    /// Scores by role.
    pub roles: BTreeMap<&'static str, CreditScore>,
    /// Role `whole` without articles that are labelled with the form `self` or `formula`.
    pub whole_without_self_and_formula: CreditScore,
    /// Role `whole` by the form of the label.
    pub forms: Vec<FormRecall>,
    /// All credits that were missed or are too many.
    pub disagreements: Vec<CreditDisagreement>,
}

impl CreditScore {
    fn count(&mut self, is_labelled: bool, is_found: bool) {
        match (is_labelled, is_found) {
            (true, true) => self.true_positives += 1,
            (false, true) => self.false_positives += 1,
            (true, false) => self.false_negatives += 1,
            (false, false) => {}
        }
    }

    fn with_ratios(self) -> Self {
        let hits = self.true_positives;
        let ratio = |of: u32| (of > 0).then(|| f64::from(hits) / f64::from(of));
        let f1_of = 2 * hits + self.false_positives + self.false_negatives;
        Self {
            precision: ratio(hits + self.false_positives),
            recall: ratio(hits + self.false_negatives),
            f1: (f1_of > 0).then(|| f64::from(2 * hits) / f64::from(f1_of)),
            ..self
        }
    }
}

/// Scores `found`, the credits (role, agency) of every article by its id, against labels. `fold`
/// gives the one name of an agency that goes by many.
///
/// # Example
///
/// ```
/// use std::collections::BTreeMap;
/// use wirecopy::evaluate::{LabelledCredits, score_credits};
///
/// let labels = [LabelledCredits {
///     id: "a".into(),
///     credits: vec![("whole", "Associated Press".into())],
///     form: None,
/// }];
/// let found = BTreeMap::from([("a", vec![("whole", "AP")])]);
/// let fold = |name: &str| if name == "Associated Press" { "AP".into() } else { name.into() };
/// let scores = score_credits(&labels, &found, fold);
/// assert_eq!(scores.roles["whole"].f1, Some(1.0));
/// ```
pub fn score_credits(
    labels: &[LabelledCredits],
    found: &BTreeMap<&str, Vec<(&'static str, &str)>>,
    fold: impl Fn(&str) -> String,
) -> CreditEvaluation {
    let mut roles: BTreeMap<&'static str, CreditScore> =
        COLUMNS.iter().map(|&(_, role)| (role, CreditScore::default())).collect();
    let mut plain = CreditScore::default();
    let mut forms: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut disagreements = Vec::new();
    let (mut articles, mut unknown_articles) = (0, 0);
    for label in labels {
        let Some(credits) = found.get(label.id.as_str()) else {
            unknown_articles += 1;
            continue;
        };
        articles += 1;
        let labelled: BTreeSet<(&str, String)> =
            label.credits.iter().map(|(role, agency)| (*role, fold(agency))).collect();
        let given: BTreeSet<(&str, String)> =
            credits.iter().map(|(role, agency)| (*role, fold(agency))).collect();
        let form = label.form.as_deref();
        for (role, agency) in labelled.union(&given) {
            let credit = (*role, agency.clone());
            let (is_labelled, is_found) = (labelled.contains(&credit), given.contains(&credit));
            let Some((&role, score)) = roles.iter_mut().find(|(name, _)| *name == role) else {
                continue;
            };
            score.count(is_labelled, is_found);
            if role == "whole" {
                if !matches!(form, Some("self" | "formula")) {
                    plain.count(is_labelled, is_found);
                }
                if let (true, Some(form)) = (is_labelled, form) {
                    let (all, hits) = forms.entry(form).or_default();
                    *all += 1;
                    *hits += u32::from(is_found);
                }
            }
            if is_labelled != is_found {
                disagreements.push(CreditDisagreement {
                    id: label.id.clone(),
                    role,
                    agency: agency.clone(),
                    is_miss: is_labelled,
                });
            }
        }
    }
    disagreements.sort_unstable();
    CreditEvaluation {
        articles,
        unknown_articles,
        roles: roles.into_iter().map(|(role, score)| (role, score.with_ratios())).collect(),
        whole_without_self_and_formula: plain.with_ratios(),
        forms: forms
            .into_iter()
            .map(|(form, (labelled, found))| FormRecall { form: form.to_owned(), labelled, found })
            .collect(),
        disagreements,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn table(text: &str) -> Result<Vec<LabelledCredits>, Error> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        read_credits(file.path())
    }

    const HEADER: &str = "id\twhole_article\tcontribution\tin_body\tphoto\tform\n";

    #[test]
    fn names_are_split_and_faults_are_named() {
        let rows = table(&format!("{HEADER}a\tAP; AFP\t\tPTI\t\tself\nb\t\t\t\t\t\n")).unwrap();
        let credits = ["AP", "AFP"].map(|name| ("whole", name.to_owned()));
        assert_eq!(rows[0].credits[..2], credits);
        assert_eq!(rows[0].credits[2], ("in_body", "PTI".to_owned()));
        assert_eq!((rows[0].form.as_deref(), rows[1].form.as_deref()), (Some("self"), None));
        assert!(table("id\tphoto\n").unwrap_err().is_corrupt());
        let twice = table(&format!("{HEADER}a\t\t\t\t\t\na\t\t\t\t\t\n")).unwrap_err();
        assert!(twice.to_string().starts_with("line 3"), "{twice}");
    }

    #[test]
    fn every_credit_counts_once_in_its_role() {
        let rows = table(&format!(
            "{HEADER}a\tAP\t\tAP;PTI\t\tdateline\nb\tAFP\t\t\tdpa\tformula\nc\t\t\t\t\t\n"
        ))
        .unwrap();
        let found = BTreeMap::from([
            ("a", vec![("whole", "AP"), ("whole", "dpa"), ("in_body", "PTI")]),
            ("b", vec![("whole", "AFP"), ("photo", "dpa")]),
        ]);
        let scores = score_credits(&rows, &found, str::to_owned);
        assert_eq!((scores.articles, scores.unknown_articles), (2, 1));
        let whole = scores.roles["whole"];
        let counts = (whole.true_positives, whole.false_positives, whole.false_negatives);
        assert_eq!(counts, (2, 1, 0));
        assert_eq!(whole.f1, Some(0.8));
        assert_eq!(scores.whole_without_self_and_formula.true_positives, 1);
        assert_eq!(scores.roles["in_body"].recall, Some(0.5));
        assert_eq!(scores.roles["contribution"].f1, None);
        assert_eq!(scores.forms.len(), 2);
        let missed: Vec<_> = scores.disagreements.iter().map(|d| (d.role, d.is_miss)).collect();
        assert_eq!(missed, [("in_body", true), ("whole", false)]);
    }
}
