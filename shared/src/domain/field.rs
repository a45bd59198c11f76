//! Rules for single fields, for `garde(custom(…))` and serde. The message of a failed rule is what the user reads.

use super::is_time_zone;
use email_address::EmailAddress;
use serde::{Deserialize, Deserializer, de::Error as _};

/// The most characters of a reason.
pub const MAX_REASON: usize = 500;
/// The most characters of a name.
pub const MAX_NAME: usize = 200;
/// The most characters of an e-mail address (RFC 5321: 254 octets).
pub const MAX_EMAIL: usize = 254;

/// The pattern of [`text`], for schemas.
pub const TEXT: &str =
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$";
/// The pattern of [`name`], for schemas: text with at least one visible character.
pub const NAME: &str = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8][^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$";

/// The pattern of [`prose`], for schemas.
pub const PROSE: &str =
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$";

/// The same with at least one visible character.
pub const PROSE_WITH_SOMETHING: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$";

/// A person's name: in any script, with something visible, and otherwise like [`text`].
pub fn name(value: &str, _: &()) -> garde::Result {
    something(value, &())?;
    text(value, &())
}

/// One line of text that looks as it is stored: no control characters, and none that reverse the direction
/// of what follows, with which one name could imitate another.
pub fn text(value: &str, _: &()) -> garde::Result {
    if value.chars().count() > MAX_NAME {
        return Err(garde::Error::new(format!("At most {MAX_NAME} characters.")));
    }
    shown_as_stored(value)
}

/// Something that can be seen: not only spaces and invisible characters.
pub fn something(value: &str, _: &()) -> garde::Result {
    if value.chars().any(is_visible) {
        Ok(())
    } else {
        Err(garde::Error::new("Fill this in."))
    }
}

/// Why something was done: one line like [`text`], but longer.
pub fn reason(value: &str, _: &()) -> garde::Result {
    if value.chars().count() > MAX_REASON {
        return Err(garde::Error::new(format!(
            "At most {MAX_REASON} characters."
        )));
    }
    shown_as_stored(value)
}

/// Several lines of text with at most `MAX` characters; otherwise like [`text`].
pub fn prose<const MAX: usize>(value: &str, _: &()) -> garde::Result {
    if value.chars().count() > MAX {
        return Err(garde::Error::new(format!("At most {MAX} characters.")));
    }
    if value
        .chars()
        .any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || misleads(c))
    {
        return Err(garde::Error::new("Remove invisible control characters."));
    }
    Ok(())
}

fn shown_as_stored(value: &str) -> garde::Result {
    if value.chars().any(|c| c.is_control() || misleads(c)) {
        return Err(garde::Error::new(
            "Remove line breaks and invisible control characters.",
        ));
    }
    Ok(())
}

/// A time zone of the IANA database.
pub fn time_zone(value: &str, _: &()) -> garde::Result {
    if value.len() <= 64 && is_time_zone(value) {
        Ok(())
    } else {
        Err(garde::Error::new(
            "Write a time zone such as America/Chicago.",
        ))
    }
}

/// An e-mail address that a mailbox could have.
pub fn email(value: &str, _: &()) -> garde::Result {
    let plain = value.is_ascii() && !value.contains(['"', '(', ' ']);
    if value.len() > MAX_EMAIL {
        return Err(garde::Error::new(format!(
            "At most {MAX_EMAIL} characters."
        )));
    }
    if plain
        && EmailAddress::is_valid(value)
        && value.rsplit('@').next().is_some_and(|d| d.contains('.'))
    {
        Ok(())
    } else {
        Err(garde::Error::new(
            "Write an e-mail address such as adam.anderson@lakeside.example.",
        ))
    }
}

/// A whole number. `12.0` is accepted, because JSON has no separate type for it.
pub fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) {
        Ok(number as u32)
    } else {
        Err(D::Error::custom(
            "write a whole number that is not negative",
        ))
    }
}

/// The same for a field that may be left out.
pub fn whole_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    struct Whole(#[serde(deserialize_with = "whole")] u32);
    Ok(Option::<Whole>::deserialize(deserializer)?.map(|Whole(number)| number))
}

/// Text without surrounding spaces.
pub fn tidy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.trim().to_owned())
}

/// A list of texts without surrounding spaces.
pub fn tidy_each<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    Ok(texts.iter().map(|text| text.trim().to_owned()).collect())
}

/// The same as [`tidy`] for a field that may be left out; empty text is none.
pub fn tidy_or_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty()))
}

/// A measured number, rounded to three decimals.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    // Adding zero makes a zero of a negative one.
    Ok((f64::deserialize(deserializer)? * 1000.0).round() / 1000.0 + 0.0)
}

/// The same for a field that may be left out.
pub fn amount_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    struct Amount(#[serde(deserialize_with = "amount")] f64);
    Ok(Option::<Amount>::deserialize(deserializer)?.map(|Amount(number)| number))
}

/// Characters that reverse the direction of what follows, and the two line breaks that are no control
/// characters.
fn misleads(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Not a space, and none of the characters that are shown as nothing: Unicode's Default_Ignorable_Code_Point
/// (DerivedCoreProperties.txt) and the empty Braille pattern.
fn is_visible(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    !c.is_whitespace() && !c.is_control() && !invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_accepted_in_any_script() {
        for good in [
            "Adam",
            "O’Neil-Smith",
            "王伟",
            "Đặng Thị",
            "محمد",
            "X Æ A-12",
            &"x".repeat(200),
        ] {
            assert!(name(good, &()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "  ",
            "\u{200B}",
            "\u{3164}\u{3164}",
            "\u{2800}",
            "\u{115F}\u{AD} \u{FE0F}",
            "\u{E0041}",
            "a\u{0}b",
            "a\nb",
            "\u{202E}nimdA",
            &"x".repeat(201),
        ] {
            assert!(name(bad, &()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_addresses_of_mailboxes_are_accepted() {
        for good in [
            "a@b.co",
            "adam.anderson+x@lakeside.example",
            "o'neil@x.example",
        ] {
            assert!(email(good, &()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "adam",
            "adam@",
            "@x.example",
            "a@b",
            "a b@x.example",
            "a@x.example\n",
            "ä@x.example",
        ] {
            assert!(email(bad, &()).is_err(), "{bad:?}");
        }
    }
}
