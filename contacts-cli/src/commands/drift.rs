//! `contacts drift`

use clap::{ArgMatches, Args, Command, value_parser};
use contacts_api::{Client, Error, RawAnswer};
use contacts_openapi::{Cursor, Document, Kind, List, Operation, SchemaId, show};
use http::Method;
use serde_json::{Map, Value};

use crate::args::examples;
use crate::drift::{Finding, Problem, Report, Survey, status};
use crate::failure::{Exit, Failure};
use crate::output::{Format, Output};
use crate::settings::Settings;

const SAMPLE: u64 = 100;
/// The page that is asked for where the document does not say how large one may be.
const PAGE: u64 = 100;

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
    let reading = Reading {
        settings,
        client,
        document,
    };
    let report = reading.report(sample).await?;
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
                let problem = serde_json::to_value(it.problem).unwrap_or_default();
                let (count, of) = (it.count.to_string(), it.of.to_string());
                output.csv([
                    &*it.operation,
                    &*it.property,
                    &*show(&problem),
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
        Exit::Ok
    } else {
        Exit::ChangesPending
    })
}

/// Reads what the service answers as it comes: a typed answer has lost what the document does not
/// know.
struct Reading<'a> {
    settings: &'a Settings,
    client: &'a Client,
    document: &'static Document,
}

impl Reading<'_> {
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

    /// Reads pages until there are enough contacts; gives the first of them.
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
            // The contacts are surveyed on their own.
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

    /// Gets one contact, whose answer may have more than a list has.
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
            // The contact in its envelope is what the list has too.
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
        operation.ok_or_else(|| Failure::error(format!("{id} is no operation that reads")))
    }

    /// The answer, if it is a success. An error that the document has not is a finding; the others end
    /// the run, as they do everywhere.
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

/// What a few values are enough for; that something is never sent, many contacts say only.
fn certain(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|it| it.problem != Problem::NeverSent);
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

/// An id as one segment of a path; one that leads elsewhere is refused by the client.
fn segment(id: &str) -> String {
    form_urlencoded::byte_serialize(id.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// The schema of the contacts in a list's answer.
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

/// Takes the contacts out of a list's answer, which keeps an empty array.
fn taken(answer: &mut Value, path: &[String]) -> Option<Vec<Value>> {
    let mut at = answer;
    for name in path {
        at = at.get_mut(name)?;
    }
    at.as_array_mut().map(std::mem::take)
}

/// Which page is asked for next.
#[derive(Debug)]
struct Pages<'a> {
    list: &'a List,
    /// The property that identifies a contact.
    id: Option<&'a str>,
    size: u64,
    /// How many contacts there were so far, and in the largest page.
    count: u64,
    largest: usize,
    page: u64,
    last: Option<Value>,
}

impl<'a> Pages<'a> {
    fn of(document: &'a Document, list: &'a List, sample: u64) -> Self {
        let most = list.limit.as_ref().and_then(|it| it.maximum);
        let contact = document.roles().contact.as_ref();
        Pages {
            list,
            id: contact
                .and_then(|it| it.id.as_ref())
                .map(|it| it.0.as_str()),
            size: most.unwrap_or(PAGE).min(sample),
            count: 0,
            largest: 0,
            page: match list.cursor {
                Some(Cursor::Page { first, .. }) => first,
                _ => 0,
            },
            last: None,
        }
    }

    fn query(&self) -> Vec<(String, String)> {
        let mut query = Vec::new();
        if let Some(limit) = &self.list.limit {
            query.push((limit.parameter.clone(), self.size.to_string()));
        }
        match &self.list.cursor {
            Some(Cursor::Id {
                parameter,
                inclusive,
            }) => {
                if let Some(last) = &self.last {
                    let next = last.as_u64().filter(|_| *inclusive);
                    let from = next.map_or_else(|| show(last), |it| (it + 1).to_string());
                    query.push((parameter.clone(), from));
                }
            }
            Some(Cursor::Offset { parameter }) if self.count > 0 => {
                query.push((parameter.clone(), self.count.to_string()));
            }
            Some(Cursor::Page { parameter, .. }) if self.count > 0 => {
                query.push((parameter.clone(), self.page.to_string()));
            }
            _ => {}
        }
        query
    }

    /// Looks at a page; is there another one?
    fn turn(&mut self, page: &[Value]) -> bool {
        let last = self.id.and_then(|id| page.last()?.get(id)).cloned();
        let is_same = last.is_some() && last == self.last;
        let is_short = page.len() < self.largest;
        self.largest = self.largest.max(page.len());
        self.count += page.len() as u64;
        self.page += 1;
        self.last = last;
        let goes_on = match &self.list.cursor {
            None => false,
            Some(Cursor::Id { .. }) => self.last.is_some(),
            Some(Cursor::Offset { .. } | Cursor::Page { .. }) => true,
        };
        goes_on && !page.is_empty() && !is_short && !is_same
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    /// The queries that read a list of pages with these ids.
    fn queries(cursor: &Value, pages: &[&[u64]]) -> Vec<String> {
        let mut document = every_kind();
        let list = &mut document["paths"]["/people"]["get"]["parameters"];
        *list = json!([{"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 2}}, cursor]);
        let document = parsed(&document);
        let list = document.roles().list.as_ref().unwrap();
        let mut turning = Pages::of(&document, list, 100);
        let mut queries = Vec::new();
        for page in pages {
            let query = turning.query();
            let query: Vec<_> = query
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            queries.push(query.join("&"));
            let page: Vec<_> = page.iter().map(|id| json!({"id": id})).collect();
            if !turning.turn(&page) {
                break;
            }
        }
        queries
    }

    #[test]
    fn a_list_is_read_in_the_way_that_the_document_has_for_it() {
        let parameter =
            |name: &str| json!({"name": name, "in": "query", "schema": {"type": "integer"}});
        let pages: [&[u64]; 3] = [&[1, 2], &[3, 4], &[5]];
        for (cursor, second, third) in [
            ("id_gt_or_eq", "&id_gt_or_eq=3", "&id_gt_or_eq=5"),
            ("starting_after", "&starting_after=2", "&starting_after=4"),
            ("offset", "&offset=2", "&offset=4"),
            ("page", "&page=2", "&page=3"),
        ] {
            assert_eq!(
                queries(&parameter(cursor), &[pages.as_slice(), &[&[9]]].concat()),
                [
                    "per_page=2".to_owned(),
                    format!("per_page=2{second}"),
                    format!("per_page=2{third}")
                ],
                "{cursor}"
            );
        }
        assert_eq!(queries(&parameter("colour"), &pages), ["per_page=2"]);
        // A service that does not turn the page is not asked for ever.
        let same: [&[u64]; 3] = [&[1, 2], &[1, 2], &[1, 2]];
        assert_eq!(queries(&parameter("starting_after"), &same).len(), 2);
    }

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
