//! Files in the shapes that people's programs export: which name, numbers and e-mail each row gives.
//!
//! The people are invented, the layouts are real. Numbers that end in 8 and 9 are nobody's voice:
//! faxes, and the switchboard of a company.

use std::fs;

use crate::program::{Desk, book, emulator};

/// A file of `tests/data`, how it is synced, what a run says of it, and the contacts it gives, without ids.
struct Shape {
    file: &'static str,
    flags: &'static str,
    says: &'static [&'static str],
    contacts: &'static [&'static str],
}

const SHAPES: [Shape; 22] = [
    Shape {
        file: "google-old.csv",
        flags: "",
        says: &[
            "3 rows, CSV in UTF-16LE",
            "name from Name, else Given Name + Additional Name + Family Name",
        ],
        contacts: &[
            "Åse Bæk Dahl 4571000001 aase@example.dk",
            "Åse Bæk Dahl 4571000002 aase@example.dk",
            "Jörg Müller 4930901820 joerg@example.de",
            "Nordlys El 4571000003 -",
        ],
    },
    Shape {
        file: "google-new.csv",
        flags: "",
        says: &[
            "3 rows, CSV in UTF-8",
            "number from Phone 1 - Value and Phone 2 - Value (each its own contact)",
        ],
        contacts: &[
            "Åse Bæk Dahl 4571000001 aase@example.dk",
            "Åse Bæk Dahl 4571000002 aase@example.dk",
            "Bo 4571000003 -",
            "Nordlys El 4571000004 post@example.dk",
            "Nordlys El 46700413812 post@example.dk",
        ],
    },
    Shape {
        file: "outlook-english.csv",
        flags: "",
        says: &[
            "CSV in Windows-1252",
            "name from First Name + Middle Name + Last Name, else Company",
        ],
        contacts: &[
            "Åse Bæk Dahl 4571000001 aase@example.dk",
            "Åse Bæk Dahl 4571000002 aase@example.dk",
            "Nordlys El 4571000003 -",
            "Nordlys El 4571000004 -",
            "Bo 4571000005 -",
        ],
    },
    Shape {
        file: "outlook-danish.csv",
        flags: "",
        says: &[
            "CSV in Windows-1252",
            "name from Fornavn + Mellemnavn + Efternavn, else Firma",
        ],
        contacts: &[
            "Åse Bæk Dahl 4571000001 aase@example.dk",
            "Åse Bæk Dahl 4571000002 aase@example.dk",
            "Nordlys El 4571000003 -",
            "Nordlys El 4571000004 -",
            "Bo 4571000005 bo@example.dk",
        ],
    },
    Shape {
        file: "hubspot.csv",
        flags: "",
        says: &["name from First Name + Last Name, else Associated Company"],
        contacts: &[
            "Åse Dahl 4571000001 aase@example.dk",
            "Åse Dahl 4571000002 aase@example.dk",
            "Nordlys El 4571000003 post@example.dk",
            "Bo 4571000004 -",
        ],
    },
    Shape {
        file: "pipedrive.csv",
        flags: "",
        says: &["name from Person - Name, else Person - Organization"],
        contacts: &[
            "Åse Dahl 4571000001 aase@example.dk",
            "Åse Dahl 4571000006 aase@example.dk",
            "Åse Dahl 4571000002 aase@example.dk",
            "Bo 4571000003 bo@example.dk",
        ],
    },
    Shape {
        file: "e-conomic.csv",
        flags: "",
        says: &[
            "CSV in Windows-1252",
            "number from Telefon and Mobiltelefon",
        ],
        contacts: &[
            "Ågade Auto ApS 4571000001 post@example.dk",
            "Ågade Auto ApS 4571000002 post@example.dk",
            "Kløver & Søn 4571000003 -",
            "Bo Træls 4571000004 -",
        ],
    },
    Shape {
        file: "report.csv",
        flags: "",
        says: &["2 rows, CSV", "name from Fornavn + Efternavn"],
        contacts: &[
            "Åse Dahl 4571000001 -",
            "Åse Dahl 4571000002 -",
            "Bo 4571000003 -",
        ],
    },
    Shape {
        file: "macroman.csv",
        flags: "--encoding macintosh",
        says: &["4 rows, CSV in MacRoman"],
        contacts: &ENCODED,
    },
    Shape {
        file: "cp850.csv",
        flags: "--encoding cp850",
        says: &["4 rows, CSV in CP850"],
        contacts: &ENCODED,
    },
    Shape {
        file: "utf-16.csv",
        flags: "",
        says: &["4 rows, CSV in UTF-16BE"],
        contacts: &ENCODED,
    },
    Shape {
        file: "icloud.vcf",
        flags: "--skip-without-number",
        says: &["3 rows, vCard in UTF-8", "number from TEL CELL, TEL MAIN"],
        contacts: &[
            "Åse Bæk Dahl 4571000002 aase@example.dk",
            "Åse Bæk Dahl 4571000001 aase@example.dk",
            "Nordlys El 4571000003 -",
        ],
    },
    Shape {
        file: "phone.vcf",
        flags: "",
        says: &["3 rows, vCard"],
        contacts: &[
            "Åse Dahl 4571000002 aase@example.dk",
            "Åse Dahl 4571000001 aase@example.dk",
            "Jörg Müller 4930901820 -",
            "Bo 4571000003 -",
        ],
    },
    Shape {
        file: "version-4.vcf",
        flags: "",
        says: &["2 rows, vCard"],
        contacts: &[
            "Åse Dahl 4571000002 aase@example.dk",
            "Åse Dahl 4571000001 aase@example.dk",
            "Nordlys El 4571000003 -",
        ],
    },
    Shape {
        file: "customers.xlsx",
        flags: "",
        says: &[
            "3 rows, XLSX, sheet Kunder",
            "number from Telefon and Mobil",
        ],
        contacts: &[
            "Åse Dahl 4571000001 aase@example.dk",
            "Åse Dahl 4571000002 aase@example.dk",
            "Bo Træls 4571000003 -",
            "Nordlys El 4571000004 post@example.dk",
            "Nordlys El 4571000005 post@example.dk",
        ],
    },
    Shape {
        file: "customers.xlsx",
        flags: "--sheet Leverandører",
        says: &["1 row, XLSX, sheet Leverandører"],
        contacts: &["Kløver & Søn 4571000006 -"],
    },
    Shape {
        file: "customers.ods",
        flags: "",
        says: &["2 rows, ODS, sheet Kunder"],
        contacts: &[
            "Åse Dahl 4571000001 aase@example.dk",
            "Nordlys El 4571000002 -",
        ],
    },
    Shape {
        file: "customers.xls",
        flags: "",
        says: &["2 rows, XLS, sheet Ark1"],
        contacts: &["Åse Dahl 4571000001 aase@example.dk", "Bo 4571000002 -"],
    },
    Shape {
        file: "export.csv",
        flags: "",
        says: &["2 rows, CSV"],
        contacts: &EXPORTED,
    },
    Shape {
        file: "export.json",
        flags: "",
        says: &["2 rows, JSON in UTF-8"],
        contacts: &EXPORTED,
    },
    Shape {
        file: "export.jsonl",
        flags: "",
        says: &["2 rows, JSON Lines"],
        contacts: &EXPORTED,
    },
    Shape {
        file: "answer.json",
        flags: "",
        says: &["2 rows, JSON in UTF-8"],
        contacts: &EXPORTED,
    },
];

