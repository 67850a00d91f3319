//! Identifiers of a query against those of parties.
//!
//! An identifier is a number, or `kind:number`. Numbers are compared without blanks and punctuation, so that `P 12-34` is `P1234`.
//! Which numbers count as the same depends on what both sides say of their kind, and what it is worth on how much the number says, in
//! bits: 3.3 for a digit, 4.7 for a letter, none for `000000` or `123456`.
//!
//! | query and list | count as the same | decide by themselves |
//! |---|---|---|
//! | are of the same kind | always | from 4 digits on |
//! | do not both say of which kind: no kind, or `other` | from 6 letters and digits on | from 8 digits, or a letter and 6 digits, on |
//! | are of different kinds | from 8 letters and digits on | as many |
//!
//! A kind narrows down a short number and never hides a long one: what a customer's file calls a passport stands on a list as a
//! national identity card, and a tax number as a company register's. Who screens wants to see that number, and sees of which kind it
//! is. Seven digits are too few for that: ships, companies and passports all have such numbers.
//!
//! A number of a public [`Standard`] with a check digit decides if that is right; if it is wrong the number hints and no more, since
//! somebody has mistyped it, or made it up. So does a number of less than ten digits that a country issued which is none of the
//! query's: countries count their citizens from one. A number that many share (the Russian KPP) says nothing.
//!
//! A word for a currency (`XBT:`, `usdt:`) says that a number is an address on a block chain and is not compared: one address holds
//! several currencies, and lists name one of them.

use std::fmt;

use super::Query;
use super::facts;
use crate::party::{Check, CountryCode, Identifier, IdentifierKind, Origin, Party, Standard, information};
use crate::score::{Agreement, Number};
use crate::{Error, Result};

/// Shorter numbers coincide between registers, so they count only where both sides say of which kind they are.
const MIN_LENGTH_WITHOUT_KIND: usize = 6;

/// Shorter numbers count only where the two sides do not say that they are of different kinds.
const MIN_LENGTH_OF_OTHER_KIND: usize = 8;

/// Bits of a number of the same kind that decides: four digits.
const BITS_OF_KIND: f64 = 13.0;

/// Bits of a number that decides without its kind: with ten thousand such numbers on a list, one in a thousand customers' numbers is
/// on it by chance at 24 bits, and one in ten thousand at eight digits.
const BITS_WITHOUT_KIND: f64 = 24.0;

/// Bits from which a number is hardly issued by two countries: ten digits.
const BITS_OF_ANY_COUNTRY: f64 = 33.0;

/// An identifier of a query that a party shares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SharedIdentifier<'q> {
    /// As the query gives it.
    text: &'q str,
    pub(super) agreement: Agreement,
    /// Why it decides, or why not.
    note: String,
}

impl fmt::Display for SharedIdentifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, " ({})", self.note) }
    }
}

/// An identifier that a query gives: `number`, or `kind:number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WantedIdentifier<'a> {
    kind: Option<IdentifierKind>,
    /// The word for the kind, which may say more.
    word: &'a str,
    number: &'a str,
}

impl<'a> WantedIdentifier<'a> {
    /// Reads an identifier. A word with a digit is no kind: its colon belongs to the number.
    ///
    /// # Errors
    ///
    /// Where the kind is not known, or the number could not be found on any list.
    pub(super) fn read(text: &'a str) -> Result<Self> {
        let with_kind = text.split_once(':').filter(|(word, _)| !word.contains(|c: char| c.is_ascii_digit()));
        let (kind, word, number) = match with_kind {
            None => (None, "", text),
            Some((word, number)) => match kind(word) {
                Some(kind) => (Some(kind), word, number),
                None => {
                    return Err(Error::input(format!(
                        "unknown kind `{word}` of identifier `{text}`; use passport, national_id, tax_id, imo, lei, crypto, ... \
                         or the number alone"
                    )));
                }
            },
        };
        let length = number.chars().filter(|c| c.is_alphanumeric()).count();
        if length == 0 {
            return Err(Error::input(format!("identifier `{text}` has no letter and no digit")));
        }
        if kind.is_none() && length < MIN_LENGTH_WITHOUT_KIND {
            return Err(Error::input(format!(
                "identifier `{text}` has less than {MIN_LENGTH_WITHOUT_KIND} letters and digits, too few without its kind; \
                 say for example `passport:{text}`"
            )));
        }
        Ok(Self { kind, word, number })
    }

