pub const DOCUMENT: &str = "openapi/contacts.yaml";

pub const CREATE: Option<Payload> = Some(Payload { place: "openapi/contacts.yaml:321" });

pub const UPDATE: Option<Payload> = Some(Payload { place: "openapi/contacts.yaml:340" });

pub const ONE_BODY: bool = false;

pub const NUMBER: Option<&str> = Some("number");

pub const PROPERTIES: &[Property] = &[
Property {
path: "name",
name: "name",
create: Some(Slot { field: "name", within: &[], required: true, nullable: false, free: false, phone: false, place: "openapi/contacts.yaml:326" }),
update: Some(Slot { field: "name", within: &[], required: false, nullable: false, free: false, phone: false, place: "openapi/contacts.yaml:344" }),
members: &[],
},
Property {
path: "number",
name: "number",
create: Some(Slot { field: "number", within: &[], required: true, nullable: false, free: false, phone: true, place: "openapi/contacts.yaml:332" }),
update: Some(Slot { field: "number", within: &[], required: false, nullable: false, free: false, phone: true, place: "openapi/contacts.yaml:350" }),
members: &[],
},
Property {
path: "email",
name: "email",
create: Some(Slot { field: "email", within: &[], required: false, nullable: false, free: false, phone: false, place: "openapi/contacts.yaml:334" }),
update: Some(Slot { field: "email", within: &[], required: false, nullable: true, free: false, phone: false, place: "openapi/contacts.yaml:352" }),
members: &[],
},
];

pub const READ_ONLY: &[ReadOnly] = &[
ReadOnly { path: "id", name: "id", field: "id", place: "openapi/contacts.yaml:293" },
ReadOnly { path: "number_formatted", name: "number_formatted", field: "number_formatted", place: "openapi/contacts.yaml:310" },
];

pub const REGIONS: &[&str] = &["AC", "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GT", "GU", "GW", "GY", "HK", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TA", "TC", "TD", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW"];

