//! An emulator until Ctrl-C, with an odd and a usual contact in it.
//!
//! `cargo run -p contacts-emulator --example serve -- '*:503@10%'`; the arguments are faults.

use contacts_emulator::{Emulator, Fault, Seed};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let faults: Result<Vec<Fault>, _> = std::env::args().skip(1).map(|it| it.parse()).collect();
    let emulator = Emulator::builder()
        .seed([
            Seed::new([("name", "Relatel A/S"), ("number", "4571999999")]),
            Seed::verbatim([("number", "hidden")]),
        ])
        .faults(faults?)
        .start()
        .await?;
    println!("{}", emulator.url());
    emulator.run_until_signal().await?;
    Ok(())
}
