//! Identifiers of a query against those of parties.
//!
//! An identifier is a number, or `kind:number`. Numbers are compared without blanks and punctuation, so that `P 12-34` is `P1234`.
//! Which numbers count as the same depends on what both sides say of their kind:
//!
//! | query and list | count as the same |
//! |---|---|
//! | are of the same kind | always |
//! | do not both say of which kind: no kind, or `other` | from 6 letters and digits on |
//! | are of different kinds | from 8 letters and digits on |
//!
//! A kind narrows down a short number and never hides a long one: what a customer's file calls a passport stands on a list as a
//! national identity card, and a tax number as a company register's. Who screens wants to see that number, and sees of which kind it
//! is. Seven digits are too few for that: ships, companies and passports all have such numbers.
//!
//! A word for a currency (`XBT:`, `usdt:`) says that a number is an address on a block chain and is not compared: one address holds
//! several currencies, and lists name one of them.

use super::Query;
use crate::party::{Identifier, IdentifierKind, Party};
use crate::{Error, Result};

/// Shorter numbers coincide between registers, so they count only where both sides say of which kind they are.
const MIN_LENGTH_WITHOUT_KIND: usize = 6;

/// Shorter numbers count only where the two sides do not say that they are of different kinds.
const MIN_LENGTH_OF_OTHER_KIND: usize = 8;

/// An identifier that a query gives: `number`, or `kind:number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WantedIdentifier<'a> {
    kind: Option<IdentifierKind>,
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
        let (kind, number) = match with_kind {
            None => (None, text),
            Some((word, number)) => match kind(word) {
                Some(kind) => (Some(kind), number),
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
        Ok(Self { kind, number })
    }

    /// As [`Self::read`]; what can not be read is looked for as it stands.
    pub(super) fn new(text: &'a str) -> Self {
        Self::read(text).unwrap_or(Self { kind: None, number: text })
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

    /// Whether a party's identifier is the wanted one.
    pub(super) fn is(&self, listed: &Identifier) -> bool {
        let normalized = listed.normalized();
        if listed.kind.normalize(self.number) != normalized {
            return false;
        }
        let length = normalized.chars().count();
        match self.kind {
            Some(kind) if kind == listed.kind => true,
            // Letters that an IMO number loses are part of any other.
            _ if listed.kind == IdentifierKind::Imo && !self.is_imo() => false,
            Some(kind) if kind != IdentifierKind::Other && listed.kind != IdentifierKind::Other => {
                length >= MIN_LENGTH_OF_OTHER_KIND
            }
            _ => length >= MIN_LENGTH_WITHOUT_KIND,
        }
    }

    fn is_imo(&self) -> bool {
        let bare = IdentifierKind::Passport.normalize(self.number);
        bare.strip_prefix("IMO").unwrap_or(&bare).bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// A party's identifier as a query gives it; none of what the list's own bookkeeping numbers.
pub(super) fn asked(identifier: &Identifier) -> Option<String> {
    (identifier.label != "referent").then(|| format!("{}:{}", identifier.kind, identifier.number))
}

/// The first identifier of a query that a party shares.
pub(super) fn shared<'q>(query: &'q Query, listed: &Party) -> Option<&'q str> {
    let shares = |text: &&String| {
        let wanted = WantedIdentifier::new(text);
        listed.identifiers.iter().any(|identifier| wanted.is(identifier))
    };
    query.identifiers.iter().find(shares).map(String::as_str)
}

/// The kind that a word says: one of [`IdentifierKind::as_str`], a usual synonym, a label of official lists (`Cedula No.`) or a
/// currency. Case, blanks and punctuation do not count, nor does `number`, `no` or `code` at the end.
fn kind(word: &str) -> Option<IdentifierKind> {
    use IdentifierKind::*;
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let word = word.strip_prefix("digitalcurrencyaddress").filter(|currency| !currency.is_empty()).unwrap_or(&word);
    let bare = ["number", "code", "no"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let own = |kind: &IdentifierKind| [word, bare].contains(&kind.as_str().replace('_', "").as_str());
    IdentifierKind::ALL.into_iter().find(own).or(match bare {
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
    use crate::party::Origin;

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

    #[test]
    fn a_kind_never_hides_a_long_number() {
        for (case, text, kind, number, want) in [
            ("same kind, short", "passport:A12", Passport, "A 12", true),
            ("same kind, another number", "passport:A12", Passport, "A13", false),
            ("no kind", "a-123456", Passport, "A123456", true),
            ("no kind, too short", "A1234", Passport, "A1234", false),
            ("listed of no kind", "passport:123456", Other, "123456", true),
            ("other kind, long", "passport:1234 5678", NationalId, "12345678", true),
            ("other kind, too short", "passport:1234567", NationalId, "1234567", false),
            ("a passport is no ship", "passport:9187629", Imo, "IMO 9187629", false),
            ("a ship", "IMO 9187629", Imo, "9187629", true),
            ("letters before a ship's number", "AB9187629", Imo, "9187629", false),
            (
                "currency",
                "XBT:12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                CryptoAddress,
                "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                true,
            ),
            (
                "case of an address",
                "XBT:12qtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                CryptoAddress,
                "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
                false,
            ),
        ] {
            let listed = Identifier::new(kind, number, Origin::default());
            let wanted = WantedIdentifier::new(text);
            assert_eq!(wanted.is(&listed), want, "{case}");
            assert!(!want || wanted.lookups().contains(&listed.normalized()), "{case}: not looked up");
        }
    }
}
