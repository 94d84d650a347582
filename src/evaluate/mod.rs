//! Scores of found pairs and clusters against labels.
