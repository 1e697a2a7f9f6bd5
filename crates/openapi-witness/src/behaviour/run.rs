//! Tries every keyword of an operation, and says what was not as the document says.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cases::{self, Inside, Outside, Tried, of_keyword, wants_cases};
use super::contract::{Contract, Operation, Parameter};
use super::judge::Judge;
use super::request::{Place, Request};
use super::{Covered, Failure, Outcome, Subject, coverage, equal, site};
use crate::pointer;

/// One run over a contract.
pub(super) struct Run<'a> {
    contract: &'a Contract,
    subject: &'a Subject,
    judge: Judge,
    outcome: Outcome,
}

/// A keyword at a place, for reports.
struct About<'a> {
    operation: &'a Operation,
    name: String,
    keyword: &'a str,
    pointer: String,
    place: String,
}

impl<'a> Run<'a> {
    pub(super) fn new(contract: &'a Contract, subject: &'a Subject) -> Self {
        Self {
            contract,
            subject,
            judge: Judge::new(&contract.document),
            outcome: Outcome::default(),
        }
    }

    /// Tries the documented request, every parameter and the body.
    pub(super) async fn operation(&mut self, operation: &Operation) -> Result<(), String> {
        let documented = Tried::new().inside(Request::documented(operation));
        let about = About {
            operation,
            name: "request".to_owned(),
            keyword: "example",
            pointer: operation.pointer.clone(),
            place: String::new(),
        };
        self.attempt(&about, documented.reason("the documented request"))
            .await?;
        for parameter in &operation.parameters {
            self.parameter(operation, parameter).await?;
        }
        self.body(operation).await
    }

    async fn parameter(
        &mut self,
        operation: &Operation,
        parameter: &Parameter,
    ) -> Result<(), String> {
        let document = &self.contract.document;
        let at = pointer::child(&parameter.pointer, "schema");
        let Some((schema, at, _)) = pointer::resolve(document, &parameter.schema, &at) else {
            return Err(format!("{at}: the reference leads nowhere"));
        };
        let place = Place::of_parameter(document, operation, parameter, schema);
        let mut without = place.request();
        without.parameters.remove(&parameter.place);
        let tried = match (parameter.required, parameter.location.as_str()) {
            (true, "path") => Tried::new()
                .inside(place.request())
                .reason("a path without it is another route"),
            (true, _) => Tried::new()
                .inside(place.request())
                .outside(without, &parameter.place),
            (false, _) => Tried::new()
                .inside(place.request())
                .inside(without)
                .reason("it may be left out"),
        };
        let about = About::new(
            &place,
            parameter.place.clone(),
            "required",
            &parameter.pointer,
        );
        self.attempt(&about, tried).await?;
        self.keywords(&place, &parameter.place, &at).await
    }

    async fn body(&mut self, operation: &Operation) -> Result<(), String> {
        let Some(body) = &operation.body else {
            return Ok(());
        };
        let document = &self.contract.document;
        let sites = site::sites(document, &body.schema, &body.schema_pointer);
        for site in &sites {
            let place = Place::in_body(document, operation, site);
            let name = format!("body{}", site.name());
            if site.steps.is_empty() && !site.inner {
                let mut without = place.request();
                without.body = None;
                let tried = Tried::new().inside(place.request());
                let tried = if body.required {
                    tried.outside(without, "")
                } else {
                    tried.inside(without).reason("it may be left out")
                };
                let about = About::new(&place, name.clone(), "required", &body.pointer);
                self.attempt(&about, tried).await?;
            }
            let is_inner = site.inner || cases::is_form(&place);
            if !is_inner && site.schema.get("nullable").is_none() {
                let about = About::new(&place, name.clone(), "null", &site.pointer);
                let tried = cases::nullable(&place, &Value::Null);
                self.attempt(&about, tried).await?;
            }
            self.keywords(&place, &name, &site.pointer).await?;
        }
        Ok(())
    }

    async fn keywords(
        &mut self,
        place: &Place<'_>,
        name: &str,
        pointer: &str,
    ) -> Result<(), String> {
        for (keyword, _) in place.schema.as_object().into_iter().flatten() {
            if !wants_cases(keyword) {
                continue;
            }
            let tried = of_keyword(place, keyword, &|schema, value| {
                self.judge.accepts(schema, value)
            })?;
            if let Some(tried) = tried {
                let about = About::new(place, name.to_owned(), keyword, pointer);
                self.attempt(&about, tried).await?;
            }
        }
        Ok(())
    }

    async fn attempt(&mut self, about: &About<'_>, tried: Tried) -> Result<(), String> {
        self.outcome.covered.push(Covered {
            operation: about.operation.id.clone(),
            place: about.name.clone(),
            keyword: about.keyword.to_owned(),
            pointer: about.pointer.clone(),
            inside: tried.inside.len(),
            outside: tried.outside.len(),
            reason: tried.reason,
        });
        for case in &tried.inside {
            self.inside(about, case).await?;
        }
        for case in &tried.outside {
            self.outside(about, case).await?;
        }
        Ok(())
    }

