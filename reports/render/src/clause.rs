//! What is said of a set of queries in one breath.

use crate::ahead::{Ahead, Lead};
use crate::aim::Aim;
use crate::listing::{counted, listed};
use crate::quantity::three;
use crate::{Summary, Unit};

/// Queries on which the same arms are ahead, and by how much on each.
pub(crate) struct Clause {
    aim: Aim,
    /// Without its lead.
    who: Ahead,
    is_lead: bool,
    queries: Vec<String>,
    leads: Vec<Lead>,
}

/// Said of a lead that too few runs stand behind.
pub(crate) const UNPROVEN: &str = "without proof";

/// Queries of which the same is to be said, together; those that leave a choice first.
pub(crate) fn clauses(aim: Aim, summary: &Summary) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for query in &summary.queries {
        let Some(ahead) = aim.ahead(query) else { continue };
        let (is_lead, lead) = (ahead.lead.is_some(), ahead.lead);
        let who = Ahead { lead: None, ..ahead };
        let alike = clauses
            .iter_mut()
            .find(|clause| clause.who == who && clause.is_lead == is_lead);
        match alike {
            Some(clause) => {
                clause.queries.push(query.name.clone());
                clause.leads.extend(lead);
            }
            None => clauses.push(Clause {
                aim,
                who,
                is_lead,
                queries: vec![query.name.clone()],
                leads: lead.into_iter().collect(),
            }),
        }
    }
    clauses.sort_by_key(|clause| !clause.is_lead);
    clauses
}

impl Clause {
    /// Whether somebody is behind, so that there is something to choose.
    pub(crate) const fn is_choice(&self) -> bool {
        self.is_lead
    }

    /// Whether what is said of it is proven.
    pub(crate) const fn is_proven(&self) -> bool {
        self.who.proven
    }

    /// Whether one arm is ahead of all others.
    pub(crate) const fn is_one(&self) -> bool {
        self.who.front.len() == 1
    }

    /// Whether it is said of this query.
    pub(crate) fn is_about(&self, query: &str) -> bool {
        self.queries.iter().any(|name| name == query)
    }

    /// Places of the arms in front.
    pub(crate) fn front(&self) -> &[usize] {
        &self.who.front
    }

    /// `micro-batch 1s or micro-batch 250ms`.
    pub(crate) fn names(&self, summary: &Summary) -> String {
        let names: Vec<String> = self.in_front(summary);
        match names.as_slice() {
            [one, other] if self.is_lead => format!("{one} or {other}"),
            names => listed(names),
        }
    }

    /// `event-at-a-time on all 4 queries (the next takes 250 times as long)`, `a and b are the same on movie-tumbling`.
    pub(crate) fn text(&self, summary: &Summary) -> String {
        let (names, queries) = (self.names(summary), counted(&self.queries, summary));
        if !self.is_lead {
            return format!("{names} {} on {queries}", self.tie());
        }
        let tie = if self.is_one() {
            String::new()
        } else {
            format!(", which {},", self.tie())
        };
        let proof = if self.who.proven {
            String::new()
        } else {
            format!(", {UNPROVEN}")
        };
        format!("{names}{tie} on {queries}{proof}{}", self.lead())
    }

    /// Where and by how much, after what has been said of one arm.
    pub(crate) fn place(&self, summary: &Summary) -> String {
        format!("on {}{}", counted(&self.queries, summary), self.lead())
    }

    /// What several in front are to each other.
    pub(crate) const fn tie(&self) -> &'static str {
        if self.who.same {
            "are the same"
        } else {
            "cannot be told apart"
        }
    }

    fn in_front(&self, summary: &Summary) -> Vec<String> {
        let places = self.who.front.iter();
        places.map(|place| summary.arms[*place].clone()).collect()
    }

    /// By how much, from the least of the queries to the greatest; empty where all are infinitely far behind.
    fn lead(&self) -> String {
        let missing: Vec<(f64, f64)> = self.leads.iter().filter_map(|lead| lead.missing()).collect();
        let times: Vec<f64> = self.leads.iter().filter_map(|lead| lead.times()).collect();
        if !missing.is_empty() {
            let share = |share: f64| Unit::Share.text(share);
            let own = between(missing.iter().map(|(own, _)| *own), share);
            let next = between(missing.iter().map(|(_, next)| *next), share);
            return format!(" (missing {own}, of the next {next})");
        }
        if times.is_empty() {
            return String::new();
        }
        let (verb, measure) = self.aim.verb();
        let least = if self.is_one() { "" } else { "at least " };
        let times = between(times.into_iter(), three);
        format!(" (the next {verb} {least}{times} times {measure})")
    }
}

impl Lead {
    const fn missing(self) -> Option<(f64, f64)> {
        match self {
            Self::Missing(own, next) => Some((own, next)),
            Self::Times(_) => None,
        }
    }

    /// Against a winner whose figure is 0 there is no factor.
    fn times(self) -> Option<f64> {
        match self {
            Self::Times(times) if times.is_finite() => Some(times),
            _ => None,
        }
    }
}

/// `2.00`, `2.00 to 3.00`.
fn between(values: impl Iterator<Item = f64> + Clone, text: impl Fn(f64) -> String) -> String {
    let least = text(values.clone().fold(f64::INFINITY, f64::min));
    let most = text(values.fold(f64::NEG_INFINITY, f64::max));
    if least == most {
        least
    } else {
        format!("{least} to {most}")
    }
}
