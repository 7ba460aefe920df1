//! Makes a text that matches a pattern: the shortest that is easily found.

/// What a part of a pattern stands for; assertions stand for nothing.
#[derive(Debug)]
enum PatternNode {
    One(Set),
    All(Vec<PatternNode>),
    Either(Vec<PatternNode>),
    Repeat(Box<PatternNode>, usize, Option<usize>),
}

/// What a backslash escapes.
enum Escape {
    Of(Set),
    /// A position between two characters, such as the end of a word.
    Assertion,
}

/// Characters that are possible in one position.
#[derive(Debug, Default)]
struct Set {
    ranges: Vec<(char, char)>,
    is_negated: bool,
}

/// Returns a text for the pattern; each repetition has up to `more` beyond its minimum, and `choice` says
/// which character is taken where several are possible. `None` if the pattern has something that is not
/// supported. The caller must check whether the text matches.
pub(super) fn text(pattern: &str, more: usize, choice: usize) -> Option<String> {
    let mut parser = Parser {
        rest: pattern,
        depth: 0,
    };
    let node = parser.either()?;
    let mut writer = TextWriter {
        text: String::new(),
        more,
        choice,
    };
    (parser.rest.is_empty()).then_some(())?;
    writer.write(&node)?;
    Some(writer.text)
}

struct TextWriter {
    text: String,
    more: usize,
    choice: usize,
}

/// The longest text that is made.
const LONGEST: usize = 4096;

impl TextWriter {
    fn write(&mut self, node: &PatternNode) -> Option<()> {
        match node {
            PatternNode::One(set) => self.text.push(set.pick(self.choice)?),
            PatternNode::All(nodes) => nodes.iter().try_for_each(|it| self.write(it))?,
            PatternNode::Either(nodes) => self.write(&nodes[self.choice % nodes.len()])?,
            PatternNode::Repeat(node, least, most) => {
                let more =
                    most.map_or(self.more, |most| self.more.min(most.saturating_sub(*least)));
                for _ in 0..least + more {
                    self.write(node)?;
                    if self.text.len() > LONGEST {
                        return None;
                    }
                }
            }
        }
        Some(())
    }
}

impl Set {
    fn of(ranges: &[(char, char)]) -> Self {
        Set {
            ranges: ranges.to_vec(),
            is_negated: false,
        }
    }

    fn contains(&self, it: char) -> bool {
        let is_in = self
            .ranges
            .iter()
            .any(|(low, high)| (*low..=*high).contains(&it));
        is_in != self.is_negated
    }

