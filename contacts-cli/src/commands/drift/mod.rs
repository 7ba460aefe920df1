//! `contacts drift`

mod pages;

use clap::{ArgMatches, Args, Command, value_parser};
use contacts_api::{Client, Error, RawAnswer};
use contacts_openapi::{Document, Kind, List, Operation, SchemaId, show};
use http::Method;
use serde_json::{Map, Value};

use crate::args::examples;
use crate::drift::{Deviation, Finding, Report, Survey, status};
use crate::failure::{Exit, Failure};
use crate::output::{Format, Output};
use crate::settings::Settings;
use pages::Pages;

const SAMPLE: u64 = 100;

#[derive(Debug, Args)]
struct Arguments {
    /// How many contacts are looked at
    #[arg(long, value_name = "N", default_value_t = SAMPLE, value_parser = value_parser!(u64).range(1..))]
    sample: u64,
    /// Look at all of them
    #[arg(long, conflicts_with = "sample")]
    all: bool,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("drift"))
        .about("Say how the service differs from the document")
        .after_help(format!(
            "It reads contacts, changes nothing, and shows no value of anybody: properties that the \
             document lacks, with the YAML to paste; properties that are never sent; values that the \
             document forbids; statuses that it does not have. Exit code 10 if there is something.\n\n{}",
            examples(&["contacts drift", "contacts drift --all -o json"])
        ))
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let sample = if arguments.all {
        u64::MAX
    } else {
        arguments.sample
    };
    let document = contacts_openapi::document();
    let surveyor = Surveyor {
        settings,
        client,
        document,
    };
    let report = surveyor.report(sample).await?;
    let mut output = Output::stdout();
    match settings.format {
        Format::Json => output.json(&report)?,
        Format::Jsonl => output.json_line(&report)?,
        Format::Csv => {
            output.csv([
                "operation",
                "property",
                "problem",
                "count",
                "of",
                "message",
                "place",
            ])?;
            for it in &report.findings {
                let deviation = serde_json::to_value(it.deviation).unwrap_or_default();
                let (count, of) = (it.count.to_string(), it.of.to_string());
                output.csv([
                    &*it.operation,
                    &*it.property,
                    &*show(&deviation),
                    &*count,
                    &*of,
                    &*it.message,
                    &*it.place,
                ])?;
            }
        }
        Format::Table => output.text(&report.text())?,
    }
    output.finish()?;
    Ok(if report.findings.is_empty() {
        Exit::Success
    } else {
        Exit::ChangesPending
    })
}

/// Reads answers untyped, as they come: a typed answer would lack what the document does not have.
struct Surveyor<'a> {
    settings: &'a Settings,
    client: &'a Client,
    document: &'static Document,
}

