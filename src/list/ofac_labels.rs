//! The labels of the segments in OFAC's remarks, and what each says.
//!
//! Source: the labels that occur in the files of 2019 to 2026, after which the value stands as OFAC's data specification has it.

use super::phrase::strip_prefix_ignoring_case;
use crate::party::{ContactKind, CountryRole, DateKind, IdentifierKind, NameKind, NoteKind};

// The table below reads as a table only with bare words.
use ContactKind::*;
use Field::{Country as Tie, Identifier as Id, *};
use IdentifierKind::*;
use NoteKind::{Description, Restriction};

/// What a segment says.
#[derive(Clone, Copy)]
pub(super) enum Field {
    Name(NameKind),
    Date(DateKind),
    BirthPlace,
    Country(CountryRole),
    Gender,
    Identifier(IdentifierKind),
    /// A person's national number, an organization's entry in a register.
    OwnNumber,
    Crypto,
    Contact(ContactKind),
    VesselType,
    AircraftModel,
    AircraftManufacturer,
    AircraftOperator,
    Link,
    Position,
    ListingDate,
    /// The whole segment is a text of this kind.
    Note(NoteKind),
}

/// Labels, those that begin like another one before it.
#[rustfmt::skip]
const LABELS: &[(&str, Field)] = &[
    ("a.k.a.", Name(NameKind::WeakAlias)),
    ("n.k.a.", Name(NameKind::WeakAlias)),
    ("d.b.a.", Name(NameKind::WeakAlias)),
    ("f.k.a.", Name(NameKind::WeakFormer)),
    ("Linked To", Link),
    ("Issuer Name", Link),

    ("DOB", Date(DateKind::Birth)),
    ("POB", BirthPlace),
    ("Gender", Gender),
    ("Nationality of Registration", Tie(CountryRole::Jurisdiction)),
    ("Registration Country", Tie(CountryRole::Jurisdiction)),
    ("nationality", Tie(CountryRole::Nationality)),
    ("citizen", Tie(CountryRole::Citizenship)),
    ("Organization Established Date", Date(DateKind::Foundation)),
    ("Organization Type", Note(Description)),
    ("Target Type", Note(Description)),
    ("ethnicity", Note(Description)),
    ("Tribe", Note(Description)),
    ("Subtribe", Note(Description)),
    ("Individual's height", Note(Description)),
    ("Title", Position),
    ("Alternate Title", Position),
    ("Position", Position),
    ("Occupation", Position),
    ("Rank", Position),

    ("Passport", Id(Passport)),
    ("Diplomatic Passport", Id(Passport)),
    ("Stateless Person Passport", Id(Passport)),
    ("British National Overseas Passport", Id(Passport)),
    ("Driver's License No.", Id(DriversLicense)),
    ("National ID No.", Id(NationalId)),
    ("National Foreign ID Number", Id(NationalId)),
    ("Tazkira National ID Card", Id(NationalId)),
    ("Personal ID Card", Id(NationalId)),
    ("Stateless Person ID Card", Id(NationalId)),
    ("Citizen's Card Number", Id(NationalId)),
    ("Turkish Identification Number", Id(NationalId)),
    ("Cedula No.", Id(NationalId)),
    ("C.U.R.P.", Id(NationalId)),
    ("C.U.I.", Id(NationalId)),
    ("Romanian Permanent Resident CAN", Id(NationalId)),
    ("CNP", Id(NationalId)),
    ("SSN", Id(NationalId)),
    ("D.N.I.", Id(NationalId)),
    ("N.I.E.", Id(NationalId)),
    ("I.F.E.", Id(NationalId)),
    ("LE Number", Id(NationalId)),
    ("Electoral Registry No.", Id(NationalId)),
    ("Credencial electoral", Id(NationalId)),
    ("Numero de Identidad", Id(NationalId)),
    ("Residency Number", Id(NationalId)),
    ("Identification Number", OwnNumber),

    ("Tax ID No.", Id(TaxId)),
    ("Italian Fiscal Code", Id(TaxId)),
    ("Fiscal Code", Id(TaxId)),
    ("US FEIN", Id(TaxId)),
    ("V.A.T. Number", Id(TaxId)),
    ("R.F.C.", Id(TaxId)),
    ("RFC", Id(TaxId)),
    ("NIT", Id(TaxId)),
    ("RUC", Id(TaxId)),
    ("RIF", Id(TaxId)),
    ("RTN", Id(TaxId)),
    ("RSIN", Id(TaxId)),
    ("C.U.I.T.", Id(TaxId)),
    ("C.I.F.", Id(TaxId)),
    ("Numero Unico de Identificacao Tributaria", Id(TaxId)),
    ("Romanian Tax Registration", Id(TaxId)),

    ("Registration ID", Id(Registration)),
    ("Registration Number", Id(Registration)),
    ("MSB Registration Number", Id(Registration)),
    ("Public Registration Number", Id(Registration)),
    ("Business Registration Number", Id(Registration)),
    ("Business Registration Document", Id(Registration)),
    ("Business Number", Id(Registration)),
    ("Company Number", Id(Registration)),
    ("UK Company Number", Id(Registration)),
    ("Company ID", Id(Registration)),
    ("Enterprise Number", Id(Registration)),
    ("Branch Unit Number", Id(Registration)),
    ("Government Gazette Number", Id(Registration)),
    ("Unified Social Credit Code", Id(Registration)),
    ("United Social Credit Code Certificate", Id(Registration)),
    ("Commercial Registry Number", Id(Registration)),
    ("Central Registration System Number", Id(Registration)),
    ("Chamber of Commerce Number", Id(Registration)),
    ("Certificate of Incorporation Number", Id(Registration)),
    ("Matricula Mercantil No", Id(Registration)),
    ("Folio Mercantil No.", Id(Registration)),
    ("Romanian C.R.", Id(Registration)),
    ("C.R. No.", Id(Registration)),
    ("Trade License No.", Id(Registration)),
    ("Registered Charity No.", Id(Registration)),
    ("License", Id(Registration)),
    ("Legal Entity Number", Id(Lei)),
    ("D-U-N-S Number", Id(Duns)),
    ("SWIFT/BIC", Id(Bic)),

    ("Digital Currency Address", Crypto),
    ("Cartilla de Servicio Militar Nacional", Id(Other)),
    ("C.U.I.P.", Id(Other)),
    ("Tarjeta Profesional", Id(Other)),
    ("UAE Identification", Id(NationalId)),
    ("ISIN", Id(Other)),
    ("BIK", Id(Other)),
    ("Equity Ticker", Id(Other)),
    ("UN/LOCODE", Id(Other)),
    ("VisaNumberID", Id(Other)),

    ("Vessel Registration Identification", Id(Registration)),
    ("International Maritime Organization No.", Id(Imo)),
    ("MMSI", Id(Mmsi)),
    ("Other Vessel Call Sign", Id(CallSign)),
    ("Former Vessel Flag", Tie(CountryRole::FormerFlag)),
    ("Other Vessel Flag", Tie(CountryRole::Flag)),
    ("Vessel Flag", Tie(CountryRole::Flag)),
    ("Other Vessel Type", VesselType),
    ("Vessel Type", VesselType),
    ("Vessel Year of Build", Date(DateKind::Construction)),
    ("Aircraft Model", AircraftModel),
    ("Aircraft Operator", AircraftOperator),
    ("Aircraft Manufacturer's Serial Number", Id(ConstructionNumber)),
    ("Aircraft Manufacturer’s Serial Number", Id(ConstructionNumber)),
    ("Aircraft Construction Number", Id(ConstructionNumber)),
    ("Aircraft Serial Identification", Id(ConstructionNumber)),
    ("Aircraft Tail Number", Id(TailNumber)),
    ("Previous Aircraft Tail Number", Id(TailNumber)),
    ("Aircraft Mode S Transponder Code", Id(Transponder)),
    ("Aircraft Manufacture Date", Date(DateKind::Construction)),
    ("Aircraft Manufacturer", AircraftManufacturer),

    ("Website", Contact(Website)),
    ("Email Address", Contact(Email)),
    ("Email", Contact(Email)),
    ("E-mail", Contact(Email)),
    ("Phone Number", Contact(Phone)),
    ("Phone No.", Contact(Phone)),
    ("Phone", Contact(Phone)),
    ("Telephone Number", Contact(Phone)),
    ("Telephone No.", Contact(Phone)),
    ("Telephone", Contact(Phone)),
    ("Fax No.", Contact(Fax)),
    ("Fax Number", Contact(Fax)),
    ("Fax", Contact(Fax)),

    ("Additional Sanctions Information", Note(Restriction)),
    ("Secondary sanctions risk", Note(Restriction)),
    ("Transactions Prohibited", Note(Restriction)),
    ("Executive Order", Note(Restriction)),
    ("United States financial institutions are prohibited", Note(Restriction)),
    ("CAATSA Section", Note(Restriction)),
    ("IFCA Determination", Note(Restriction)),
    ("For more information on directives", Note(Restriction)),
    ("Listing Date", ListingDate),
    ("Effective Date", Note(Restriction)),
    ("Purchase/Sales For Divestment Date", Note(Restriction)),
];

/// The label that a text begins with, what it says, and the value after it.
pub(super) fn labelled(text: &str) -> Option<(&str, Field, &str)> {
    LABELS.iter().find_map(|(label, field)| {
        let rest = strip_prefix_ignoring_case(text, label)?;
        let is_whole = rest.is_empty() || rest.starts_with([' ', ':', ',', '#', '(']);
        is_whole.then(|| (&text[..label.len()], *field, rest.trim_start_matches([':', ',', ' '])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_hides_a_longer_one_behind_it() {
        for (at, (label, _)) in LABELS.iter().enumerate() {
            let hidden = LABELS[at + 1..].iter().find(|(later, _)| {
                strip_prefix_ignoring_case(later, label)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', ',', '#', '(']))
            });
            assert!(hidden.is_none(), "`{label}` hides `{}`", hidden.map_or("", |(later, _)| later));
        }
    }
}