    /// Picks a character, letters and digits first, since that is what people write.
    fn pick(&self, choice: usize) -> Option<char> {
        let nice = ('a'..='z')
            .chain('1'..='9')
            .chain('A'..='Z')
            .chain(['0', '-', '_', ' ']);
        let nice: Vec<_> = nice.filter(|it| self.contains(*it)).collect();
        match nice.as_slice() {
            [] => {
                let first = self.ranges.first().map(|(low, _)| *low);
                first
                    .into_iter()
                    .chain('!'..='~')
                    .find(|it| self.contains(*it))
            }
            nice => Some(nice[choice % nice.len()]),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

const DIGITS: (char, char) = ('0', '9');
const WORD: [(char, char); 4] = [('a', 'z'), ('A', 'Z'), DIGITS, ('_', '_')];
const SPACE: [(char, char); 3] = [(' ', ' '), ('\t', '\r'), ('\u{a0}', '\u{a0}')];
const LETTERS: [(char, char); 2] = [('a', 'z'), ('A', 'Z')];

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let next = rest.next()?;
        self.rest = rest.as_str();
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn either(&mut self) -> Option<PatternNode> {
        self.depth += 1;
        // Nobody writes patterns this deep.
        (self.depth < 50).then_some(())?;
        let mut nodes = vec![self.all()?];
        while self.eat("|") {
            nodes.push(self.all()?);
        }
        self.depth -= 1;
        Some(PatternNode::Either(nodes))
    }

    fn all(&mut self) -> Option<PatternNode> {
        let mut nodes = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let node = self.one()?;
            let node = self.repeated(node);
            nodes.push(node);
        }
        Some(PatternNode::All(nodes))
    }

    fn one(&mut self) -> Option<PatternNode> {
        let nothing = PatternNode::All(Vec::new());
        Some(match self.next()? {
            '^' | '$' => nothing,
            '.' => PatternNode::One(Set {
                ranges: vec![('\n', '\n'), ('\r', '\r')],
                is_negated: true,
            }),
            '(' => self.group()?,
            '[' => PatternNode::One(self.class()?),
            '\\' => match self.escape()? {
                Escape::Of(set) => PatternNode::One(set),
                Escape::Assertion => nothing,
            },
            other => PatternNode::One(Set::of(&[(other, other)])),
        })
    }

    fn group(&mut self) -> Option<PatternNode> {
        let looks_around = ["?=", "?!", "?<=", "?<!"].iter().any(|it| self.eat(it));
        if !looks_around && !self.eat("?:") && self.eat("?<") {
            let (_, rest) = self.rest.split_once('>')?;
            self.rest = rest;
        }
        let node = self.either()?;
        self.eat(")").then_some(())?;
        Some(if looks_around {
            PatternNode::All(Vec::new())
        } else {
            node
        })
    }

    fn repeated(&mut self, node: PatternNode) -> PatternNode {
        let (least, most) = if self.eat("*") {
            (0, None)
        } else if self.eat("+") {
            (1, None)
        } else if self.eat("?") {
            (0, Some(1))
        } else if let Some((counts, rest)) = self.counts() {
            self.rest = rest;
            counts
        } else {
            return node;
        };
        self.eat("?");
        PatternNode::Repeat(Box::new(node), least, most)
    }

    fn counts(&self) -> Option<((usize, Option<usize>), &'a str)> {
        let (counts, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let counts = match counts.split_once(',') {
            None => {
                let count = counts.parse().ok()?;
                (count, Some(count))
            }
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        Some((counts, rest))
    }

    fn class(&mut self) -> Option<Set> {
        let mut set = Set {
            is_negated: self.eat("^"),
            ranges: Vec::new(),
        };
        loop {
            let low = match self.next()? {
                ']' => return Some(set),
                '\\' if self.eat("b") => '\u{8}',
                '\\' => {
                    let escaped = self.escaped()?;
                    (!escaped.is_negated).then_some(())?;
                    match escaped.ranges.as_slice() {
                        [(low, high)] if low == high => *low,
                        several => {
                            set.ranges.extend(several);
                            continue;
                        }
                    }
                }
                other => other,
            };
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if !is_range {
                set.ranges.push((low, low));
                continue;
            }
            self.next();
            let high = match self.next()? {
                '\\' => match self.escaped()?.ranges.as_slice() {
                    [(high, _)] => *high,
                    _ => return None,
                },
                other => other,
            };
            set.ranges.push((low, high));
        }
    }

    /// Returns the characters that a backslash stands for.
    fn escaped(&mut self) -> Option<Set> {
        match self.escape()? {
            Escape::Of(set) => Some(set),
            Escape::Assertion => None,
        }
    }

    fn escape(&mut self) -> Option<Escape> {
        let of = |ranges: &[(char, char)]| Some(Escape::Of(Set::of(ranges)));
        let not = |ranges: &[(char, char)]| {
            Some(Escape::Of(Set {
                ranges: ranges.to_vec(),
                is_negated: true,
            }))
        };
        let char_of = |it: char| of(&[(it, it)]);
        match self.next()? {
            'd' => of(&[DIGITS]),
            'D' => not(&[DIGITS]),
            'w' => of(&WORD),
            'W' => not(&WORD),
            's' => of(&SPACE),
            'S' => not(&SPACE),
            'b' | 'B' | 'A' | 'z' | 'Z' => Some(Escape::Assertion),
            'n' => char_of('\n'),
            'r' => char_of('\r'),
            't' => char_of('\t'),
            'f' => char_of('\u{c}'),
            'v' => char_of('\u{b}'),
            '0' => char_of('\0'),
            'x' => self.code(2),
            'u' => self.code(4),
            'p' => {
                let (name, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
                self.rest = rest;
                match name.rsplit('=').next()?.chars().next()? {
                    'N' => of(&[DIGITS]),
                    'Z' => of(&[(' ', ' ')]),
                    'P' => of(&[('-', '-')]),
                    _ if name.contains("Lu") => of(&[('A', 'Z')]),
                    _ => of(&LETTERS),
                }
            }
            // A reference to a group, which is not followed here.
            '1'..='9' | 'k' | 'P' => None,
            other => char_of(other),
        }
    }

    fn code(&mut self, length: usize) -> Option<Escape> {
        let (digits, rest) = match self.rest.strip_prefix('{') {
            Some(rest) => rest.split_once('}')?,
            None => self.rest.split_at_checked(length)?,
        };
        self.rest = rest;
        let code = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        Some(Escape::Of(Set::of(&[(code, code)])))
    }
}

#[cfg(test)]
mod tests {
    use regress::Regex;

    use super::*;

    #[test]
    fn a_text_matches_its_pattern() {
        for pattern in [
            "^[1-9][0-9]{2,14}$",
            "^\\+?\\d{8,}$",
            "^[A-Z]{2}-\\d{4}(-[a-z]+)?$",
            "^(?:red|green)$",
            "^(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])$",
            "^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$",
            "^#[0-9a-fA-F]{6}$",
            "^\\p{Lu}\\p{L}*$",
            "^[\\w.-]+$",
            "^\\x41\\u{42}\\u0043$",
            "^.{3}$",
            "^$",
            "a|b",
            "^[\\]\\-]+$",
            "^con_[a-z0-9]{24}$",
        ] {
            let made = text(pattern, 0, 0).unwrap_or_else(|| panic!("{pattern}"));
            let regex = Regex::with_flags(pattern, "u").unwrap();
            assert!(regex.find(&made).is_some(), "{pattern} {made:?}");
            let longer = text(pattern, 5, 1).unwrap();
            assert!(longer.len() >= made.len(), "{pattern} {longer:?}");
        }
    }

    #[test]
    fn what_is_not_understood_gives_nothing() {
        for pattern in ["^(a)\\1$", "(", "[a", "a)"] {
            assert_eq!(text(pattern, 0, 0), None, "{pattern}");
        }
    }
}