    /// As [`Self::read`]; what can not be read is looked for as it stands.
    pub(super) fn new(text: &'a str) -> Self {
        Self::read(text).unwrap_or(Self { kind: None, word: "", number: text })
    }

    /// The normalized numbers under which parties with it stand in the index: of each way in which kinds normalize.
    pub(super) fn lookups(&self) -> Vec<String> {
        let kinds = [IdentifierKind::Passport, IdentifierKind::CryptoAddress, IdentifierKind::Imo];
        let mut numbers = kinds.map(|kind| kind.normalize(self.number)).to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| !number.is_empty());
        numbers
    }

    /// What it is worth that a party of some countries has this identifier, and why; `None` where it has another one. `own` are the
    /// countries of the query.
    fn agreement(
        &self,
        listed: &Identifier,
        countries: &[CountryCode],
        own: &[CountryCode],
    ) -> Option<(Agreement, String)> {
        let normalized = listed.normalized();
        if listed.kind.normalize(self.number) != normalized {
            return None;
        }
        let length = normalized.chars().count();
        let is_imo = listed.kind == IdentifierKind::Imo;
        let is_of_kind = self.kind == Some(listed.kind) || is_imo && self.is_imo() && self.says_imo();
        let is_kind_known =
            self.kind.is_some_and(|kind| kind != IdentifierKind::Other) && listed.kind != IdentifierKind::Other;
        let counts = match is_kind_known {
            _ if is_of_kind => true,
            // Letters that an IMO number loses are part of any other.
            _ if is_imo && !self.is_imo() => false,
            true => length >= MIN_LENGTH_OF_OTHER_KIND,
            false => length >= MIN_LENGTH_WITHOUT_KIND,
        };
        let standard = Standard::of(listed, countries).or_else(|| Standard::of(&self.as_listed()?, own));
        if !counts || standard.is_some_and(|(standard, _)| !standard.identifies) {
            return None;
        }
        let bits = information(&normalized);
        let issuer = listed.country.as_ref().and_then(|country| country.code);
        let is_foreign = issuer
            .is_some_and(|issuer| !own.is_empty() && !own.iter().any(|&own| own == issuer || own.is_tied_to(issuer)));
        let enough = bits >= if is_of_kind { BITS_OF_KIND } else { BITS_WITHOUT_KIND };
        Some(match standard {
            Some((standard, Check::Wrong)) => (Agreement::Hints, format!("wrong check digit: {}", standard.name)),
            _ if !enough => (Agreement::Hints, "too little of a number to decide".to_owned()),
            Some((standard, Check::Right)) => (Agreement::Decides, format!("right check digit: {}", standard.name)),
            _ if is_foreign && bits < BITS_OF_ANY_COUNTRY => (Agreement::Hints, "issued by another country".to_owned()),
            _ => (Agreement::Decides, String::new()),
        })
    }

    /// As a list would have it, where its kind is known.
    fn as_listed(&self) -> Option<Identifier> {
        let identifier = Identifier::new(self.kind?, self.number, Origin::default());
        Some(Identifier { label: self.word.to_owned(), ..identifier })
    }

    fn says_imo(&self) -> bool {
        IdentifierKind::Passport.normalize(self.number).starts_with("IMO")
    }

    fn is_imo(&self) -> bool {
        let bare = IdentifierKind::Passport.normalize(self.number);
        bare.strip_prefix("IMO").unwrap_or(&bare).bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// A party's identifier as a query gives it; none of what the list's own bookkeeping numbers. The word says which standard the number
/// follows, as far as the party tells.
pub(super) fn asked(identifier: &Identifier, countries: &[CountryCode]) -> Option<String> {
    let word = match Standard::of(identifier, countries) {
        Some((standard, _)) if standard.kinds.first() == Some(&identifier.kind) => standard.word,
        _ => identifier.kind.as_str(),
    };
    let is_number = identifier.label != "referent" && identifier.number.contains(char::is_alphanumeric);
    is_number.then(|| format!("{word}:{}", identifier.number))
}

/// The identifier of a query that a party shares, first the one that decides.
pub(super) fn shared<'q>(query: &'q Query, listed: &Party) -> Option<SharedIdentifier<'q>> {
    let mut best: Option<SharedIdentifier<'q>> = None;
    let countries = facts::countries(listed);
    for text in &query.identifiers {
        let wanted = WantedIdentifier::new(text);
        let found =
            listed.identifiers.iter().filter_map(|listed| wanted.agreement(listed, &countries, &query.countries));
        for (agreement, note) in found {
            if best.as_ref().is_none_or(|best| agreement > best.agreement) {
                best = Some(SharedIdentifier { text, agreement, note });
            }
        }
    }
    best
}

