//! Finds the path of the document that a request means.
//!
//! A document may have paths that common routers do not accept: variables in part of a segment
//! (`/report.{format}`), and paths that differ only in the names of their variables.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::percent;

/// Paths, with what each leads to.
#[derive(Debug, Default)]
pub(super) struct Paths {
    root: PathNode,
    count: usize,
}

#[derive(Debug, Default)]
struct PathNode {
    texts: HashMap<String, PathNode>,
    /// The templates, those with more text first, as they are more likely to be meant.
    templates: Vec<(SegmentTemplate, PathNode)>,
    /// What is at this path.
    place: Option<usize>,
}

/// A segment with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SegmentTemplate(Vec<SegmentPart>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum SegmentPart {
    Text(String),
    Variable,
}

/// A path of the document that a request may mean, with the values of its variables.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MatchedPath<'r> {
    pub(super) place: usize,
    pub(super) values: Vec<Cow<'r, str>>,
}

impl Paths {
    /// Adds a path template; returns its place, which equivalent paths share, and the names of its variables.
    pub(super) fn add(&mut self, path: &str) -> (usize, Vec<String>) {
        // A query or a fragment is not part of a path.
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut names = Vec::new();
        let mut node = &mut self.root;
        for segment in segments(path) {
            let template = SegmentTemplate::read(segment, &mut names);
            node = match template {
                None => node.texts.entry(plain(segment)).or_default(),
                Some(template) => node.template(template),
            };
        }
        let place = *node.place.get_or_insert(self.count);
        self.count = self.count.max(place + 1);
        (place, names)
    }

    /// Finds what a request's path may mean, the most exact match first.
    pub(super) fn find<'r>(&self, segments: &[Cow<'r, str>]) -> Vec<MatchedPath<'r>> {
        let mut found = Vec::new();
        self.root.find(segments, &mut Vec::new(), &mut found);
        found
    }
}

/// Returns the decoded text of a path, to be compared with requests: some documents write it percent-encoded.
fn plain(text: &str) -> String {
    percent::decode(text).unwrap_or_else(|| text.to_owned())
}

/// Returns the segments of a path; a slash at its end is ignored.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').filter(move |_| !path.is_empty())
}

impl PathNode {
    fn template(&mut self, template: SegmentTemplate) -> &mut PathNode {
        let known = self.templates.iter().position(|it| it.0 == template);
        let index = known.unwrap_or_else(|| {
            let text = template.text();
            let before = |it: &(SegmentTemplate, PathNode)| it.0.text() >= text;
            let index = self.templates.partition_point(before);
            self.templates
                .insert(index, (template, PathNode::default()));
            index
        });
        &mut self.templates[index].1
    }

    fn find<'r>(
        &self,
        segments: &[Cow<'r, str>],
        values: &mut Vec<Cow<'r, str>>,
        found: &mut Vec<MatchedPath<'r>>,
    ) {
        let Some((first, rest)) = segments.split_first() else {
            found.extend(self.place.map(|place| MatchedPath {
                place,
                values: values.clone(),
            }));
            return;
        };
        if let Some(node) = self.texts.get(&**first) {
            node.find(rest, values, found);
        }
        for (template, node) in &self.templates {
            let count = values.len();
            let is_whole = template.0 == [SegmentPart::Variable] && !first.is_empty();
            if is_whole {
                values.push(first.clone());
            }
            if is_whole || template.matches(first, values) {
                node.find(rest, values, found);
            }
            values.truncate(count);
        }
    }
}

