//! The numbers under which official lists know a party: which of them each list gives.
//!
//! Nearly every list gives its entries numbers of its own. Beside them the US Consolidated Screening List gives OFAC's, since its
//! rows are OFAC's entries, and OpenSanctions those of all entries that it has found to be of one party. The United Kingdom, the
//! European Union, Switzerland and OpenSanctions quote the numbers of the UN, and the two lists of the United Kingdom each other's.

use super::Format;
use super::file::File;
use crate::party::{Numbering, Origin, Party, Reference};

/// The ids that OpenSanctions gives to entries of official lists: what each begins with, and whose number follows.
///
/// Source: its crawlers, <https://github.com/opensanctions/opensanctions>, and the ids in its files.
const OPENSANCTIONS: [(&str, Numbering); 8] = [
    ("ofac-", Numbering::Ofac),
    ("unsc-", Numbering::UnRecord),
    ("eu-fsf-", Numbering::Eu),
    ("gb-fcdo-", Numbering::Uk),
    ("gb-hmt-", Numbering::Ofsi),
    ("ch-seco-", Numbering::Seco),
    ("trade-csl-", Numbering::UsCsl),
    ("", Numbering::OpenSanctions),
];

/// Adds to each party the number that its own list gives it, where that is what the list's reference is. Which record a party without
/// a name is from, nobody knows here.
pub(super) fn add_own(format: Format, file: &File, parties: &mut [Party]) {
    let (numbering, field) = match format {
        Format::OfacCsv => (Numbering::Ofac, "ent_num"),
        Format::OfacXml => (Numbering::Ofac, "uid"),
        Format::OfacEnhancedXml => (Numbering::Ofac, "id"),
        Format::OfacAdvancedXml => (Numbering::Ofac, "FixedRef"),
        Format::UnXml => (Numbering::Un, "REFERENCE_NUMBER"),
        Format::EuXml => (Numbering::Eu, "euReferenceNumber"),
        Format::UkSl => (Numbering::Uk, "Unique ID"),
        Format::UkSlXml => (Numbering::Uk, "UniqueID"),
        Format::UkConlist => (Numbering::Ofsi, "Group ID"),
        Format::SecoXml => (Numbering::Seco, "ssid"),
        Format::UsCsl => (Numbering::UsCsl, "_id"),
        Format::Ftm | Format::OpensanctionsCsv => (Numbering::OpenSanctions, "id"),
        // A record of Senzing says itself whose it is, and its reader adds the number.
        Format::Senzing => return,
        // Canada's items are numbered anew with every version; a list of one's own has ids that nobody else quotes.
        Format::CaXml | Format::Csv | Format::Jsonl => return,
    };
    for party in parties {
        let reference = party.listing.reference.clone();
        let origin = party.names.first().map_or_else(|| file.origin(0, ""), |name| name.origin.clone());
        let origin = Origin { field: field.to_owned(), ..origin };
        match numbering {
            Numbering::OpenSanctions => add_opensanctions(party, &reference, &origin),
            _ => add(party, numbering, &reference, true, &origin),
        }
    }
}

/// Adds the number that a text is, once; a text that is none adds nothing, since it is kept elsewhere.
pub(super) fn add(party: &mut Party, numbering: Numbering, text: &str, own: bool, origin: &Origin) {
    let Some(number) = numbering.read(text) else { return };
    let known = party.references.iter_mut().find(|known| known.numbering == numbering && known.number == number);
    match known {
        Some(known) => known.own |= own,
        None => party.references.push(Reference { numbering, number, own, origin: origin.clone() }),
    }
}

/// Adds the numbers that a field quotes, most often one.
pub(super) fn quote(party: &mut Party, numbering: Numbering, text: &str, origin: &Origin) {
    text.split([',', ';', '/', '&']).for_each(|number| add(party, numbering, number, false, origin));
}

/// Adds the number that stands in an id of OpenSanctions, which is that of an entry that is the party.
pub(super) fn add_opensanctions(party: &mut Party, id: &str, origin: &Origin) {
    for (prefix, numbering) in OPENSANCTIONS {
        if let Some(number) = id.strip_prefix(prefix) {
            add(party, numbering, number, true, origin);
        }
    }
}

/// The references of a party for tests, with `=` before its own numbers.
#[cfg(test)]
pub(super) fn shown(party: &Party) -> Vec<String> {
    let shown = |found: &Reference| format!("{} {}{}", found.numbering, if found.own { "=" } else { "" }, found.number);
    party.references.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::read_bytes;
    use crate::party::PartyKind;

    #[test]
    fn ids_of_opensanctions_hold_the_numbers_of_others() {
        for (case, id, want) in [
            ("OFAC", "ofac-36", &["ofac =36"][..]),
            ("a press release of OFAC", "ofac-pr-0123456789abcdef0123456789abcdef01234567", &[]),
            ("UN", "unsc-1234567", &["un_record =1234567"]),
            ("EU", "eu-fsf-eu-123-45", &["eu =EU.123.45"]),
            ("EU, without a reference number", "eu-fsf-logical-13", &[]),
            ("EU, travel bans", "eu-tb-logical-7", &[]),
            ("UK", "gb-fcdo-aqd0028", &["uk =AQD0028"]),
            ("UK, the owner of a ship", "gb-fcdo-named-ace-llc", &[]),
            ("OFSI", "gb-hmt-7154", &["ofsi =7154"]),
            ("OFSI, a tie", "gb-hmt-0123456789abcdef0123456789abcdef01234567", &[]),
            ("SECO", "ch-seco-12345", &["seco =12345"]),
            ("SECO, a tie", "ch-seco-0123456789abcdef0123456789abcdef01234567", &[]),
            ("screening list", "trade-csl-0123456789abcdef", &["us_csl =0123456789abcdef"]),
            ("its own", "NK-Utopia0Utopia0Utopia00", &["opensanctions =NK-Utopia0Utopia0Utopia00"]),
            ("Wikidata", "Q1234567", &["opensanctions =Q1234567"]),
            ("another crawler", "fr-ga-7", &[]),
            ("somebody else's entity", "fake-org", &[]),
        ] {
            let mut party = Party::new("l", "1", PartyKind::Other);
            add_opensanctions(&mut party, id, &Origin::default());
            assert_eq!(shown(&party), want, "{case}");
        }
    }

    #[test]
    fn the_number_of_a_party_without_a_name_says_where_it_is_from() {
        let reading = read_bytes("l", "f", Format::OfacXml, b"<sdnList><sdnEntry><uid>7</uid></sdnEntry></sdnList>");
        assert_eq!(reading.parties[0].references[0].origin, Origin::new("f", 0, "uid"));
    }

    #[test]
    fn a_number_stands_once() {
        let mut party = Party::new("l", "1", PartyKind::Other);
        for (text, own) in
            [("QDi.001", false), ("QDI.1", false), ("QI.A.1.01", true), ("no number", true), ("QDi.002", false)]
        {
            add(&mut party, Numbering::Un, text, own, &Origin::default());
        }
        quote(&mut party, Numbering::Un, "QDi.002; QDi.003", &Origin::default());
        assert_eq!(shown(&party), ["un =QDi.001", "un QDi.002", "un QDi.003"]);
    }
}
