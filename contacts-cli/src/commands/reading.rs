//! Reads all contacts of a listing with several requests at once, and writes them as they come.

use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use contacts_api::Client;
use contacts_api::phone_book::Listing;
use futures_util::TryStreamExt as _;
use indicatif::ProgressDrawTarget;

use crate::args::AtOnce;
use crate::failure::Failure;
use crate::output::{ContactFormat, Contacts, Format, Output};
use crate::settings::Settings;

/// How contacts are read.
#[derive(Clone, Copy)]
pub(super) struct WholeListing<'a> {
    pub(super) settings: &'a Settings,
    pub(super) client: &'a Client,
    pub(super) at_once: AtOnce,
}

impl WholeListing<'_> {
    /// Writes all contacts of a listing, by ascending ids, and returns how many there are.
    pub(super) async fn write<W: Write>(
        self,
        listing: Listing,
        output: Output<W>,
        format: ContactFormat,
    ) -> Result<usize, Failure> {
        let goes_by = output.is_screen() && format != ContactFormat::Plain(Format::Table);
        let mut contacts = Contacts::new(output, format)?;
        let style = "{spinner} reading the phone book: {pos} contacts";
        let spinner = self.settings.progress(style, None);
        if goes_by {
            // Progress would appear between the contacts.
            spinner.set_draw_target(ProgressDrawTarget::hidden());
        }
        spinner.enable_steady_tick(Duration::from_millis(100));
        let book = self.client.phone_book();
        let at_once = self.at_once.concurrency.into();
        let mut stream = pin!(book.list_in_order(listing, at_once));
        while let Some(contact) = stream.try_next().await? {
            contacts.push(&contact)?;
            spinner.inc(1);
        }
        spinner.finish_and_clear();
        contacts.finish()
    }
}