/// The numbers of a query that may contradict those of a party.
pub(super) fn numbers(query: &Query) -> Vec<Number> {
    let listed = query.identifiers.iter().filter_map(|text| WantedIdentifier::new(text).as_listed());
    listed.filter_map(|identifier| Number::of(&identifier, &query.countries)).collect()
}

/// The kind that a word says: one of [`IdentifierKind::as_str`], a usual synonym, a label of official lists (`Cedula No.`) or a
/// currency. Case, blanks and punctuation do not count, nor does `number`, `no` or `code` at the end.
fn kind(word: &str) -> Option<IdentifierKind> {
    use IdentifierKind::*;
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let word = word.strip_prefix("digitalcurrencyaddress").filter(|currency| !currency.is_empty()).unwrap_or(&word);
    let bare = ["number", "code", "no"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let own = |kind: &IdentifierKind| [word, bare].contains(&kind.as_str().replace('_', "").as_str());
    let of_standard = || Standard::named(word).or_else(|| Standard::named(bare)).map(|standard| standard.kinds[0]);
    IdentifierKind::ALL.into_iter().find(own).or_else(of_standard).or(match bare {
        "diplomaticpassport" => Some(Passport),
        "id"
        | "identity"
        | "identification"
        | "idcard"
        | "identitycard"
        | "nationalidcard"
        | "nationalidentity"
        | "nationalidentification"
        | "personalid"
        | "personalidcard"
        | "nationalforeignid"
        | "citizenscard"
        | "cedula"
        | "ci"
        | "cnp"
        | "curp"
        | "cui"
        | "dni"
        | "nie"
        | "ife"
        | "ssn"
        | "residency" => Some(NationalId),
        "tax" | "taxidentification" | "tin" | "itin" | "ein" | "fein" | "usfein" | "vat" | "fiscal" | "inn" | "nit"
        | "rfc" | "ruc" | "rif" | "rtn" | "rsin" | "cuit" | "cif" => Some(TaxId),
        "driverlicense" | "driverslicence" | "driverlicence" | "drivinglicense" | "drivinglicence" => {
            Some(DriversLicense)
        }
        "registrationid"
        | "company"
        | "companyid"
        | "companyregistration"
        | "business"
        | "businessregistration"
        | "enterprise"
        | "commercialregistry"
        | "unifiedsocialcredit"
        | "ogrn"
        | "crn"
        | "cr"
        | "license"
        | "licence"
        | "tradelicense" => Some(Registration),
        "internationalmaritimeorganization" => Some(Imo),
        "tail" | "aircrafttail" | "aircraftregistration" => Some(TailNumber),
        "construction" | "serial" | "msn" | "manufacturersserial" => Some(ConstructionNumber),
        "modes" | "modestransponder" | "icao24" => Some(Transponder),
        "legalentity" | "legalentityidentifier" => Some(Lei),
        "swift" | "swiftbic" | "bicswift" => Some(Bic),
        "crypto"
        | "cryptocurrency"
        | "cryptowallet"
        | "wallet"
        | "walletaddress"
        | "digitalcurrencyaddress"
        | "bitcoin"
        | "ethereum"
        | "tether"
        | "tron"
        | "monero"
        | "litecoin"
        | "ripple"
        | "solana"
        | "dogecoin"
        | "xbt"
        | "btc"
        | "eth"
        | "usdt"
        | "usdc"
        | "trx"
        | "xmr"
        | "ltc"
        | "zec"
        | "dash"
        | "btg"
        | "etc"
        | "bsv"
        | "bch"
        | "xvg"
        | "xrp"
        | "arb"
        | "bsc"
        | "bnb"
        | "sol"
        | "doge"
        | "ada"
        | "dai"
        | "matic"
        | "ton" => Some(CryptoAddress),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use IdentifierKind::*;

    use super::*;
    use crate::party::Country;

    #[test]
    fn kinds_have_many_names() {
        for (text, want) in [
            ("A1234567", Some(None)),
            ("12:34:56", Some(None)),
            ("passport:A123456", Some(Some(Passport))),
            ("National ID No.: 12", Some(Some(NationalId))),
            ("Cedula No.:12", Some(Some(NationalId))),
            ("tax id:12", Some(Some(TaxId))),
            ("IMO:9187629", Some(Some(Imo))),
            ("MMSI:1", Some(Some(Mmsi))),
            ("lei:1", Some(Some(Lei))),
            ("SWIFT/BIC:1", Some(Some(Bic))),
            ("tail number:EP-1", Some(Some(TailNumber))),
            ("wallet:1", Some(Some(CryptoAddress))),
            ("XBT:12Qt", Some(Some(CryptoAddress))),
            ("Digital Currency Address - USDT:0x1", Some(Some(CryptoAddress))),
            ("other:1", Some(Some(Other))),
            ("foo:123", None),
            (":123456", None),
            ("passport:", None),
            ("12345", None),
        ] {
            let read = WantedIdentifier::read(text).ok();
            assert_eq!(read.map(|identifier| identifier.kind), want, "{text}");
        }
    }

    fn worth(text: &str, listed: &Identifier, own: &str) -> Option<Agreement> {
        let own: Vec<CountryCode> = own.parse().into_iter().collect();
        WantedIdentifier::new(text).agreement(listed, &[], &own).map(|(agreement, _)| agreement)
    }

    #[test]
    fn a_kind_never_hides_a_long_number() {
        const DECIDES: Option<Agreement> = Some(Agreement::Decides);
        const HINTS: Option<Agreement> = Some(Agreement::Hints);
        for (case, text, kind, number, want) in [
            ("same kind", "passport:A1273", Passport, "A 1273", DECIDES),
            ("same kind, very short", "passport:A12", Passport, "A 12", HINTS),
            ("same kind, another number", "passport:A12", Passport, "A13", None),
            ("same kind, no number", "passport:123456", Passport, "123456", HINTS),
            ("no kind", "a-741302", Passport, "A741302", DECIDES),
            ("no kind, short", "741302", Passport, "741302", HINTS),
            ("no kind, too short", "A1234", Passport, "A1234", None),
            ("no kind, no number", "123456789", Passport, "123456789", HINTS),
            ("listed of no kind", "passport:741302", Other, "741302", HINTS),
            ("other kind, long", "passport:7413 0258", NationalId, "74130258", DECIDES),
            ("other kind, too short", "passport:7413025", NationalId, "7413025", None),
            ("a passport is no ship", "passport:9187629", Imo, "IMO 9187629", None),
            ("a ship", "IMO 9187629", Imo, "9187629", DECIDES),
            ("a ship by its kind", "imo:9187629", Imo, "9187629", DECIDES),
            ("perhaps a ship", "9187629", Imo, "9187629", HINTS),
            ("a ship's number that is wrong", "imo:9187628", Imo, "9187628", HINTS),
            ("letters before a ship's number", "AB9187629", Imo, "9187629", None),
            (
                "currency",
                "XBT:12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                CryptoAddress,
                "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                DECIDES,
            ),
            (
                "case of an address",
                "XBT:12qtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                CryptoAddress,
                "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                None,
            ),
            (
                "case of an address of Ethereum",
                "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
                CryptoAddress,
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                DECIDES,
            ),
        ] {
            let listed = Identifier::new(kind, number, Origin::default());
            assert_eq!(worth(text, &listed, ""), want, "{case}");
            let lookups = WantedIdentifier::new(text).lookups();
            assert!(want.is_none() || lookups.contains(&listed.normalized()), "{case}: not looked up");
        }
    }

    #[test]
    fn standards_and_issuers_weigh_in() {
        const DECIDES: Option<Agreement> = Some(Agreement::Decides);
        const HINTS: Option<Agreement> = Some(Agreement::Hints);
        for (case, text, own, kind, label, country, number, want) in [
            ("right check digit", "tax_id:7707083893", "", TaxId, "Tax ID No.", "RU", "7707083893", DECIDES),
            ("wrong check digit", "tax_id:7707083894", "", TaxId, "Tax ID No.", "RU", "7707083894", HINTS),
            ("standard of the query", "inn:7707083894", "", TaxId, "", "", "7707083894", HINTS),
            ("perhaps of the query's country", "tax_id:7707083894", "RU", TaxId, "", "", "7707083894", DECIDES),
            ("of no known standard", "tax_id:7707083894", "", TaxId, "", "", "7707083894", DECIDES),
            ("shared by many", "tax_id:770801001", "", TaxId, "kppCode", "", "770801001", None),
            ("issued here", "national_id:16247821", "CO", NationalId, "Cedula No.", "CO", "16247821", DECIDES),
            ("issued elsewhere", "national_id:16247821", "ES", NationalId, "Cedula No.", "CO", "16247821", HINTS),
            ("issued by a state of the same union", "passport:4713025", "UA", Passport, "", "SU", "4713025", DECIDES),
            ("long, issued elsewhere", "passport:741302589613", "ES", Passport, "", "CO", "741302589613", DECIDES),
        ] {
            let listed = Identifier {
                label: label.to_owned(),
                country: (!country.is_empty()).then(|| Country::named(country)),
                ..Identifier::new(kind, number, Origin::default())
            };
            assert_eq!(worth(text, &listed, own), want, "{case}");
        }
    }

    #[test]
    fn a_shared_number_says_what_it_is_worth() {
        let mut party = Party::new("l", "1", crate::party::PartyKind::Organization);
        for (label, number) in [("kppCode", "770801001"), ("innCode", "7707083894"), ("ogrnCode", "1027700132195")] {
            let kind = if label == "ogrnCode" { Registration } else { TaxId };
            let identifier = Identifier::new(kind, number, Origin::default());
            party.identifiers.push(Identifier { label: label.to_owned(), ..identifier });
        }
        let query = |identifiers: &[&str]| Query {
            identifiers: identifiers.iter().map(|text| (*text).to_owned()).collect(),
            ..Query::default()
        };
        for (identifiers, want) in [
            (&["kpp:770801001"][..], None),
            (&["inn:7707083894"], Some("inn:7707083894 (wrong check digit: taxpayer number)")),
            (
                &["inn:7707083894", "1027700132195"],
                Some("1027700132195 (right check digit: number in the register of companies)"),
            ),
            (&["ogrn:1027700132196"], None),
        ] {
            let shown = shared(&query(identifiers), &party).map(|shared| shared.to_string());
            assert_eq!(shown.as_deref(), want, "{identifiers:?}");
        }
    }
}