impl Surveyor<'_> {
    async fn report(&self, sample: u64) -> Result<Report, Failure> {
        let roles = self.document.roles();
        let list = roles.list.as_ref().ok_or_else(|| {
            Failure::usage(
                "the document has no operation that lists contacts, so there is nothing to look at",
            )
        })?;
        let mut report = Report {
            document: self.document.name().to_owned(),
            ..Report::default()
        };
        let some = self.list(list, sample, &mut report).await?;
        if let (Some(get), Some(contact), Some(first)) = (&roles.get, &roles.contact, some)
            && let Some((id, _)) = &contact.id
            && let Some(id) = first.get(id)
        {
            self.get(get, &show(id), &mut report).await?;
        }
        Ok(report)
    }

    /// Reads pages until there are enough contacts; returns the first of them.
    async fn list(
        &self,
        list: &List,
        sample: u64,
        report: &mut Report,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        let operation = self.operation(&list.operation)?;
        if let Some(variable) = operation.variables().first() {
            return Err(Failure::usage(format!(
                "the contacts are listed at {}, and nothing says which `{variable}` is meant: \
                 look at them with `contacts call {}`",
                operation.path, operation.id
            )));
        }
        let answer = operation.answer();
        let items = answer.and_then(|it| items(self.document, it, &list.items));
        let (Some(answer), Some(items)) = (answer, items) else {
            return Err(Failure::error(format!(
                "the document does not say what {} answers",
                list.operation
            )));
        };
        let mut envelopes = Survey::new(self.document, operation, answer);
        let mut contacts = Survey::new(self.document, operation, items);
        let spinner = self
            .settings
            .progress("{spinner} looking at contacts: {pos}", None);
        let mut pages = Pages::of(self.document, list, sample);
        let mut first = None;
        loop {
            let mut request = self.client.request(Method::GET, operation.path_alone());
            request = request
                .operation(&operation.id)
                .header("accept", "application/json");
            for (name, value) in pages.query() {
                request = request.query(&name, value);
            }
            let Some(raw) = self.answer(operation, request.send().await, report)? else {
                break;
            };
            let mut value = json(operation, &raw)?;
            let page = taken(&mut value, &list.items);
            // The contacts are surveyed separately.
            envelopes.take(&value);
            let Some(page) = page else { break };
            let left = usize::try_from(sample - report.contacts).unwrap_or(usize::MAX);
            let goes_on = pages.turn(&page);
            for contact in page.iter().take(left) {
                contacts.take(contact);
                report.contacts += 1;
                spinner.inc(1);
            }
            first = first.or_else(|| page.first().and_then(Value::as_object).cloned());
            if !goes_on || report.contacts >= sample {
                break;
            }
        }
        spinner.finish_and_clear();
        report.add(certain(envelopes.findings()));
        report.add(contacts.findings());
        Ok(first)
    }

    /// Gets one contact, since its answer may have more properties than the list.
    async fn get(
        &self,
        get: &contacts_openapi::Get,
        id: &str,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let operation = self.operation(&get.operation)?;
        let Some(schema) = operation.answer() else {
            return Ok(());
        };
        let variable = format!("{{{}}}", get.parameter);
        if !operation.path_alone().contains(&variable) || operation.variables().len() > 1 {
            return Ok(());
        }
        let path = operation.path_alone().replace(&variable, &segment(id));
        let request = self
            .client
            .request(Method::GET, &path)
            .operation(&operation.id);
        let answer = request.header("accept", "application/json").send().await;
        if let Some(raw) = self.answer(operation, answer, report)? {
            let mut survey = Survey::new(self.document, operation, schema);
            survey.take(&json(operation, &raw)?);
            let mut found = certain(survey.findings());
            // The contact inside the envelope is what the list has, too.
            let inside = get.answer.join(".");
            for finding in &mut found {
                if let Some(rest) = finding.property.strip_prefix(&inside)
                    && let Some(rest) = rest.strip_prefix('.')
                {
                    finding.property = rest.to_owned();
                }
            }
            report.add(found);
        }
        Ok(())
    }

    fn operation(&self, id: &str) -> Result<&'static Operation, Failure> {
        let operation = self.document.operation(id);
        let operation = operation.filter(|it| it.method == "GET");
        operation.ok_or_else(|| Failure::error(format!("{id} is not an operation that reads")))
    }

    /// Returns the answer if it is a success. An error that the document does not have is a finding; other
    /// errors end the run, as they do everywhere.
    fn answer(
        &self,
        operation: &Operation,
        answer: Result<RawAnswer, Error>,
        report: &mut Report,
    ) -> Result<Option<RawAnswer>, Failure> {
        let code = match &answer {
            Ok(answer) => Some(answer.status()),
            Err(error) => error.status(),
        };
        let finding = code.and_then(|it| status(self.document, operation, it.as_u16()));
        let is_found = finding.is_some();
        report.add(finding.into_iter().collect());
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if is_found && !error.is_unauthorized() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Returns the findings for which a few values are enough; only many contacts show that something
/// is never sent.
fn certain(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|it| it.deviation != Deviation::NeverSent);
    findings
}

fn json(operation: &Operation, answer: &RawAnswer) -> Result<Value, Failure> {
    let documents_none = |it: &contacts_openapi::Response| it.contents.is_empty();
    if answer.bytes().is_empty() && operation.responses.iter().any(documents_none) {
        return Ok(Value::Null);
    }
    answer.json().map_err(|error| {
        Failure::error(format!(
            "{}: the answer is not JSON (line {}, column {}): something else may answer at this URL",
            operation.id,
            error.line(),
            error.column()
        ))
    })
}

/// Returns an id as one segment of a path; the client refuses one that leads to another path.
fn segment(id: &str) -> String {
    form_urlencoded::byte_serialize(id.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// Returns the schema of the contacts in a list's answer.
fn items(document: &Document, answer: SchemaId, path: &[String]) -> Option<SchemaId> {
    let mut schema = answer;
    for name in path {
        let members = document.schema(schema).members();
        schema = members.iter().find(|it| it.name == *name)?.schema;
    }
    match document.schema(schema).kind {
        Kind::Array(items) => Some(items),
        _ => None,
    }
}

/// Takes the contacts out of a list's answer, leaving an empty array.
fn taken(answer: &mut Value, path: &[String]) -> Option<Vec<Value>> {
    let mut at = answer;
    for name in path {
        at = at.get_mut(name)?;
    }
    at.as_array_mut().map(std::mem::take)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_contacts_are_taken_out_of_their_envelope() {
        let mut answer = json!({"data": {"list": [1, 2]}, "more": true});
        let path = ["data".to_owned(), "list".to_owned()];
        assert_eq!(taken(&mut answer, &path), Some(vec![json!(1), json!(2)]));
        assert_eq!(answer, json!({"data": {"list": []}, "more": true}));
        assert_eq!(taken(&mut json!([1]), &[]), Some(vec![json!(1)]));
        assert_eq!(taken(&mut json!({}), &path), None);
    }
}
