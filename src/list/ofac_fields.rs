//! What OFAC's XML formats give apart and its remarks give in one text: identifiers with their country and validity, and all that
//! the same tables of identifiers hold besides (`Gender`, `Website`, `Secondary sanctions risk:`).

use super::ofac_labels::{Field, labelled};
use super::phrase::trailing_parentheses;
use super::{Problems, dates, ofac_identifiers, ofac_remarks};
use crate::party::{Country, CountryCode, Identifier, IdentifierKind, Origin, Party, PartyKind};

/// One row of such a table.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    pub(super) country: Option<&'a str>,
    pub(super) issued: Option<&'a str>,
    pub(super) expires: Option<&'a str>,
    pub(super) remark: Option<&'a str>,
}

impl Row<'_> {
    /// Reads the row into a party: as an identifier where its label says so, else as the remarks would be read that say the same.
    pub(super) fn read(&self, party: &mut Party, origin: &Origin, problems: &mut Problems) {
        let kind = match labelled(self.label) {
            Some((_, Field::Identifier(kind), _)) => Some(kind),
            Some((_, Field::OwnNumber, _)) if party.kind == PartyKind::Person => Some(IdentifierKind::NationalId),
            Some((_, Field::OwnNumber, _)) => Some(IdentifierKind::Registration),
            Some(_) => None,
            // What is in no table but has a number, or a country that issued it, is an identifier all the same.
            None => (self.country.is_some() || self.value.bytes().any(|byte| byte.is_ascii_digit()))
                .then(|| ofac_identifiers::kind_by_words(self.label, party.kind)),
        };
        let Some(kind) = kind else {
            ofac_remarks::read_segment(&self.as_segment(), origin, party, problems);
            return;
        };
        // Some rows have their country where the legacy files have it.
        let in_value = trailing_parentheses(self.value).filter(|(_, inner)| CountryCode::find(inner).is_some());
        let (number, country) = match (self.country, in_value) {
            (None, Some((number, country))) => (number, Some(country)),
            (country, _) => (self.value, country),
        };
        let mut found = ofac_identifiers::typed(kind, self.label, number, party.kind, origin);
        found.country = country.map(Country::named);
        let mut remarks = Vec::from_iter(self.remark.map(str::to_owned));
        let validity = [("issued", self.issued), ("expires", self.expires)];
        for (word, written) in validity {
            let Some(written) = written else { continue };
            let date = dates::parse(written);
            match (date, word) {
                (Some(date), "issued") => found.issued_on = Some(date),
                (Some(date), _) => found.expires_on = Some(date),
                (None, _) => remarks.push(format!("{word} {written}")),
            }
        }
        found.remark = remarks.join("; ");
        party.identifiers.push(found);
    }

    /// The row as the remarks of the legacy files write it.
    fn as_segment(&self) -> String {
        let mut segment = format!("{} {}", self.label, self.value);
        for more in [self.country, self.remark].into_iter().flatten() {
            segment.push_str(&format!(" ({})", more.trim_matches(['(', ')'])));
        }
        segment
    }
}

/// Reads remarks of which some stand in parentheses: `HAMAS - Hebron; (Linked To: HAMAS)`.
pub(super) fn read_remarks(remarks: &str, party: &mut Party, origin: &Origin, problems: &mut Problems) {
    let bare = |segment: &str| {
        let segment = segment.trim();
        let inner = segment.strip_prefix('(').and_then(|segment| segment.strip_suffix(')'));
        inner.filter(|inner| labelled(inner).is_some()).unwrap_or(segment).to_owned()
    };
    let segments: Vec<String> = remarks.split(';').map(bare).collect();
    ofac_remarks::read(&segments.join("; "), |_| origin, party, problems);
}

/// An identifier of a ship or an aircraft that has a field of its own.
pub(super) fn call_sign(sign: &str, origin: Origin) -> Identifier {
    Identifier { label: "Call Sign".to_owned(), ..Identifier::new(IdentifierKind::CallSign, sign, origin) }
}
