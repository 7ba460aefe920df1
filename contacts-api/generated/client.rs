#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///Why a request was refused. Other properties may stand beside these.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ApiError {
        ///The properties that the document has no name for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(flatten, deserialize_with = "crate::value::additional::read")]
        pub additional: ::std::option::Option<
            ::std::collections::BTreeMap<::std::string::String, ::serde_json::Value>,
        >,
        ///What was wrong, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub message: ::std::option::Option<::std::string::String>,
        ///The HTTP status code and its reason phrase.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub status: ::std::option::Option<::std::string::String>,
        ///Always `false`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub success: ::std::option::Option<bool>,
    }
    impl ApiError {
        pub fn builder() -> builder::ApiError {
            Default::default()
        }
    }
    /**A contact as the service shows it. Only the id is certain to be there: old contacts may
lack the rest, and their numbers may be anything.*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Contact {
        ///Contact email.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub email: ::std::option::Option<::std::string::String>,
        ///Contact ID.
        #[serde(deserialize_with = "crate::value::lenient::required")]
        pub id: u64,
        ///Contact name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Contact number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub number: ::std::option::Option<::std::string::String>,
        ///Contact number formatted for readability.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::lenient::optional")]
        pub number_formatted: ::std::option::Option<::std::string::String>,
    }
    impl Contact {
        pub fn builder() -> builder::Contact {
            Default::default()
        }
    }
    ///The envelope of a page of contacts.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactListResponse {
        ///The contacts of this page, in ascending order of their ids.
        #[serde(deserialize_with = "crate::value::lenient::list")]
        pub contacts: ::std::vec::Vec<crate::types::Contact>,
    }
    impl ContactListResponse {
        pub fn builder() -> builder::ContactListResponse {
            Default::default()
        }
    }
    ///The envelope of one contact.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactResponse {
        /**A contact as the service shows it. Only the id is certain to be there: old contacts may
lack the rest, and their numbers may be anything.*/
        pub contact: crate::types::Contact,
    }
    impl ContactResponse {
        pub fn builder() -> builder::ContactResponse {
            Default::default()
        }
    }
    ///What is to change in a contact; what is left out keeps its value.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ContactUpdate {
        ///Contact email; `null` clears it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::value::present")]
        pub email: ::std::option::Option<crate::Nullable<crate::Text<1, 255>>>,
        ///Contact name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::Text<1, 255>>,
        ///A phone number in E.164 digits; the country calling code first, no `+`, no `00`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub number: ::std::option::Option<crate::PhoneNumber>,
    }
    impl ContactUpdate {
        pub fn builder() -> builder::ContactUpdate {
            Default::default()
        }
    }
    ///The envelope of a contact to create.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CreateContactRequest {
        ///A contact to create.
        pub contact: crate::types::NewContact,
    }
    impl CreateContactRequest {
        pub fn builder() -> builder::CreateContactRequest {
            Default::default()
        }
    }
    ///A contact to create.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewContact {
        ///Contact email.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<crate::Text<1, 255>>,
        ///Contact name.
        pub name: crate::Text<1, 255>,
        ///A phone number in E.164 digits; the country calling code first, no `+`, no `00`.
        pub number: crate::PhoneNumber,
    }
    impl NewContact {
        pub fn builder() -> builder::NewContact {
            Default::default()
        }
    }
    ///The envelope of what is to change in a contact.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct UpdateContactRequest {
        ///What is to change in a contact; what is left out keeps its value.
        pub contact: crate::types::ContactUpdate,
    }
    impl UpdateContactRequest {
        pub fn builder() -> builder::UpdateContactRequest {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct ApiError {
            additional: ::std::result::Result<
                ::std::option::Option<
                    ::std::collections::BTreeMap<
                        ::std::string::String,
                        ::serde_json::Value,
                    >,
                >,
                ::std::string::String,
            >,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            success: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ApiError {
            fn default() -> Self {
                Self {
                    additional: Ok(Default::default()),
                    message: Ok(Default::default()),
                    status: Ok(Default::default()),
                    success: Ok(Default::default()),
                }
            }
        }
        impl ApiError {
            pub fn additional<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<
                    ::std::collections::BTreeMap<
                        ::std::string::String,
                        ::serde_json::Value,
                    >,
                >,
            {
                self.additional = crate::value::convert::optional(value, "additional");
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.message = crate::value::convert::optional(value, "message");
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.status = crate::value::convert::optional(value, "status");
                self
            }
            pub fn success<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<bool>,
            {
                self.success = crate::value::convert::optional(value, "success");
                self
            }
        }
        impl ::std::convert::TryFrom<ApiError> for super::ApiError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ApiError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    additional: value.additional?,
                    message: value.message?,
                    status: value.status?,
                    success: value.success?,
                })
            }
        }
        impl ::std::convert::From<super::ApiError> for ApiError {
            fn from(value: super::ApiError) -> Self {
                Self {
                    additional: Ok(value.additional),
                    message: Ok(value.message),
                    status: Ok(value.status),
                    success: Ok(value.success),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Contact {
            email: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<u64, ::std::string::String>,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            number: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            number_formatted: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Contact {
            fn default() -> Self {
                Self {
                    email: Ok(Default::default()),
                    id: Err("id: is missing: set it with `id(…)`".to_string()),
                    name: Ok(Default::default()),
                    number: Ok(Default::default()),
                    number_formatted: Ok(Default::default()),
                }
            }
        }
        impl Contact {
            pub fn email<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.email = crate::value::convert::optional(value, "email");
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<u64>,
                <T as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display,
            {
                self.id = crate::value::convert::required(value, "id");
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.name = crate::value::convert::optional(value, "name");
                self
            }
            pub fn number<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.number = crate::value::convert::optional(value, "number");
                self
            }
            pub fn number_formatted<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<::std::string::String>,
            {
                self.number_formatted = crate::value::convert::optional(
                    value,
                    "number_formatted",
                );
                self
            }
        }
        impl ::std::convert::TryFrom<Contact> for super::Contact {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Contact,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    email: value.email?,
                    id: value.id?,
                    name: value.name?,
                    number: value.number?,
                    number_formatted: value.number_formatted?,
                })
            }
        }
        impl ::std::convert::From<super::Contact> for Contact {
            fn from(value: super::Contact) -> Self {
                Self {
                    email: Ok(value.email),
                    id: Ok(value.id),
                    name: Ok(value.name),
                    number: Ok(value.number),
                    number_formatted: Ok(value.number_formatted),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ContactListResponse {
            contacts: ::std::result::Result<
                ::std::vec::Vec<crate::types::Contact>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ContactListResponse {
            fn default() -> Self {
                Self {
                    contacts: Err(
                        "contacts: is missing: set it with `contacts(…)`".to_string(),
                    ),
                }
            }
        }
        impl ContactListResponse {
            pub fn contacts<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<crate::types::Contact>>,
                <T as ::std::convert::TryInto<
                    ::std::vec::Vec<crate::types::Contact>,
                >>::Error: ::std::fmt::Display,
            {
                self.contacts = crate::value::convert::required(value, "contacts");
                self
            }
        }
        impl ::std::convert::TryFrom<ContactListResponse>
        for super::ContactListResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ContactListResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { contacts: value.contacts? })
            }
        }
        impl ::std::convert::From<super::ContactListResponse> for ContactListResponse {
            fn from(value: super::ContactListResponse) -> Self {
                Self {
                    contacts: Ok(value.contacts),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ContactResponse {
            contact: ::std::result::Result<crate::types::Contact, ::std::string::String>,
        }
        impl ::std::default::Default for ContactResponse {
            fn default() -> Self {
                Self {
                    contact: Err(
                        "contact: is missing: set it with `contact(…)`".to_string(),
                    ),
                }
            }
        }
        impl ContactResponse {
            pub fn contact<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::Contact>,
                <T as ::std::convert::TryInto<
                    crate::types::Contact,
                >>::Error: ::std::fmt::Display,
            {
                self.contact = crate::value::convert::required(value, "contact");
                self
            }
        }
        impl ::std::convert::TryFrom<ContactResponse> for super::ContactResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ContactResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { contact: value.contact? })
            }
        }
        impl ::std::convert::From<super::ContactResponse> for ContactResponse {
            fn from(value: super::ContactResponse) -> Self {
                Self { contact: Ok(value.contact) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ContactUpdate {
            email: ::std::result::Result<
                ::std::option::Option<crate::Nullable<crate::Text<1, 255>>>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<crate::Text<1, 255>>,
                ::std::string::String,
            >,
            number: ::std::result::Result<
                ::std::option::Option<crate::PhoneNumber>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ContactUpdate {
            fn default() -> Self {
                Self {
                    email: Ok(Default::default()),
                    name: Ok(Default::default()),
                    number: Ok(Default::default()),
                }
            }
        }
        impl ContactUpdate {
            pub fn email<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<crate::Nullable<crate::Text<1, 255>>>,
            {
                self.email = crate::value::convert::optional(value, "email");
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<crate::Text<1, 255>>,
            {
                self.name = crate::value::convert::optional(value, "name");
                self
            }
            pub fn number<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<crate::PhoneNumber>,
            {
                self.number = crate::value::convert::optional(value, "number");
                self
            }
        }
        impl ::std::convert::TryFrom<ContactUpdate> for super::ContactUpdate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ContactUpdate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    email: value.email?,
                    name: value.name?,
                    number: value.number?,
                })
            }
        }
        impl ::std::convert::From<super::ContactUpdate> for ContactUpdate {
            fn from(value: super::ContactUpdate) -> Self {
                Self {
                    email: Ok(value.email),
                    name: Ok(value.name),
                    number: Ok(value.number),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CreateContactRequest {
            contact: ::std::result::Result<
                crate::types::NewContact,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateContactRequest {
            fn default() -> Self {
                Self {
                    contact: Err(
                        "contact: is missing: set it with `contact(…)`".to_string(),
                    ),
                }
            }
        }
        impl CreateContactRequest {
            pub fn contact<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::NewContact>,
                <T as ::std::convert::TryInto<
                    crate::types::NewContact,
                >>::Error: ::std::fmt::Display,
            {
                self.contact = crate::value::convert::required(value, "contact");
                self
            }
        }
        impl ::std::convert::TryFrom<CreateContactRequest>
        for super::CreateContactRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateContactRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { contact: value.contact? })
            }
        }
        impl ::std::convert::From<super::CreateContactRequest> for CreateContactRequest {
            fn from(value: super::CreateContactRequest) -> Self {
                Self { contact: Ok(value.contact) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewContact {
            email: ::std::result::Result<
                ::std::option::Option<crate::Text<1, 255>>,
                ::std::string::String,
            >,
            name: ::std::result::Result<crate::Text<1, 255>, ::std::string::String>,
            number: ::std::result::Result<crate::PhoneNumber, ::std::string::String>,
        }
        impl ::std::default::Default for NewContact {
            fn default() -> Self {
                Self {
                    email: Ok(Default::default()),
                    name: Err("name: is missing: set it with `name(…)`".to_string()),
                    number: Err(
                        "number: is missing: set it with `number(…)`".to_string(),
                    ),
                }
            }
        }
        impl NewContact {
            pub fn email<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<crate::Text<1, 255>>,
            {
                self.email = crate::value::convert::optional(value, "email");
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::Text<1, 255>>,
                <T as ::std::convert::TryInto<
                    crate::Text<1, 255>,
                >>::Error: ::std::fmt::Display,
            {
                self.name = crate::value::convert::required(value, "name");
                self
            }
            pub fn number<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::PhoneNumber>,
                <T as ::std::convert::TryInto<
                    crate::PhoneNumber,
                >>::Error: ::std::fmt::Display,
            {
                self.number = crate::value::convert::required(value, "number");
                self
            }
        }
        impl ::std::convert::TryFrom<NewContact> for super::NewContact {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewContact,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    email: value.email?,
                    name: value.name?,
                    number: value.number?,
                })
            }
        }
        impl ::std::convert::From<super::NewContact> for NewContact {
            fn from(value: super::NewContact) -> Self {
                Self {
                    email: Ok(value.email),
                    name: Ok(value.name),
                    number: Ok(value.number),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct UpdateContactRequest {
            contact: ::std::result::Result<
                crate::types::ContactUpdate,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UpdateContactRequest {
            fn default() -> Self {
                Self {
                    contact: Err(
                        "contact: is missing: set it with `contact(…)`".to_string(),
                    ),
                }
            }
        }
        impl UpdateContactRequest {
            pub fn contact<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::ContactUpdate>,
                <T as ::std::convert::TryInto<
                    crate::types::ContactUpdate,
                >>::Error: ::std::fmt::Display,
            {
                self.contact = crate::value::convert::required(value, "contact");
                self
            }
        }
        impl ::std::convert::TryFrom<UpdateContactRequest>
        for super::UpdateContactRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UpdateContactRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { contact: value.contact? })
            }
        }
        impl ::std::convert::From<super::UpdateContactRequest> for UpdateContactRequest {
            fn from(value: super::UpdateContactRequest) -> Self {
                Self { contact: Ok(value.contact) }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    crate::value::read_whole!(ApiError);
    crate::value::optional_struct!(ApiError);
    crate::value::read_whole!(Contact);
    crate::value::optional_struct!(Contact);
    crate::value::read_whole!(ContactListResponse);
    crate::value::optional_struct!(ContactListResponse);
    crate::value::read_whole!(ContactResponse);
    crate::value::optional_struct!(ContactResponse);
    crate::value::optional_struct!(ContactUpdate);
    crate::value::optional_struct!(CreateContactRequest);
    crate::value::optional_struct!(NewContact);
    crate::value::optional_struct!(UpdateContactRequest);
    impl Contact {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(id: u64) -> Self {
            Self {
                id,
                email: ::std::option::Option::None,
                name: ::std::option::Option::None,
                number: ::std::option::Option::None,
                number_formatted: ::std::option::Option::None,
            }
        }
    }
    impl ContactListResponse {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(contacts: ::std::vec::Vec<crate::types::Contact>) -> Self {
            Self { contacts }
        }
    }
    impl ContactResponse {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(contact: crate::types::Contact) -> Self {
            Self { contact }
        }
    }
    impl CreateContactRequest {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(contact: crate::types::NewContact) -> Self {
            Self { contact }
        }
    }
    impl NewContact {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(name: crate::Text<1, 255>, number: crate::PhoneNumber) -> Self {
            Self {
                name,
                number,
                email: ::std::option::Option::None,
            }
        }
    }
    impl UpdateContactRequest {
        /// Makes one with everything that is required, and nothing that is optional.
        pub fn new(contact: crate::types::ContactUpdate) -> Self {
            Self { contact }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Contact API

Contacts are used to show information on the other party in a call and are shared with the
entire company. Required product: Switch or Mobile.

Numbers are written as digits with the country calling code, without `+` and without `00`:
`4571999999`.


Version: 2*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::Inner,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub(crate) fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::Inner,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::Inner> for Client {
    fn api_version() -> &'static str {
        "2"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::Inner {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::Inner>,
    {}
};
impl Client {
    /**Get all contacts

List the contacts of the authenticated company, in ascending order of their ids.

The list is read page by page (keyset pagination): ask for the first page, then for the
contacts from the last id plus one, until a page is empty.


Sends a `GET` request to `/contacts`

Arguments:
- `id_gt_or_eq`: Show contacts where the id is greater than or equal to the specified value.
- `limit`: Number of contacts to fetch.
- `number`: Show contacts with the specified number.

```no_run
# async fn example(client: contacts_api::Client, id_gt_or_eq: u64, limit: contacts_api::Bounded < 1 , 100 >, number: contacts_api::PhoneNumber) -> Result<(), contacts_api::Error> {
let response = client.list_contacts()
    .id_gt_or_eq(id_gt_or_eq)
    .limit(limit)
    .number(number)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn list_contacts(&self) -> builder::ListContacts<'_> {
        builder::ListContacts::new(self)
    }
    /**Create a contact

Create a contact in the authenticated company.

Sends a `POST` request to `/contacts`

```no_run
# async fn example(client: contacts_api::Client, body: contacts_api::types::CreateContactRequest) -> Result<(), contacts_api::Error> {
let response = client.create_contact()
    .body(body)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn create_contact(&self) -> builder::CreateContact<'_> {
        builder::CreateContact::new(self)
    }
    /**Get a single contact by ID

Get a single contact by its ID.

Sends a `GET` request to `/contacts/{id}`

Arguments:
- `id`: Contact ID.

```no_run
# async fn example(client: contacts_api::Client, id: u64) -> Result<(), contacts_api::Error> {
let response = client.get_contact()
    .id(id)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn get_contact(&self) -> builder::GetContact<'_> {
        builder::GetContact::new(self)
    }
    /**Update a contact

Update a contact. Properties that are not sent keep their value; a nullable property that
is sent as `null` is cleared.


Sends a `PUT` request to `/contacts/{id}`

Arguments:
- `id`: Contact ID.
- `body`

```no_run
# async fn example(client: contacts_api::Client, id: u64, body: contacts_api::types::UpdateContactRequest) -> Result<(), contacts_api::Error> {
let response = client.update_contact()
    .id(id)
    .body(body)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn update_contact(&self) -> builder::UpdateContact<'_> {
        builder::UpdateContact::new(self)
    }
    /**Delete a contact

Delete a contact. It is not shown in calls any more.

Sends a `DELETE` request to `/contacts/{id}`

Arguments:
- `id`: Contact ID.

```no_run
# async fn example(client: contacts_api::Client, id: u64) -> Result<(), contacts_api::Error> {
let response = client.delete_contact()
    .id(id)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn delete_contact(&self) -> builder::DeleteContact<'_> {
        builder::DeleteContact::new(self)
    }
    /**Get a single contact by its phone number

Get a single contact by its phone number.

Sends a `GET` request to `/contacts/by_number/{number}`

Arguments:
- `number`: The number of the contact.

```no_run
# async fn example(client: contacts_api::Client, number: contacts_api::PhoneNumber) -> Result<(), contacts_api::Error> {
let response = client.get_contact_by_number()
    .number(number)
    .send()
    .await?;
# Ok(())
# }
```*/
    pub fn get_contact_by_number(&self) -> builder::GetContactByNumber<'_> {
        builder::GetContactByNumber::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::list_contacts`]

[`Client::list_contacts`]: super::Client::list_contacts*/
    #[derive(Debug, Clone)]
    pub struct ListContacts<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) id_gt_or_eq: Result<Option<u64>, String>,
        pub(crate) limit: Result<Option<crate::Bounded<1, 100>>, String>,
        pub(crate) number: Result<Option<crate::PhoneNumber>, String>,
    }
    impl<'a> ListContacts<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                id_gt_or_eq: Ok(None),
                limit: Ok(None),
                number: Ok(None),
            }
        }
        pub fn id_gt_or_eq<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<u64>,
            <V as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display,
        {
            self.id_gt_or_eq = crate::value::convert::required(value, "id_gt_or_eq")
                .map(Some);
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<crate::Bounded<1, 100>>,
            <V as ::std::convert::TryInto<
                crate::Bounded<1, 100>,
            >>::Error: ::std::fmt::Display,
        {
            self.limit = crate::value::convert::required(value, "limit").map(Some);
            self
        }
        pub fn number<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<crate::PhoneNumber>,
            <V as ::std::convert::TryInto<
                crate::PhoneNumber,
            >>::Error: ::std::fmt::Display,
        {
            self.number = crate::value::convert::required(value, "number").map(Some);
            self
        }
        ///Sends a `GET` request to `/contacts`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ContactListResponse>, Error> {
            let Self { client, id_gt_or_eq, limit, number } = self;
            let id_gt_or_eq = id_gt_or_eq.map_err(Error::refused)?;
            let limit = limit.map_err(Error::refused)?;
            let number = number.map_err(Error::refused)?;
            let url = format!("{}/contacts", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("id_gt_or_eq", &id_gt_or_eq))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .query(&progenitor_client::QueryParam::new("number", &number))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_contacts",
            };
            client.typed(request, &info).await
        }
    }
    /**Builder for [`Client::create_contact`]

[`Client::create_contact`]: super::Client::create_contact*/
    #[derive(Debug, Clone)]
    pub struct CreateContact<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) body: Result<types::builder::CreateContactRequest, String>,
    }
    impl<'a> CreateContact<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V, By>(mut self, value: V) -> Self
        where
            V: crate::mapping::IntoBody<types::CreateContactRequest, By>,
        {
            self.body = value.into_body().map(From::from);
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateContactRequest,
            ) -> types::builder::CreateContactRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/contacts`
        pub async fn send(self) -> Result<ResponseValue<types::ContactResponse>, Error> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::CreateContactRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::refused)?;
            let url = format!("{}/contacts", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_contact",
            };
            client.typed(request, &info).await
        }
    }
    /**Builder for [`Client::get_contact`]

[`Client::get_contact`]: super::Client::get_contact*/
    #[derive(Debug, Clone)]
    pub struct GetContact<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) id: Result<u64, String>,
    }
    impl<'a> GetContact<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                id: Err("id: is missing: set it with `id(…)`".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<u64>,
            <V as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display,
        {
            self.id = crate::value::convert::required(value, "id");
            self
        }
        ///Sends a `GET` request to `/contacts/{id}`
        pub async fn send(self) -> Result<ResponseValue<types::ContactResponse>, Error> {
            let Self { client, id } = self;
            let id = id.map_err(Error::refused)?;
            let url = format!(
                "{}/contacts/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_contact",
            };
            client.typed(request, &info).await
        }
    }
    /**Builder for [`Client::update_contact`]

[`Client::update_contact`]: super::Client::update_contact*/
    #[derive(Debug, Clone)]
    pub struct UpdateContact<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) id: Result<u64, String>,
        pub(crate) body: Result<types::builder::UpdateContactRequest, String>,
    }
    impl<'a> UpdateContact<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                id: Err("id: is missing: set it with `id(…)`".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<u64>,
            <V as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display,
        {
            self.id = crate::value::convert::required(value, "id");
            self
        }
        pub fn body<V, By>(mut self, value: V) -> Self
        where
            V: crate::mapping::IntoBody<types::UpdateContactRequest, By>,
        {
            self.body = value.into_body().map(From::from);
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::UpdateContactRequest,
            ) -> types::builder::UpdateContactRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PUT` request to `/contacts/{id}`
        pub async fn send(self) -> Result<ResponseValue<types::ContactResponse>, Error> {
            let Self { client, id, body } = self;
            let id = id.map_err(Error::refused)?;
            let body = body
                .and_then(|v| {
                    types::UpdateContactRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::refused)?;
            let url = format!(
                "{}/contacts/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .put(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "update_contact",
            };
            client.typed(request, &info).await
        }
    }
    /**Builder for [`Client::delete_contact`]

[`Client::delete_contact`]: super::Client::delete_contact*/
    #[derive(Debug, Clone)]
    pub struct DeleteContact<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) id: Result<u64, String>,
    }
    impl<'a> DeleteContact<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                id: Err("id: is missing: set it with `id(…)`".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<u64>,
            <V as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display,
        {
            self.id = crate::value::convert::required(value, "id");
            self
        }
        ///Sends a `DELETE` request to `/contacts/{id}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error> {
            let Self { client, id } = self;
            let id = id.map_err(Error::refused)?;
            let url = format!(
                "{}/contacts/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "delete_contact",
            };
            client.empty(request, &info).await
        }
    }
    /**Builder for [`Client::get_contact_by_number`]

[`Client::get_contact_by_number`]: super::Client::get_contact_by_number*/
    #[derive(Debug, Clone)]
    pub struct GetContactByNumber<'a> {
        pub(crate) client: ::std::borrow::Cow<'a, super::Client>,
        pub(crate) number: Result<crate::PhoneNumber, String>,
    }
    impl<'a> GetContactByNumber<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: ::std::borrow::Cow::Borrowed(client),
                number: Err("number: is missing: set it with `number(…)`".to_string()),
            }
        }
        pub fn number<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<crate::PhoneNumber>,
            <V as ::std::convert::TryInto<
                crate::PhoneNumber,
            >>::Error: ::std::fmt::Display,
        {
            self.number = crate::value::convert::required(value, "number");
            self
        }
        ///Sends a `GET` request to `/contacts/by_number/{number}`
        pub async fn send(self) -> Result<ResponseValue<types::ContactResponse>, Error> {
            let Self { client, number } = self;
            let number = number.map_err(Error::refused)?;
            let url = format!(
                "{}/contacts/by_number/{}", client.baseurl, encode_path(& number
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_contact_by_number",
            };
            client.typed(request, &info).await
        }
    }
    impl<'a> ListContacts<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> ListContacts<'static> {
            let Self { client, id_gt_or_eq, limit, number } = self;
            ListContacts {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                id_gt_or_eq,
                limit,
                number,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
    impl<'a> CreateContact<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> CreateContact<'static> {
            let Self { client, body } = self;
            CreateContact {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                body,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
    impl<'a> GetContact<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> GetContact<'static> {
            let Self { client, id } = self;
            GetContact {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                id,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
    impl<'a> UpdateContact<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> UpdateContact<'static> {
            let Self { client, id, body } = self;
            UpdateContact {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                id,
                body,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
    impl<'a> DeleteContact<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> DeleteContact<'static> {
            let Self { client, id } = self;
            DeleteContact {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                id,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
    impl<'a> GetContactByNumber<'a> {
        /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
        pub fn into_owned(self) -> GetContactByNumber<'static> {
            let Self { client, number } = self;
            GetContactByNumber {
                client: ::std::borrow::Cow::Owned(client.into_owned()),
                number,
            }
        }
        /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.client = ::std::borrow::Cow::Owned(
                self.client.with_header(name, value),
            );
            self
        }
        /// Sets the longest that this call may take, with all its attempts and the waits between
        /// them.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
            self
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
/// A second implementation, to have `pre` or `post` called, would not compile: do what it
/// should do in `Client::exchange`, through which every operation goes.
impl ClientHooks<crate::Inner> for Client {
    async fn exec(
        &self,
        request: ::reqwest::Request,
        info: &OperationInfo,
    ) -> ::reqwest::Result<::reqwest::Response> {
        self.response(request, info).await
    }
}
use crate::Error;
