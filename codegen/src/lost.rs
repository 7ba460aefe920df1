use contacts_openapi::{Document, Path, Problem};

/// Collects what is degraded on the way to Rust, with its place, what is lost, and what to write instead.
#[derive(Debug)]
pub(crate) struct Lost<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
}

impl<'a> Lost<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Lost {
            document,
            problems: Vec::new(),
        }
    }

    pub(crate) fn at(&mut self, path: &Path, message: String) {
        let place = self.document.place(path);
        let problem = Problem { place, message };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}