    async fn inside(&mut self, about: &About<'_>, case: &Inside) -> Result<(), String> {
        if let Some(place) = self.broken(about.operation, &case.request)? {
            self.fail(
                about,
                format!("the judge refuses what was meant to be inside, at {place:?}"),
            );
            return Ok(());
        }
        let seen = self.subject.send(about.operation, &case.request).await?;
        let sent = shown(&case.request);
        let success = &about.operation.success;
        let Some(reached) = seen.reached else {
            let message = format!(
                "{sent} did not reach the implementation: {} {}",
                seen.status, seen.answer
            );
            self.fail(about, message);
            return Ok(());
        };
        if reached.operation != about.operation.id {
            self.fail(about, format!("{sent} reached {}", reached.operation));
        }
        let body = case.request.body.clone().unwrap_or_default();
        if !equal::equal(&body, &reached.body, case.as_instants) {
            self.fail(
                about,
                format!("{sent} was decoded as {}", shorten(&reached.body)),
            );
        }
        if !same_parameters(&case.request, &reached.parameters) {
            self.fail(
                about,
                format!("{sent} was decoded as {}", reached.parameters),
            );
        }
        if seen.status != success.status {
            let message = format!(
                "{sent} was answered with {}, not with {}",
                seen.status, success.status
            );
            self.fail(about, message);
        } else if let Some(answer) = &success.answer
            && !equal::equal(answer, &seen.answer, false)
        {
            self.fail(
                about,
                format!("the example {answer} was answered as {}", seen.answer),
            );
        }
        Ok(())
    }

    async fn outside(&mut self, about: &About<'_>, case: &Outside) -> Result<(), String> {
        if self.broken(about.operation, &case.request)?.is_none() {
            self.fail(
                about,
                format!(
                    "the judge accepts what was meant to be outside: {}",
                    shown(&case.request)
                ),
            );
            return Ok(());
        }
        let seen = self.subject.send(about.operation, &case.request).await?;
        let sent = shown(&case.request);
        let refusal = about.operation.refusal;
        if let Some(reached) = seen.reached {
            let message = format!(
                "{sent} reached the implementation as {} {}",
                reached.parameters,
                shorten(&reached.body)
            );
            self.fail(about, message);
        } else if seen.status != refusal {
            let message = format!(
                "{sent} was answered with {}, not with {refusal}",
                seen.status
            );
            self.fail(about, message);
        } else {
            let places = (self.subject.places)(&seen.answer);
            if places.is_empty() || !places.iter().all(|place| case.places.contains(place)) {
                let message = format!("{sent} was refused at {places:?}, not at {:?}", case.places);
                self.fail(about, message);
            }
        }
        Ok(())
    }

    /// The first part of the request that the judge refuses.
    fn broken(&self, operation: &Operation, request: &Request) -> Result<Option<String>, String> {
        for parameter in &operation.parameters {
            let kept = match request.parameters.get(&parameter.place) {
                Some(value) => self.judge.accepts(&parameter.schema, value)?,
                None => !parameter.required,
            };
            if !kept {
                return Ok(Some(parameter.place.clone()));
            }
        }
        let Some(body) = &operation.body else {
            return Ok(None);
        };
        let kept = match &request.body {
            Some(value) => self.judge.accepts(&body.schema, value)?,
            None => !body.required,
        };
        Ok((!kept).then(|| "body".to_owned()))
    }

    fn fail(&mut self, about: &About<'_>, message: String) {
        self.outcome.failures.push(Failure {
            operation: about.operation.id.clone(),
            pointer: about.pointer.clone(),
            place: about.place.clone(),
            message,
        });
    }

    /// What was tried, and which occurrences of keywords were not.
    pub(super) fn finish(mut self) -> Outcome {
        let covered: BTreeSet<(String, String)> = self
            .outcome
            .covered
            .iter()
            .filter(|covered| covered.inside > 0)
            .filter(|covered| covered.outside > 0 || covered.reason.is_some())
            .map(|covered| (covered.operation.clone(), covered.pointer.clone()))
            .collect();
        self.outcome.gaps = coverage::occurrences(self.contract)
            .difference(&covered)
            .cloned()
            .collect();
        self.outcome
    }
}

impl<'a> About<'a> {
    fn new(place: &Place<'a>, name: String, keyword: &'a str, pointer: &str) -> Self {
        Self {
            operation: place.operation,
            name,
            keyword,
            pointer: pointer::child(pointer, keyword),
            place: place.pointer.clone(),
        }
    }
}

fn same_parameters(request: &Request, seen: &Value) -> bool {
    let given = seen
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    given.clone().count() == request.parameters.len()
        && given.into_iter().all(|(place, value)| {
            request
                .parameters
                .get(place)
                .is_some_and(|sent| equal::equal(sent, value, false))
        })
}

fn shown(request: &Request) -> String {
    let parameters: Vec<String> = request
        .parameters
        .iter()
        .map(|(place, value)| format!("{place}={}", shorten(value)))
        .collect();
    let body = request.body.as_ref().map(shorten).unwrap_or_default();
    format!("{} {body}", parameters.join(" ")).trim().to_owned()
}

/// A value for a message.
fn shorten(value: &Value) -> String {
    const MOST: usize = 400;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return text;
    }
    let head: String = text.chars().take(MOST).collect();
    format!("{head}… ({} bytes)", text.len())
}
