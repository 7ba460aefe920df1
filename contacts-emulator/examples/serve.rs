//! An emulator until Ctrl-C.
//!
//! `cargo run -p contacts-emulator --example serve -- --seed FILE '*:503@10%'`; what is no option is
//! a fault.

use contacts_emulator::Emulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Emulator::builder();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        builder = match argument.as_str() {
            "--seed" => builder.seed_file(arguments.next().ok_or("--seed needs a file")?)?,
            fault => builder.faults([fault.parse()?]),
        };
    }
    let emulator = builder.start().await?;
    println!("{}", emulator.url());
    emulator.run_until_signal().await?;
    Ok(())
}
