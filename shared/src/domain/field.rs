//! Rules for single fields, for `garde(custom(…))`: the message is what the user reads.

use email_address::EmailAddress;

/// The most characters a name may have.
pub const MAX_NAME: usize = 200;
/// The most characters an e-mail address may have (RFC 5321: 254 octets).
pub const MAX_EMAIL: usize = 254;

/// A person's name: in any script, not blank, no control or direction-changing characters.
pub fn name(value: &str, _: &()) -> garde::Result {
    if value.trim().is_empty() {
        return Err(garde::Error::new("Fill this in."));
    }
    if !value.chars().any(char::is_alphanumeric) {
        return Err(garde::Error::new("A name needs at least one letter."));
    }
    text(value, &())
}

/// One line of text that shows as it is stored: no control characters, and none that reverse the
/// direction of what follows (they make one name look like another).
pub fn text(value: &str, _: &()) -> garde::Result {
    if value.chars().count() > MAX_NAME {
        return Err(garde::Error::new(format!("At most {MAX_NAME} characters.")));
    }
    if value.chars().any(|c| c.is_control() || changes_direction(c)) {
        return Err(garde::Error::new("Take out line breaks and invisible control characters."));
    }
    Ok(())
}

/// An e-mail address that a mailbox could have.
pub fn email(value: &str, _: &()) -> garde::Result {
    let plain = value.is_ascii() && !value.contains(['"', '(', ' ']);
    if value.len() > MAX_EMAIL {
        return Err(garde::Error::new(format!("At most {MAX_EMAIL} characters.")));
    }
    if plain && EmailAddress::is_valid(value) && value.rsplit('@').next().is_some_and(|d| d.contains('.')) {
        Ok(())
    } else {
        Err(garde::Error::new("Write an e-mail address such as adam.anderson@lakeside.example."))
    }
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_in_any_script() {
        for good in ["Adam", "O’Neil-Smith", "王伟", "Đặng Thị", "محمد", "X Æ A-12", &"x".repeat(200)] {
            assert!(name(good, &()).is_ok(), "{good}");
        }
        for bad in ["", "  ", "--", "a\u{0}b", "a\nb", "\u{202E}nimdA", &"x".repeat(201)] {
            assert!(name(bad, &()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_email_must_be_one() {
        for good in ["a@b.co", "adam.anderson+x@lakeside.example", "o'neil@x.example"] {
            assert!(email(good, &()).is_ok(), "{good}");
        }
        for bad in ["", "adam", "adam@", "@x.example", "a@b", "a b@x.example", "a@x.example\n", "ä@x.example"] {
            assert!(email(bad, &()).is_err(), "{bad:?}");
        }
    }
}
