//! The pages of the repository, and the blocks of code in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that the repository is in.
pub fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("a folder above").to_owned()
}

/// A block of code between fences.
#[derive(Clone, Debug)]
pub struct Block {
    /// What stands behind the opening fence: `sh`, `rust,no_run`, or nothing.
    pub language: String,
    /// What stands between the fences.
    pub code: String,
    /// The last heading of the second level above it.
    pub heading: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

/// A page of Markdown.
#[derive(Clone, Debug)]
pub struct Page {
    name: String,
    text: String,
    blocks: Vec<Block>,
}

impl Page {
    /// Reads a page by its path in the repository.
    pub fn read(name: &str) -> Self {
        let text = fs::read_to_string(repository().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        Page::of(name, &text)
    }

    /// Takes a text for a page of this name.
    pub fn of(name: &str, text: &str) -> Self {
        Page {
            name: name.to_owned(),
            text: text.to_owned(),
            blocks: blocks(name, text),
        }
    }

    /// Returns its whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns its text without the blocks, line for line: theirs are empty.
    pub fn prose(&self) -> String {
        let mut lines: Vec<&str> = self.text.lines().collect();
        for block in &self.blocks {
            let end = block.line + 1 + block.code.lines().count();
            lines[block.line - 1..end].fill("");
        }
        lines.join("\n")
    }

    /// Returns all blocks, in their order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Returns the code of the blocks in a language below a heading of the second level, at least one.
    pub fn below(&self, heading: &str, language: &str) -> Vec<String> {
        let blocks = self.blocks.iter();
        let found: Vec<String> = blocks
            .filter(|it| it.heading == heading && it.language == language)
            .map(|it| it.code.clone())
            .collect();
        let name = &self.name;
        assert!(!found.is_empty(), "{name}: {heading} has no {language}");
        found
    }
}

/// A block whose closing fence has not come yet.
struct Open {
    fence: String,
    indent: usize,
    block: Block,
}

fn blocks(name: &str, text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Open> = None;
    for (index, line) in text.lines().enumerate() {
        let fence = fence(line);
        match open.as_mut() {
            Some(it)
                if fence.is_some_and(|(fence, rest)| {
                    fence.starts_with(&*it.fence) && rest.is_empty()
                }) =>
            {
                blocks.extend(open.take().map(|it| it.block));
            }
            Some(it) => {
                let indent = line.len() - line.trim_start().len();
                it.block.code.push_str(&line[indent.min(it.indent)..]);
                it.block.code.push('\n');
            }
            None => {
                if let Some(it) = line.strip_prefix("## ") {
                    it.trim().clone_into(&mut heading);
                }
                open = fence.map(|(fence, language)| Open {
                    fence: fence.to_owned(),
                    indent: line.len() - line.trim_start().len(),
                    block: Block {
                        language: language.to_owned(),
                        code: String::new(),
                        heading: heading.clone(),
                        line: index + 1,
                    },
                });
            }
        }
    }
    if let Some(it) = open {
        panic!("{name}:{}: the block has no end", it.block.line);
    }
    blocks
}

/// The fence that a line is, and what stands behind it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let sign = line.chars().next().filter(|it| "`~".contains(*it))?;
    let rest = line.trim_start_matches(sign);
    let fence = &line[..line.len() - rest.len()];
    // A line of code in one paragraph may begin with three backticks too.
    (fence.len() >= 3 && !rest.contains('`')).then(|| (fence, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn blocks_are_found_with_their_language_heading_and_line() {
        let text = "# A\n\n```\n## no heading\n```\n\n## B\n\n- c\n\n  ~~~rust,no_run\n  if d {\n      \
                    ```e\n  }\n  ~~~\n\n````md\n```sh\n```\n````\n\n```f``` g\n";
        let page = Page::of("page", text);
        let blocks: Vec<_> = page
            .blocks()
            .iter()
            .map(|it| (&*it.language, &*it.code, &*it.heading, it.line))
            .collect();
        assert_eq!(
            blocks,
            [
                ("", "## no heading\n", "", 3),
                ("rust,no_run", "if d {\n    ```e\n}\n", "B", 11),
                ("md", "```sh\n```\n", "B", 17),
            ]
        );
        assert_eq!(page.below("B", "md"), ["```sh\n```\n"]);
        let prose = page.prose();
        assert_eq!(
            prose.split_whitespace().collect::<Vec<_>>().join(" "),
            "# A ## B - c ```f``` g"
        );
        assert_eq!(prose.lines().count(), text.lines().count());
    }

    #[test]
    #[should_panic(expected = "page:3: the block has no end")]
    fn a_block_without_an_end_is_none() {
        Page::of("page", "a\n\n```sh\ncontacts\n");
    }

    #[test]
    #[should_panic(expected = "page: B has no sh")]
    fn a_block_that_is_asked_for_is_there() {
        Page::of("page", "## B\n\n```rust\n```\n").below("B", "sh");
    }
}
