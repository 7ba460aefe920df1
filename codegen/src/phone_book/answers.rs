//! Writes how contacts are taken out of an answer.

use contacts_openapi::{List, Operation};
use proc_macro2::TokenStream;
use quote::quote;

use super::PhoneBookWriter;
use crate::mapping::ident;
use crate::types::{AnswerType, FieldForm, RustType};

impl PhoneBookWriter<'_> {
    /// Writes statements that take the contact out of `answer`.
    pub(super) fn contact_in_answer(
        &self,
        operation: &Operation,
        path: Option<&[String]>,
    ) -> TokenStream {
        let types = self.types.operations.get(&operation.id);
        let (Some(path), Some(AnswerType::Json(ty))) = (path, types.map(|it| &it.success)) else {
            return quote! {
                let _ = answer;
                Ok(None)
            };
        };
        let (steps, found) = self.steps(ty, path, &quote!(return Ok(None)));
        let Some(found) = found else {
            return quote! {
                let _ = answer;
                Ok(None)
            };
        };
        let converted = self.converted(&found);
        quote! {
            #steps
            Ok(Some(#converted))
        }
    }

    /// Writes statements that take the contacts out of `answer`.
    pub(super) fn items_in_answer(
        &self,
        operation: &Operation,
        list: &List,
    ) -> Option<TokenStream> {
        let types = self.types.operations.get(&operation.id)?;
        let AnswerType::Json(ty) = &types.success else {
            return None;
        };
        let (steps, found) = self.steps(ty, &list.items, &quote!(return Ok(Vec::new())));
        let RustType::List(item) = found? else {
            return None;
        };
        let is_contact = Some(&*item) == self.contact_type().as_ref();
        let all = if is_contact {
            quote!(Ok(answer))
        } else {
            let (pattern, value) = match &*item {
                RustType::Optional(_) => (quote!(answer.into_iter().flatten()), quote!(answer)),
                _ => (quote!(answer.into_iter()), quote!(answer)),
            };
            quote!(#pattern.map(|answer| crate::phone_book::converted(&#value)).collect())
        };
        Some(quote! {
            #steps
            #all
        })
    }

    fn converted(&self, ty: &RustType) -> TokenStream {
        match ty {
            ty if Some(ty) == self.contact_type().as_ref() => quote!(answer),
            _ => quote!(crate::phone_book::converted(&answer)?),
        }
    }

    /// Writes statements that follow a path into `answer`, and returns the type that is there.
    pub(super) fn steps(
        &self,
        ty: &RustType,
        path: &[String],
        otherwise: &TokenStream,
    ) -> (TokenStream, Option<RustType>) {
        let mut steps = TokenStream::new();
        let mut ty = ty.clone();
        if let RustType::Optional(inner) = ty {
            steps.extend(quote!(let Some(answer) = answer else { #otherwise };));
            ty = *inner;
        }
        for name in path {
            let field = self.types.fields(&ty).iter().find(|it| it.name == *name);
            let Some(field) = field.cloned() else {
                return (steps, None);
            };
            let rust_name = ident(&field.rust_name);
            steps.extend(match field.form {
                FieldForm::Required | FieldForm::Nullable => {
                    quote!(let answer = answer.#rust_name;)
                }
                FieldForm::Optional | FieldForm::Clearable | FieldForm::Additional => {
                    quote!(let Some(answer) = answer.#rust_name else { #otherwise };)
                }
            });
            ty = field.ty;
            if let RustType::Boxed(inner) = ty {
                steps.extend(quote!(let answer = *answer;));
                ty = *inner;
            }
        }
        (steps, Some(ty))
    }
}