const ENCODED: [&str; 4] = [
    "Åse Bæk 4571000001 aase@example.dk",
    "Søren Ågård 4571000002 -",
    "Jörg Müller 4571000003 -",
    "Øjvind Åkjær 4571000004 -",
];

const EXPORTED: [&str; 2] = ["Åse Dahl 4571000001 aase@example.dk", "Bo 46700413812 -"];

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_file_of_each_program_gives_the_names_numbers_and_mails_of_every_row() {
    for Shape {
        file,
        flags,
        says,
        contacts,
    } in SHAPES
    {
        let emulator = emulator(&[]);
        let desk = Desk::at(&emulator);
        // What it is called says nothing of what it is.
        desk.file("rows.csv", fixture(file));
        let ended = desk
            .run(&format!("sync rows.csv --concurrency 1 {flags}"))
            .exits(0);
        for part in says {
            assert!(
                ended.stderr.contains(part),
                "{file}: {part:?} is not in {}",
                ended.stderr
            );
        }
        let found: Vec<_> = book(&emulator)
            .iter()
            .map(|it| it.split_once(' ').unwrap().1.to_owned())
            .collect();
        assert_eq!(found, contacts, "{file}");
        let again = desk.run(&format!("sync rows.csv -o json {flags}")).exits(0);
        assert!(
            !again.counts().contains("created"),
            "{file}: {}",
            again.counts()
        );
    }
}

