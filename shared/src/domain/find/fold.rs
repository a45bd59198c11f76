//! Folding: text as it is compared.

use unicode_normalization::UnicodeNormalization;

/// Text as it is compared: without accents, case and invisible characters; letters that decompose become
/// their base. Vowel signs of Indic scripts and Thai are letters and stay.
pub fn fold(text: &str) -> String {
    let bare: String = text
        .nfkd()
        .filter(|c| !is_accent(*c) && !is_invisible(*c))
        .collect();
    bare.nfc()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_accent(*c))
        .flat_map(plain)
        .collect()
}

/// The same with umlauts and similar letters as they are spelled without them (“mueller”).
pub(super) fn fold_expanded(text: &str) -> String {
    let spelled: String = text
        .nfc()
        .flat_map(char::to_lowercase)
        .map(spelled_out)
        .collect();
    fold(&spelled)
}

fn spelled_out(c: char) -> String {
    match c {
        'ä' => "ae".to_owned(),
        'ö' | 'ø' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'å' => "aa".to_owned(),
        other => other.to_string(),
    }
}

/// Marks that people leave out when they type: those of Latin, Greek, Cyrillic, Hebrew and Arabic.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}'
        | '\u{5C4}'..='\u{5C5}' | '\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6ED}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Soft hyphens, joiners, directions and variations, which copied text may contain.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Letters that Unicode doesn't decompose, but that people type without their mark.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ł' => ('l', None),
        'ħ' => ('h', None),
        'ı' => ('i', None),
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ς' => ('σ', None),
        // Arabic letters that differ between keyboards of Arabic, Persian and Urdu.
        'ى' | 'ی' => ('ي', None),
        'ک' => ('ك', None),
        'ة' | 'ہ' | 'ھ' => ('ه', None),
        other => (other, None),
    };
    [Some(first), second].into_iter().flatten()
}
