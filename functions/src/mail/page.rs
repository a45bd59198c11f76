//! Helper: the layout of a mail, as text and as HTML. The HTML works in light and dark mode, on a phone, and without
//! styles.

/// A part of a mail: a sentence, and the link below it.
pub struct Part<'a> {
    pub sentence: &'a str,
    /// The text of the link.
    pub label: &'a str,
    pub url: String,
}

/// The content of a mail.
pub struct Page<'a> {
    pub subject: &'a str,
    pub parts: Vec<Part<'a>>,
    /// The organization's name.
    pub organisation: &'a str,
    /// The portal's address.
    pub portal: &'a str,
}

impl Page<'_> {
    /// The mail as plain text.
    pub fn text(&self) -> String {
        let parts = self
            .parts
            .iter()
            .map(|part| format!("{}\n{}: {}\n\n", part.sentence, part.label, part.url));
        let preferences = format!("{}/preferences", self.portal);
        parts.collect::<String>()
            + &format!(
                "-- \nCoachwork, {}\nWhat you are mailed, and how often: {preferences}\n",
                self.organisation
            )
    }

    /// The mail as HTML.
    pub fn html(&self) -> String {
        let parts: String = self.parts.iter().map(part).collect();
        let (subject, organisation, portal) = (
            escaped(self.subject),
            escaped(self.organisation),
            escaped(self.portal),
        );
        format!(
            r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 24px 16px; background: #ffffff; color: #1a1b1e; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }}
main {{ max-width: 560px; margin: 0 auto; }}
h1 {{ font-size: 16px; margin: 0 0 24px; }}
p {{ margin: 0 0 12px; overflow-wrap: anywhere; }}
.link {{ margin-bottom: 24px; }}
.link a {{ display: inline-block; padding: 8px 16px; border-radius: 4px; background: #3b5bdb; color: #ffffff; text-decoration: none; font-weight: 600; }}
footer {{ border-top: 1px solid #ced4da; margin-top: 8px; padding-top: 16px; font-size: 13px; color: #495057; }}
footer a {{ color: inherit; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #1a1b1e; color: #e9ecef; }}
  .link a {{ background: #4263eb; }}
  footer {{ border-color: #495057; color: #adb5bd; }}
}}
</style>
</head>
<body>
<main>
<h1>Coachwork</h1>
{parts}<footer>
<p>{organisation}. <a href="{portal}/preferences">What you are mailed, and how often</a></p>
</footer>
</main>
</body>
</html>
"#
        )
    }
}

fn part(part: &Part) -> String {
    let (sentence, label, url) = (
        escaped(part.sentence),
        escaped(part.label),
        escaped(&part.url),
    );
    format!("<p dir=\"auto\">{sentence}</p>\n<p class=\"link\"><a href=\"{url}\">{label}</a></p>\n")
}

/// A text with the characters escaped that mean something in HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_add_markup_to_a_mail() {
        let part = Part {
            sentence: "<img onerror=\"x\"> & co",
            label: "Open",
            url: "https://portal.example/people/1".to_owned(),
        };
        let page = Page {
            subject: "</title><script>",
            parts: vec![part],
            organisation: "A & B",
            portal: "https://portal.example",
        };
        let html = page.html();
        assert!(
            html.contains("&lt;img onerror=&quot;x&quot;&gt; &amp; co")
                && html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>")
        );
        assert!(!html.contains("<img") && !html.contains("<script"));
        assert!(
            page.text()
                .starts_with("<img onerror=\"x\"> & co\nOpen: https://portal.example/people/1\n")
        );
    }
}
