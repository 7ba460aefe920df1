/// The document's first server, with the defaults of its variables.
pub const SERVER: &str = "https://app.relatel.dk/api/v2";
/// The document's first server, with its variables in braces.
pub(crate) const SERVER_TEMPLATE: &str = "https://app.relatel.dk/api/v2";
/// The variables of the server, with their defaults.
pub(crate) const SERVER_VARIABLES: &[(&str, &str)] = &[];
/// The properties of a contact as it is read.
pub(crate) const READABLE: &[&str] = &[
    "id",
    "name",
    "number",
    "number_formatted",
    "email",
];
/// The names of all properties and parameters, sorted: they come from the document, and are not
/// personal data.
pub(crate) const NAMES: &[&str] = &[
    "contact",
    "contacts",
    "email",
    "id",
    "id_gt_or_eq",
    "limit",
    "name",
    "number",
    "number_formatted",
];
/// The security schemes with which a secret is sent.
pub(crate) const SCHEMES: &[&str] = &["bearer"];
/// What most operations have in common.
pub(crate) const COMMON: RequestFacts = RequestFacts {
    security: &[
        Scheme {
            name: "bearer",
            way: Security::Bearer,
        },
    ],
    content_type: None,
    accept: None,
};
/// What differs for other operations.
pub(crate) const PARTICULAR: &[(&str, RequestFacts)] = &[];
