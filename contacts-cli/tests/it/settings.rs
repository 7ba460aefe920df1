//! Where the settings come from: a flag wins over the environment, which wins over the config file.

use contacts_emulator::Emulator;

use crate::program::{Desk, emulator};

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_config_file() {
    let emulator = emulator(&[("Åse", "4571999999"), ("Nils", "4671999999")]);
    let nowhere = "http://127.0.0.1:1";
    let token = emulator.token();

    let desk = Desk::bare();
    desk.file("config/contacts/token", format!("{token}\n"));
    desk.file(
        "config/contacts/config.yaml",
        format!("url: {}\nregion: se\ntoken_file: token\n", emulator.url()),
    );
    assert_eq!(
        desk.run("lookup 071999999 -o json").exits(0).json()["name"],
        "Nils"
    );

    let desk = desk
        .with("CONTACTS_REGION", "dk")
        .with("CONTACTS_TOKEN", "wrong");
    desk.run("lookup 71999999").exits(4);
    desk.file("token", token);
    let found = desk
        .run("lookup 71999999 --token-file token -o json")
        .exits(0);
    assert_eq!(found.json()["name"], "Åse");
    let found = desk
        .run("lookup 071999999 --token-file token --region SE -o json")
        .exits(0);
    assert_eq!(found.json()["name"], "Nils");

    let desk = desk.with("CONTACTS_URL", nowhere);
    desk.run("list --token-file token")
        .exits(1)
        .says(&["127.0.0.1:1"]);
    let found = desk
        .run(&format!(
            "--url {} --token-file token list -o json",
            emulator.url()
        ))
        .exits(0);
    assert_eq!(found.json().as_array().unwrap().len(), 2);
    // The emulator of the run is nobody else's.
    assert_eq!(desk.run("--emulator list -o json").exits(0).stdout, "[]\n");
}

#[test]
fn settings_that_cannot_be_used_are_said_with_their_place() {
    let desk = Desk::bare();
    desk.run("--region Danmark --emulator list")
        .exits(2)
        .says(&["\"DANMARK\"", "two-letter"]);
    desk.run("--token-file nowhere list")
        .exits(4)
        .says(&["nowhere", "cannot be read"]);
    desk.file("empty", "\n");
    desk.run("--token-file empty list")
        .exits(4)
        .says(&["empty", "must hold the token"]);
    desk.file("config/contacts/config.yaml", "token: secret\n");
    let ended = desk.run("--emulator list").exits(1);
    ended.says(&["config.yaml", "token_file"]);
    assert!(!ended.stderr.contains("secret"), "{}", ended.stderr);
    for empty in ["url:", "region: ''", "token_file: ~", "url: ' '"] {
        desk.file("config/contacts/config.yaml", format!("{empty}\n"));
        let ended = desk.run("--emulator list").exits(1);
        ended.says(&["config.yaml", "without a value"]);
    }
    desk.file("config/contacts/config.yaml", "# nothing yet\n");
    desk.run("--emulator list -q").exits(0);
}

#[test]
fn a_variable_that_is_set_to_nothing_leads_to_no_service() {
    for (variable, exit) in [
        ("CONTACTS_URL", 2),
        ("CONTACTS_REGION", 2),
        ("CONTACTS_TOKEN", 4),
    ] {
        for value in ["", "  "] {
            let emulator = emulator(&[("Åse", "4571999999")]);
            let desk = Desk::at(&emulator).with(variable, value);
            desk.file("rows.csv", "Navn;Tlf\nBo;33002208\n");
            for command in ["list", "sync rows.csv", "call list_contacts"] {
                desk.run(command)
                    .exits(exit)
                    .says(&[&format!("{variable} is set to nothing")]);
            }
            assert_eq!(emulator.requests().len(), 0);
        }
    }
    // What a flag says is not asked of the environment.
    let desk = Desk::bare()
        .with("CONTACTS_URL", "")
        .with("CONTACTS_TOKEN", "");
    desk.run("--emulator list").exits(0);
    desk.file("token", "t");
    desk.run("--url http://127.0.0.1:1 --token-file token list")
        .exits(1)
        .says(&["127.0.0.1:1"]);
}

#[test]
fn what_is_logged_has_no_token_and_nothing_of_anybody() {
    let emulator = Emulator::builder()
        .token("hemmelighed")
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let mut logged = String::new();
    for command in [
        "create --name Sigrid --number 71999999 --email sigrid@x.dk",
        "lookup 71999999",
        "list --number 71999999",
        "update 1 --name Bodil",
        "get 1",
        "sync rows",
        "delete 1",
        "get 7",
    ] {
        desk.file("rows", "Navn;Tlf\nBodil;71999999\nKarl;33002208\n");
        logged.push_str(&desk.run(&format!("{command} -vv")).stderr);
    }
    assert!(
        logged.contains("get_contact_by_number") && logged.contains("404"),
        "{logged}"
    );
    for secret in [
        "hemmelighed",
        "71999999",
        "71 99 99 99",
        "Sigrid",
        "Bodil",
        "Karl",
        "sigrid@x.dk",
        "33002208",
    ] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