impl SegmentTemplate {
    /// Reads a segment; `None` if it has no variable; an unmatched brace is text.
    fn read(segment: &str, names: &mut Vec<String>) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = segment;
        while let Some((text, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                break;
            };
            if !text.is_empty() {
                parts.push(SegmentPart::Text(plain(text)));
            }
            parts.push(SegmentPart::Variable);
            names.push(name.to_owned());
            rest = behind;
        }
        if parts.is_empty() {
            return None;
        }
        if !rest.is_empty() {
            parts.push(SegmentPart::Text(plain(rest)));
        }
        Some(SegmentTemplate(parts))
    }

    /// Returns how much of it is text.
    fn text(&self) -> usize {
        let texts = self.0.iter().map(|it| match it {
            SegmentPart::Text(text) => text.len(),
            SegmentPart::Variable => 0,
        });
        texts.sum()
    }

    /// Returns whether the segment matches this template; if so, adds the values of its variables.
    fn matches(&self, segment: &str, values: &mut Vec<Cow<'_, str>>) -> bool {
        let mut rest: &str = segment;
        let mut parts = self.0.iter().peekable();
        while let Some(part) = parts.next() {
            match (part, parts.peek()) {
                (SegmentPart::Text(text), _) => match rest.strip_prefix(text.as_str()) {
                    Some(behind) => rest = behind,
                    None => return false,
                },
                (SegmentPart::Variable, next) => {
                    let end = match next {
                        None => rest.len(),
                        Some(SegmentPart::Variable) => {
                            rest.chars().next().map_or(0, char::len_utf8)
                        }
                        // The last text has to be at the end; others are matched as early as possible.
                        Some(SegmentPart::Text(text)) => {
                            let is_last = self.0.last() == Some(&SegmentPart::Text(text.clone()))
                                && parts.len() == 1;
                            let found = if is_last {
                                rest.strip_suffix(text.as_str()).map(str::len)
                            } else {
                                rest.find(text.as_str())
                            };
                            found.unwrap_or(0)
                        }
                    };
                    if end == 0 {
                        return false;
                    }
                    values.push(Cow::Owned(rest[..end].to_owned()));
                    rest = &rest[end..];
                }
            }
        }
        rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_means_the_most_exact_of_the_documents_paths() {
        let mut paths = Paths::default();
        let templates = [
            "/contacts",
            "/contacts/{id}",
            "/contacts/{name}",
            "/contacts/by_number/{number}",
            "/contacts/{contact}/notes",
            "/contacts/{id}.json",
            "/reports/{year}-{month}.{format}",
            "/a/{b}{c}",
            "/a/{b",
            "/{id}:archive",
            "/",
            "/search?q={q}",
            "/%7Bbraces%7D/%C3%A6",
        ];
        let places = templates.map(|it| paths.add(it));
        assert_eq!(places[1].0, places[2].0, "they differ in a name only");
        assert_eq!(places[6].1, ["year", "month", "format"]);
        for (path, expected) in [
            ("/contacts", vec![(0, vec![])]),
            ("/contacts/", vec![(0, vec![])]),
            ("/contacts/7", vec![(1, vec!["7"])]),
            (
                "/contacts/7.json",
                vec![(5, vec!["7"]), (1, vec!["7.json"])],
            ),
            (
                "/contacts/a.json.json",
                vec![(5, vec!["a.json"]), (1, vec!["a.json.json"])],
            ),
            ("/contacts/by_number/45", vec![(3, vec!["45"])]),
            ("/contacts/by_number", vec![(1, vec!["by_number"])]),
            (
                "/contacts/by_number/notes",
                vec![(3, vec!["notes"]), (4, vec!["by_number"])],
            ),
            ("/contacts/.json", vec![(1, vec![".json"])]),
            ("/reports/2026-01.csv", vec![(6, vec!["2026", "01", "csv"])]),
            ("/reports/2026", vec![]),
            ("/a/xyz", vec![(7, vec!["x", "yz"])]),
            ("/a/{b", vec![(8, vec![]), (7, vec!["{", "b"])]),
            ("/7:archive", vec![(9, vec!["7"])]),
            ("/", vec![(10, vec![])]),
            ("/search", vec![(11, vec![])]),
            ("/{braces}/æ", vec![(12, vec![])]),
            ("/nothing/here", vec![]),
        ] {
            let segments: Vec<_> = segments(path).map(Cow::Borrowed).collect();
            let found = paths.find(&segments);
            let found: Vec<_> = found
                .iter()
                .map(|it| (it.place, it.values.iter().map(|it| &**it).collect()))
                .collect();
            let expected: Vec<(usize, Vec<&str>)> = expected
                .into_iter()
                .map(|(index, values): (usize, Vec<&str>)| (places[index].0, values))
                .collect();
            assert_eq!(found, expected, "{path}");
        }
    }
}