#[test]
fn a_file_whose_encoding_is_not_certain_is_asked_about_and_not_guessed() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    for (file, right) in [("macroman.csv", "macroman"), ("cp850.csv", "cp850")] {
        desk.file("rows.csv", fixture(file));
        desk.run("sync rows.csv").exits(1).says(&[
            "as Windows-1252",
            "as MacRoman",
            "as CP850",
            &format!("--encoding {right}"),
        ]);
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn a_sheet_that_is_not_there_is_said_with_those_that_are() {
    let desk = Desk::bare();
    desk.file("book.xlsx", fixture("customers.xlsx"));
    desk.run("--emulator sync book.xlsx --sheet Ark1")
        .exits(1)
        .says(&["no sheet `Ark1`", "`Forside`, `Kunder`, `Leverandører`"]);
    desk.file("rows.csv", "Navn;Tlf\n");
    desk.run("--emulator sync rows.csv --sheet Ark1")
        .exits(1)
        .says(&["is not a workbook"]);
    desk.run("--emulator sync rows.csv --encoding klingon")
        .exits(2);
}

#[test]
fn rejected_rows_of_a_workbook_come_as_csv_that_can_be_mended() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file(
        "book.vcf",
        "BEGIN:VCARD\nFN:A\nTEL;CELL:7100\nEND:VCARD\nBEGIN:VCARD\nFN:B\nTEL:71000002\n",
    );
    let ended = desk.run("sync book.vcf -o json --rejects bad.csv").exits(3);
    assert_eq!(ended.counts(), "invalid 2");
    let rejects = ended.json()["rejects"].clone();
    assert_eq!(
        (&rejects[1]["row"], &rejects[1]["line"]),
        (&2.into(), &5.into())
    );
    assert!(
        rejects[1]["reason"]
            .as_str()
            .unwrap()
            .contains("END:VCARD is missing")
    );
    let mended = fs::read_to_string(desk.path("bad.csv"))
        .unwrap()
        .replace("7100,", "71000001,");
    let mended: Vec<_> = mended.lines().take(2).collect();
    desk.file("mended.csv", mended.join("\n"));
    desk.run("sync mended.csv").exits(0);
    assert_eq!(book(&emulator), ["1 A 4571000001 -"]);
}

#[test]
fn an_export_in_any_form_comes_back_as_it_was() {
    let emulator = emulator(&[
        ("Åse; Dahl", "4571000001"),
        ("=Bo", "4571000001"),
        ("C", "46700413812"),
    ]);
    let desk = Desk::at(&emulator);
    for (file, flags) in [
        ("book.csv", ""),
        ("book.csv", "--excel"),
        ("book.json", ""),
        ("book.jsonl", ""),
        ("book.xlsx", ""),
        ("book.vcf", ""),
        ("book.vcf", "--vcard-version 3"),
    ] {
        desk.run(&format!("export {file} -q {flags}")).exits(0);
        let ended = desk.run(&format!("sync {file} -o json")).exits(0);
        // Two contacts share a number: the rows say by their ids which is which.
        assert_eq!(ended.counts(), "unchanged 3", "{file} {flags}");
    }
}
