/// The document's first server, its variables at their defaults.
pub const SERVER: &str = "https://app.relatel.dk/api/v2";
/// The document's first server, its variables in braces.
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
/// The names of all properties and parameters, in order: these are of the document, and of nobody.
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
/// The security schemes that a secret is sent in.
pub(crate) const SCHEMES: &[&str] = &["bearer"];
/// What holds for the operations that are not particular.
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
/// What holds for the others.
pub(crate) const PARTICULAR: &[(&str, RequestFacts)] = &[];
