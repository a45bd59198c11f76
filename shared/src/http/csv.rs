/// A file of lines for spreadsheets (RFC 4180). A cell that a spreadsheet would take for a formula is
/// preceded by an apostrophe, so that a name can't make it do anything.
pub fn csv(lines: impl Iterator<Item = Vec<String>>) -> String {
    lines.map(|line| line.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_made_harmless() {
        let line = |cells: &[&str]| csv(std::iter::once(cells.iter().map(|cell| (*cell).to_owned()).collect()));
        assert_eq!(line(&["a", "b, c", "say \"x\"", "two\nlines"]), "a,\"b, c\",\"say \"\"x\"\"\",\"two\nlines\"\r\n");
        for formula in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(line(&[formula]), format!("\"'{formula}\"\r\n"), "{formula:?}");
        }
    }
}
