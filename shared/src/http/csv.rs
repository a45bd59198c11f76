//! CSV files that spreadsheets open without running anything.

/// Marks the file as UTF-8. Without it, Excel assumes the system's code page.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A file of lines for spreadsheets (RFC 4180), in UTF-8 with a byte order mark. Text that a spreadsheet
/// would take for a formula gets an apostrophe in front, so that a name can't run anything.
pub fn csv(lines: impl Iterator<Item = Vec<String>>) -> String {
    let lines = lines.map(|line| {
        line.iter()
            .map(|text| cell(text))
            .collect::<Vec<_>>()
            .join(",")
            + "\r\n"
    });
    std::iter::once(BYTE_ORDER_MARK.to_string())
        .chain(lines)
        .collect()
}

/// The last line of a file that has only the first `most` lines, with what to do next.
pub fn cut(most: usize, next: &str) -> Vec<String> {
    vec![format!("There are more than these {most} lines. {next}")]
}

fn cell(text: &str) -> String {
    let text = harmless(text);
    if text.contains(['"', ',', ';', '\t', '\r', '\n', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Characters that begin a new cell in some locale, even inside quotes: where commas are decimal, Excel
/// splits cells at semicolons and reads quotes inside a line as text.
fn parts_cells(c: char) -> bool {
    matches!(c, ',' | ';' | '\t' | '\r' | '\n' | '|')
}

/// Characters that begin a formula; East Asian versions also take the full-width forms.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−')
}

/// The text with an apostrophe in front of everything that could be read as a formula.
fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut at_start = true;
    for (at, c) in text.char_indices() {
        let ahead = text[at..].trim_start_matches(|c: char| !parts_cells(c) && is_passed_over(c));
        if at_start && (ahead.starts_with(begins_formula) || (at == 0 && c.is_control())) {
            safe.push('\'');
        }
        safe.push(c);
        at_start = parts_cells(c);
    }
    safe
}

/// Characters that spreadsheets skip at the beginning of a cell.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        csv(std::iter::once(
            cells.iter().map(|cell| (*cell).to_owned()).collect(),
        ))
    }

    #[test]
    fn cells_are_quoted_and_formulas_made_harmless() {
        assert_eq!(
            line(&["a", "b, c", "say \"x\"", "two\nlines"]),
            "\u{FEFF}a,\"b, c\",\"say \"\"x\"\"\",\"two\nlines\"\r\n"
        );
        for formula in [
            "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1",
            "\u{A0}=1", "\"=1",
        ] {
            let written = line(&[formula]);
            assert!(
                written.starts_with("\u{FEFF}\"'"),
                "{formula:?}: {written:?}"
            );
        }
    }

    #[test]
    fn no_locale_finds_a_formula_inside_a_cell() {
        for (text, safe) in [
            ("Smith;=1+1", "Smith;'=1+1"),
            ("a\t=1", "a\t'=1"),
            ("a\r\n@x", "a\r\n'@x"),
            ("a; =1", "a;' =1"),
            ("a|+1", "a|'+1"),
            ("a,-1", "a,'-1"),
            ("a;\"=1", "a;'\"=1"),
        ] {
            assert_eq!(harmless(text), safe);
        }
        for plain in [
            "Anderson-Smith",
            "a = b",
            "Tom + Ann",
            "5-6",
            "x@x.example",
            "",
            "2026-09-01",
            "Well; and then",
        ] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
