use proptest::prelude::*;

use super::*;

/// Returns the rows as `row/line: cells`, cells separated by `|`, a malformed row as `!reason`.
fn rows(text: &str) -> Vec<String> {
    rows_below(text, &|_| false)
}

fn rows_below(text: &str, is_header: &dyn Fn(&[String]) -> bool) -> Vec<String> {
    let csv = Csv::open(text, is_header);
    let mut raw = csv.raw_rows(text);
    let mut cells = Cells::default();
    let mut rows = Vec::new();
    while let Some((position, result)) = raw.next(&mut cells) {
        let cells = match result {
            Ok(()) => cells.to_vec().join("|"),
            Err(malformed) => format!("!{}", malformed.value),
        };
        rows.push(format!("{}/{}: {cells}", position.row, position.line));
    }
    rows
}

#[test]
fn a_header_is_found_below_a_title_whatever_its_delimiter() {
    let is_header = |cells: &[String]| cells.contains(&"Navn".to_owned()) && cells.len() > 1;
    for text in [
        "Kunder; alle, i dag\n\n\"Udskrevet\n1/2\"\nNr\tNavn\n1\t2, b; c\n",
        "\u{20}\nKunder\n;;;\n\nNr,Navn\n1,\"2, b; c\"\n",
    ] {
        assert_eq!(rows_below(text, &is_header), ["6/6: 1|2, b; c"], "{text:?}");
    }
    assert_eq!(rows("Title\na;b;c\n1;2;3\n"), ["3/3: 1|2|3"]);
}

proptest! {
    /// Writes cells as CSV and reads them back; only the space around them may be lost.
    #[test]
    fn cells_survive_being_written_as_csv(
        rows in prop::collection::vec(prop::collection::vec("[aæ;,\" \n\r\tx]{0,6}", 3), 1..8),
        delimiter in prop_oneof![Just(b';'), Just(b','), Just(b'\t')],
    ) {
        let header = ["one", "two", "three"];
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(header).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let csv = Csv::open(&text, &|it| it == header);
        let (mut raw, mut cells) = (csv.raw_rows(&text), Cells::default());
        let mut read = Vec::new();
        while let Some((_, result)) = raw.next(&mut cells) {
            prop_assert!(result.is_ok());
            read.push(cells.to_vec());
        }
        let trimmed = |row: &Vec<String>| row.iter().map(|it| it.trim().to_owned()).collect::<Vec<_>>();
        let mut written: Vec<_> = rows.iter().map(trimmed).collect();
        // A row without content does not count.
        written.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        prop_assert_eq!(read, written);
    }
}

#[test]
fn the_delimiter_is_the_one_of_the_header() {
    for (text, cells) in [
        ("a;b,c;d\n1;2,0;3", "2/2: 1|2,0|3"),
        ("a,b\n1;0,2", "2/2: 1;0|2"),
        ("a\tb\n1\t2", "2/2: 1|2"),
        ("\"a;b;c\",d\n1,2", "2/2: 1|2"),
        ("sep=,\na,b\n1,2", "2/3: 1|2"),
    ] {
        assert_eq!(rows(text), [cells], "{text:?}");
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_does_and_lines_as_an_editor_does() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "a;b\n1;\"x\ny\"\n\n2;z\n;\n3;\"p \"\"q\"\"\"\n".replace('\n', end);
        let y = format!("2/2: 1|x{end}y");
        assert_eq!(rows(&text), [&*y, "4/5: 2|z", "6/7: 3|p \"q\""], "{end:?}");
    }
}

#[test]
fn a_quote_that_is_not_closed_costs_its_own_row_only() {
    let text = "a;b;c\n1;\"x;y\n2;z;z\n3;\"Data \"\"Nord\"\" ApS\";w\n4;v;v\n5;u;\"t\n";
    assert_eq!(
        rows(text),
        [
            "2/2: !1;\"x;y",
            "3/3: 2|z|z",
            "4/4: 3|Data \"Nord\" ApS|w",
            "5/5: 4|v|v",
            "6/6: !5;u;\"t"
        ]
    );
}

#[test]
fn too_many_cells_are_refused_and_too_few_are_empty() {
    assert_eq!(
        rows("a;b\n1;2;3\n4\n5;6;;\n"),
        ["2/2: !1;2;3", "3/3: 4|", "4/4: 5|6"]
    );
}

#[test]
fn quotes_inside_a_cell_are_text() {
    assert_eq!(rows("a;b\n5\" rør;x\n"), ["2/2: 5\" rør|x"]);
}
