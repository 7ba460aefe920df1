//! Composed properties: `"{first} {last}"`.

/// A format string whose arguments are fields, in the order of its placeholders.
#[derive(Debug, PartialEq)]
pub struct Template {
    /// The format string without the names: `{} {}`.
    pub format: String,
    /// The contents of the braces, in order.
    pub fields: Vec<Placeholder>,
}

/// A field in braces.
#[derive(Debug, PartialEq)]
pub struct Placeholder {
    pub name: String,
    /// Whether it is written as `{:?}`, which any value may be.
    pub is_debug: bool,
}

impl Template {
    /// Returns whether the template has this field.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|it| it.name == field)
    }

    /// Returns its path in errors: `first + last`.
    pub fn path(&self) -> String {
        let names: Vec<&str> = self.fields.iter().map(|it| it.name.as_str()).collect();
        names.join(" + ")
    }
}

/// Reads a template.
///
/// # Errors
///
/// What is wrong with the template, as a sentence.
pub fn parse(text: &str) -> Result<Template, String> {
    let mut template = Template {
        format: String::new(),
        fields: Vec::new(),
    };
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (plain, brace) = rest.split_at(at);
        template.format += plain;
        let doubled = &brace[..brace.len().min(2)];
        if doubled == "{{" || doubled == "}}" {
            template.format += doubled;
            rest = &brace[2..];
            continue;
        }
        let Some(inner) = brace.strip_prefix('{') else {
            return Err("a `}` closes nothing here: write `}}` for the character".to_owned());
        };
        let Some((inner, after)) = inner.split_once('}') else {
            return Err("a `{` is not closed: write `{{` for the character".to_owned());
        };
        placeholder(&mut template, inner)?;
        rest = after;
    }
    template.format += rest;
    if template.fields.is_empty() {
        return Err(format!(
            "no field is in it: name one in braces, such as `{{first_name}}`; for a text that is always the same \
             write `PROPERTY, with = |_| {text:?}`"
        ));
    }
    Ok(template)
}

fn placeholder(template: &mut Template, inner: &str) -> Result<(), String> {
    let (name, spec) = inner.split_once(':').unwrap_or((inner, ""));
    let name = name.trim();
    let name = name.strip_prefix("r#").unwrap_or(name);
    if name.is_empty() {
        return Err("`{}` names no field: write the field's name in the braces".to_owned());
    }
    let is_name = |it: &str| it.chars().all(|it| it.is_alphanumeric() || it == '_');
    if let Some(field) = name.strip_prefix("self.").filter(|it| is_name(it)) {
        return Err(format!(
            "`{{{name}}}` names a field with `self`: write `{{{field}}}`"
        ));
    }
    if !is_name(name) {
        return Err(format!(
            "`{{{name}}}` is not the name of a field: for anything but fields write `with = path`"
        ));
    }
    if spec.contains('$') {
        return Err(format!(
            "`{{{inner}}}` takes its width from an argument: write the width itself"
        ));
    }
    template.format += "{";
    if !spec.is_empty() {
        template.format += ":";
        template.format += spec;
    }
    template.format += "}";
    template.fields.push(Placeholder {
        name: name.to_owned(),
        is_debug: spec.ends_with('?'),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn names_become_arguments_in_their_order() {
        let template = parse("{first} {{{last:>10}}} ({first})").unwrap();
        assert_eq!(template.format, "{} {{{:>10}}} ({})");
        assert_eq!(template.path(), "first + last + first");
        assert!(template.has("last") && !template.has("company"));
        assert_eq!(parse("{0}").unwrap().path(), "0");
        assert_eq!(parse("æ{navn}ø").unwrap().format, "æ{}ø");
    }

    #[test]
    fn what_any_value_can_be_shown_as_is_told_from_text() {
        let debug = |text| parse(text).unwrap().fields[0].is_debug;
        assert!(debug("{a:?}") && debug("{a:#?}") && debug("{a:>8?}"));
        assert!(!debug("{a}") && !debug("{a:>8}"));
    }

    #[test]
    fn what_is_no_template_is_told_apart() {
        for (text, reason) in [
            ("plain", "no field is in it"),
            ("", "no field is in it"),
            ("{", "`{` is not closed"),
            ("{a", "`{` is not closed"),
            ("{a}}", "`}` closes nothing"),
            ("{a} {", "`{` is not closed"),
            ("{}", "`{}` names no field"),
            ("{ }", "`{}` names no field"),
            ("{:?}", "`{}` names no field"),
            ("{a.b}", "`{a.b}` is not the name of a field"),
            ("{self.a}", "write `{a}`"),
            ("plain", "with = |_| \"plain\""),
            ("{a:w$}", "takes its width from an argument"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
