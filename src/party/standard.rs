//! Public rules by which identifiers are written, and their check digits.
//!
//! A rule says which form its numbers have, and most of them that one or two of the digits follow from the others: a number that is
//! mistyped, or made up, is wrong with ten chances in eleven. [`STANDARDS`] is the one table of them; `docs/identifiers.md` is made
//! from it. Rules that are not public, and numbers that have no rule (the Colombian cédula), are not in it.

use std::fmt;

use sha3::{Digest as _, Keccak256};

use super::{CountryCode, Identifier, IdentifierKind};

/// A public rule by which numbers of one kind are written.
pub struct Standard {
    /// Its word, as it stands before a number in a query: `lei`, `inn`.
    pub word: &'static str,
    /// What its numbers are.
    pub name: &'static str,
    /// The country that issues them; `None` for all.
    pub country: Option<&'static str>,
    /// How its numbers are classified, the usual kind first.
    pub kinds: &'static [IdentifierKind],
    /// The rule, in words.
    pub rule: &'static str,
    /// Where it is laid down or described.
    pub source: &'static str,
    /// Whether one party has one number alone, so that two numbers are of two parties.
    pub is_unique: bool,
    /// Whether a number is of one party alone. Some numbers only say where a party is registered, and many share them.
    pub identifies: bool,
    /// Labels that say so, besides the word: letters and digits in lower case.
    labels: &'static [&'static str],
    check: fn(&str) -> Option<Check>,
}

/// What a number's own digits say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The form is right, and there is no check digit.
    Form,
    /// The check digit is right.
    Right,
    /// The check digit is wrong: the number is mistyped, or no such number.
    Wrong,
}

impl Standard {
    /// The standard with a word or a label: `inn`, `C.U.R.P.`, `leiCode`. Case, blanks and punctuation do not count.
    pub fn named(text: &str) -> Option<&'static Self> {
        let label = folded(text);
        STANDARDS.iter().find(|standard| standard.has_label(&label))
    }

    /// The standard that an identifier follows, by its label, else by its kind and its country, else by its kind and the countries of
    /// the party; and what its digits say. `None` where it has the form of none.
    pub fn of(identifier: &Identifier, countries: &[CountryCode]) -> Option<(&'static Self, Check)> {
        let number = identifier.normalized();
        let label = folded(&identifier.label);
        let own = identifier.country.as_ref().and_then(|country| country.code);
        let countries = own.as_ref().map_or(countries, std::slice::from_ref);
        let checked = |standard: &'static Self| standard.check(&number).map(|check| (standard, check));
        let labelled = STANDARDS.iter().filter(|standard| {
            standard.has_label(&label)
                && standard.country.is_none_or(|country| own.is_none_or(|own| own.as_str() == country))
        });
        let of_kind = STANDARDS.iter().filter(|standard| {
            let here = |country: &str| countries.iter().any(|known| known.as_str() == country);
            standard.kinds.contains(&identifier.kind) && standard.country.map_or(standard.is_of_kind(), here)
        });
        let best = |found: &mut dyn Iterator<Item = &'static Self>| {
            // Where a number has the form of two, it is of the one whose check digit is right.
            let found: Vec<_> = found.filter_map(checked).collect();
            found.iter().find(|(_, check)| *check == Check::Right).or(found.first()).copied()
        };
        best(&mut labelled.into_iter()).or_else(|| best(&mut of_kind.into_iter()))
    }

    /// What the digits of a normalized number say; `None` where it has not the form.
    pub fn check(&self, number: &str) -> Option<Check> {
        (self.check)(number)
    }

    fn has_label(&self, label: &str) -> bool {
        let is_word = self.word.bytes().filter(|&byte| byte != b'-').eq(label.bytes());
        is_word || self.labels.contains(&label)
    }

    /// Whether the kind alone says that a number follows this standard.
    fn is_of_kind(&self) -> bool {
        use IdentifierKind::{Bic, CryptoAddress, Imo, Lei};
        matches!(self.kinds, [Imo | Lei | Bic | CryptoAddress])
    }
}

impl fmt::Debug for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)
    }
}

impl PartialEq for Standard {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How much a number says, in bits: what it would take to guess it. None at all where it is one that is written where none is known,
/// as `000000` or `123456`.
pub fn information(number: &str) -> f64 {
    let digits: Vec<i32> = number.bytes().filter(u8::is_ascii_digit).map(i32::from).collect();
    let step = |pair: &[i32]| (pair[1] - pair[0]).rem_euclid(10);
    let is_run = |step_by: i32| digits.len() > 2 && digits.windows(2).all(|pair| step(pair) == step_by);
    if [0, 1, 9].into_iter().any(is_run) {
        return 0.0;
    }
    number
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| if c.is_ascii_digit() { 10.0_f64 } else { 26.0 }.log2())
        .sum()
}

use IdentifierKind::{Bic, CryptoAddress, Imo, Lei, NationalId, Other, Registration, TaxId};

/// What most rows of the table have in common.
const COMMON: Standard = Standard {
    word: "",
    name: "",
    country: None,
    kinds: &[],
    rule: "",
    source: "",
    is_unique: true,
    identifies: true,
    labels: &[],
    check: |_| None,
};

const STDNUM: &str = "python-stdnum, from the issuer's own publications";

/// Every rule that is known here.
pub static STANDARDS: &[Standard] = &[
    Standard {
        word: "imo",
        name: "ship number of the International Maritime Organization",
        kinds: &[Imo],
        labels: &["imonumber"],
        check: |n| digits::<7>(n).map(|d| right(sum(&d, &[7, 6, 5, 4, 3, 2]) % 10 == d[6])),
        rule: "7 digits; weights 7 to 2, the last digit of the sum",
        source: "IMO Resolution A.1117(30)",
        ..COMMON
    },
    Standard {
        word: "imo-company",
        name: "number of a ship's owner or company with the IMO",
        kinds: &[Registration],
        labels: &["imocompanynumber", "imoregisteredowner"],
        check: |n| digits::<7>(n).map(|d| right((11 - sum(&d, &[8, 6, 4, 2, 9, 7]) % 11) % 10 == d[6])),
        rule: "7 digits; weights 8 6 4 2 9 7, 11 less the sum modulo 11, of that the last digit",
        source: "IMO Resolution MSC.160(78)",
        ..COMMON
    },
    Standard {
        word: "lei",
        name: "Legal Entity Identifier",
        kinds: &[Lei],
        labels: &["leicode", "legalentityidentifier"],
        check: |n| (n.len() == 20 && ends_in_digits(n, 2)).then(|| mod97(n)).flatten().map(right),
        rule: "18 letters and digits, 2 check digits; MOD 97-10",
        source: "ISO 17442, ISO/IEC 7064",
        ..COMMON
    },
    Standard {
        word: "bic",
        name: "business identifier code",
        kinds: &[Bic],
        labels: &["swift", "swiftbic", "bicswift"],
        check: bic,
        rule: "4 letters, 2 of a country, 2 letters or digits, and 3 of a branch or none; no check digit",
        source: "ISO 9362",
        is_unique: false,
        ..COMMON
    },
    Standard {
        word: "iban",
        name: "international bank account number",
        kinds: &[Other],
        labels: &["ibannumber", "internationalbankaccountnumber"],
        check: iban,
        rule: "2 letters of a country, 2 check digits, up to 30 letters and digits; MOD 97-10 with the first 4 at the end",
        source: "ISO 13616, ISO/IEC 7064",
        is_unique: false,
        ..COMMON
    },
    Standard {
        word: "card",
        name: "payment card number",
        kinds: &[Other],
        labels: &["cardnumber", "creditcard", "debitcard", "paymentcard"],
        check: |n| (12..=19).contains(&n.len()).then(|| luhn(n)).flatten().map(right),
        rule: "12 to 19 digits; Luhn",
        source: "ISO/IEC 7812-1",
        is_unique: false,
        ..COMMON
    },
    Standard {
        word: "isin",
        name: "securities identification number",
        kinds: &[Other],
        labels: &["isincode"],
        check: isin,
        rule: "2 letters, 9 letters and digits, a check digit; Luhn over letters as 10 to 35",
        source: "ISO 6166",
        is_unique: false,
        ..COMMON
    },
    Standard {
        word: "bitcoin",
        name: "address of Bitcoin, or of a chain with its addresses",
        kinds: &[CryptoAddress],
        labels: &["xbt", "btc", "bitcoinaddress"],
        check: block_chain_address,
        rule: "Base58Check, bech32 or bech32m; of Ethereum, 40 hexadecimal digits whose case is their check",
        source: "BIP 13, BIP 173, BIP 350, EIP-55",
        is_unique: false,
        ..COMMON
    },
    Standard {
        word: "inn",
        name: "taxpayer number",
        country: Some("RU"),
        kinds: &[TaxId],
        labels: &["inncode", "taxpayeridentificationnumberinn"],
        check: russian_inn,
        rule: "10 digits (companies) or 12 (persons); weights 2 4 10 3 5 9 4 6 8, for persons once more with 7 and 3 before them; modulo 11, modulo 10",
        source: "order ММВ-7-6/435@ of the Federal Tax Service",
        ..COMMON
    },
    Standard {
        word: "ogrn",
        name: "number in the register of companies",
        country: Some("RU"),
        kinds: &[Registration],
        labels: &["ogrncode", "primarystateregistrationnumber"],
        check: |n| russian_ogrn(n, 13),
        rule: "13 digits; the first 12 modulo 11, modulo 10",
        source: "order 165n of the Ministry of Finance",
        ..COMMON
    },
    Standard {
        word: "ogrnip",
        name: "number in the register of sole traders",
        country: Some("RU"),
        kinds: &[Registration],
        check: |n| russian_ogrn(n, 15),
        rule: "15 digits; the first 14 modulo 13, modulo 10",
        source: "order 165n of the Ministry of Finance",
        ..COMMON
    },
    Standard {
        word: "kpp",
        name: "reason code of a registration for taxes",
        country: Some("RU"),
        kinds: &[TaxId],
        labels: &["kppcode"],
        check: |n| has_form(n, "9999**999").then_some(Check::Form),
        rule: "4 digits of an office, 2 letters or digits, 3 digits; no check digit, and shared by many companies",
        source: "order ММВ-7-6/435@ of the Federal Tax Service",
        is_unique: false,
        identifies: false,
        ..COMMON
    },
    Standard {
        word: "snils",
        name: "pension insurance number",
        country: Some("RU"),
        kinds: &[NationalId],
        check: |n| {
            digits::<11>(n).map(|d| right(sum(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100 == d[9] * 10 + d[10]))
        },
        rule: "11 digits, the last 2 of them for checking; weights 9 to 1, modulo 101",
        source: "resolution 318p of the Pension Fund",
        ..COMMON
    },
    Standard {
        word: "edrpou",
        name: "number in the register of companies",
        country: Some("UA"),
        kinds: &[Registration, TaxId],
        check: ukrainian_company,
        rule: "8 digits; weights 1 to 7, from 30000000 to 60000000 7 1 2 to 6; modulo 11, at 10 again with weights 2 higher",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "rnokpp",
        name: "taxpayer number of a person",
        country: Some("UA"),
        kinds: &[TaxId, NationalId],
        labels: &["drfo", "ipn"],
        check: |n| digits::<10>(n).map(|d| right((sum(&d, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11) % 10 == d[9])),
        rule: "10 digits; weights -1 5 7 9 4 6 10 5 7, modulo 11, modulo 10",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "unp",
        name: "taxpayer number",
        country: Some("BY"),
        kinds: &[TaxId, Registration],
        check: |n| digits::<9>(n).map(|d| right(sum(&d, &[29, 23, 19, 17, 13, 7, 5, 3]) % 11 == d[8])),
        rule: "9 digits; weights 29 23 19 17 13 7 5 3, modulo 11",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "nit",
        name: "taxpayer number",
        country: Some("CO"),
        kinds: &[TaxId],
        check: colombian_nit,
        rule: "8 to 15 digits and a check digit; weights 3 7 13 17 19 23 29 37 41 from the right, modulo 11, from 2 on 11 less that; without the check digit no more than its form is known",
        source: "order 4 of 1989 of the tax authority",
        ..COMMON
    },
    Standard {
        word: "curp",
        name: "population register number",
        country: Some("MX"),
        kinds: &[NationalId],
        check: mexican_curp,
        rule: "4 letters, 6 digits of a birth date, 6 letters, a letter or digit, a check digit; weights 18 to 2 in base 37, 10 less the last digit",
        source: "instructions of 18 October 2021 of the civil registry, Diario Oficial",
        ..COMMON
    },
    Standard {
        word: "rfc",
        name: "taxpayer number",
        country: Some("MX"),
        kinds: &[TaxId],
        check: mexican_rfc,
        rule: "3 letters (companies) or 4 (persons), 6 digits of a date, 3 letters or digits; the last is no reliable check",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "uscc",
        name: "unified social credit code",
        country: Some("CN"),
        kinds: &[Registration, TaxId],
        labels: &[
            "usccode",
            "unifiedsocialcreditcode",
            "unifiedsocialcreditcodeuscc",
            "unitedsocialcreditcode",
            "unitedsocialcreditcodecertificate",
            "chinaunifiedsocialcreditcode",
        ],
        check: chinese_company,
        rule: "18 letters and digits without I O S V Z; weights 3 to the n in base 31, modulo 31",
        source: "GB 32100-2015",
        ..COMMON
    },
    Standard {
        word: "cn-id",
        name: "resident identity number",
        country: Some("CN"),
        kinds: &[NationalId],
        labels: &["residentidentitycard", "residentidentitynumber", "chineseid"],
        check: chinese_resident,
        rule: "17 digits and a digit or X; MOD 11-2",
        source: "GB 11643-1999, ISO/IEC 7064",
        ..COMMON
    },
    Standard {
        word: "ir-id",
        name: "national identity number",
        country: Some("IR"),
        kinds: &[NationalId],
        labels: &["iraniannationalid", "kartemeli"],
        check: |n| {
            let d = digits::<10>(n)?;
            let rest = sum(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            Some(right(d[9] == if rest < 2 { rest } else { 11 - rest }))
        },
        rule: "10 digits; weights 10 to 2, modulo 11, from 2 on 11 less that",
        source: "Wikipedia, National identification number, Iran",
        ..COMMON
    },
    Standard {
        word: "ir-company",
        name: "national number of a company",
        country: Some("IR"),
        kinds: &[Registration, TaxId, NationalId],
        check: |n| {
            let d = digits::<11>(n)?;
            let add = d[9] + 2;
            let sum: u32 = (0..10).map(|at| (add + d[at]) * [29, 27, 23, 19, 17][at % 5]).sum();
            Some(right(d[10] == sum % 11 % 10))
        },
        rule: "11 digits; the tenth and 2 added to each of ten, weights 29 27 23 19 17 twice, modulo 11, modulo 10",
        source: "persian-tools, verifyIranianLegalId",
        ..COMMON
    },
    Standard {
        word: "cpf",
        name: "taxpayer number of a person",
        country: Some("BR"),
        kinds: &[TaxId, NationalId],
        check: |n| digits::<11>(n).map(|d| right(mod11_twice(&d, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]))),
        rule: "11 digits, the last 2 of them for checking; weights 10 to 2 and 11 to 2, modulo 11, from 2 on 11 less that",
        source: "normative instruction 1548 of 2015 of the Receita Federal",
        ..COMMON
    },
    Standard {
        word: "cnpj",
        name: "number of a company",
        country: Some("BR"),
        kinds: &[TaxId, Registration],
        check: |n| digits::<14>(n).map(|d| right(mod11_twice(&d, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))),
        rule: "14 digits, the last 2 of them for checking; weights 5 to 2 and 9 to 2, then 6 to 2 and 9 to 2, modulo 11, from 2 on 11 less that",
        source: "normative instruction 2119 of 2022 of the Receita Federal",
        ..COMMON
    },
    Standard {
        word: "cuit",
        name: "taxpayer number",
        country: Some("AR"),
        kinds: &[TaxId],
        labels: &["cuil"],
        check: |n| digits::<11>(n).map(|d| right((11 - sum(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == d[10])),
        rule: "11 digits; weights 5 4 3 2 7 6 5 4 3 2, 11 less the sum modulo 11",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "pe-ruc",
        name: "taxpayer number",
        country: Some("PE"),
        kinds: &[TaxId],
        labels: &["ruc"],
        check: |n| digits::<11>(n).map(|d| right((11 - sum(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10 == d[10])),
        rule: "11 digits; weights 5 4 3 2 7 6 5 4 3 2, 11 less the sum modulo 11, of that the last digit",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "rif",
        name: "taxpayer number",
        country: Some("VE"),
        kinds: &[TaxId],
        check: venezuelan_rif,
        rule: "V, E, J, P or G and 9 digits; the letter as 4 8 12 16 20, weights 3 2 7 6 5 4 3 2, 11 less the sum modulo 11, over 9 as 0",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "ec-cedula",
        name: "identity number",
        country: Some("EC"),
        kinds: &[NationalId],
        check: |n| if n.len() == 10 { luhn(n).map(right) } else { None },
        rule: "10 digits; Luhn",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "do-cedula",
        name: "identity number",
        country: Some("DO"),
        kinds: &[NationalId],
        check: |n| if n.len() == 11 { luhn(n).map(right) } else { None },
        rule: "11 digits; Luhn",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "nif",
        name: "identity or tax number of a person",
        country: Some("ES"),
        kinds: &[NationalId, TaxId],
        labels: &["dni", "nie"],
        check: spanish_person,
        rule: "8 digits, or X, Y or Z and 7 digits, and a letter by the number modulo 23",
        source: "royal decree 1553/2005 and order INT/2058/2008",
        ..COMMON
    },
    Standard {
        word: "cif",
        name: "tax number of a company",
        country: Some("ES"),
        kinds: &[TaxId, Registration],
        check: spanish_company,
        rule: "a letter, 7 digits and a digit, or the letter of it, by Luhn",
        source: "order EHA/451/2008",
        ..COMMON
    },
    Standard {
        word: "codice-fiscale",
        name: "tax code of a person",
        country: Some("IT"),
        kinds: &[TaxId, NationalId],
        labels: &["italianfiscalcode", "fiscalcode"],
        check: italian_person,
        rule: "16 letters and digits; values by odd and even places, modulo 26 as a letter",
        source: "ministerial decree of 23 December 1976",
        ..COMMON
    },
    Standard {
        word: "partita-iva",
        name: "tax number of a company",
        country: Some("IT"),
        kinds: &[TaxId],
        check: |n| {
            let n = n.strip_prefix("IT").unwrap_or(n);
            if n.len() == 11 { luhn(n).map(right) } else { None }
        },
        rule: "11 digits; Luhn",
        source: "decree 633/1972",
        ..COMMON
    },
    Standard {
        word: "siren",
        name: "number of a company",
        country: Some("FR"),
        kinds: &[Registration],
        check: |n| if n.len() == 9 { luhn(n).map(right) } else { None },
        rule: "9 digits; Luhn",
        source: "INSEE, Sirene",
        ..COMMON
    },
    Standard {
        word: "uk-company",
        name: "company number",
        country: Some("GB"),
        kinds: &[Registration],
        labels: &["ukcompanynumber"],
        check: british_company,
        rule: "8 digits, or 2 letters and 6 digits; no check digit",
        source: "Companies House, Uniform Resource Identifiers",
        ..COMMON
    },
    Standard {
        word: "cnic",
        name: "computerized identity number",
        country: Some("PK"),
        kinds: &[NationalId],
        check: |n| digits::<13>(n).map(|d| if d[0] == 0 { Check::Wrong } else { Check::Form }),
        rule: "13 digits, the first not 0; no check digit",
        source: "NADRA",
        ..COMMON
    },
    Standard {
        word: "tckn",
        name: "identity number",
        country: Some("TR"),
        kinds: &[NationalId],
        labels: &["turkishidentificationnumber", "tcno", "tckimlikno"],
        check: |n| {
            let d = digits::<11>(n)?;
            let tenth = (sum(&d, &[7, 0, 7, 0, 7, 0, 7, 0, 7]) + 10 * 9 - sum(&d, &[0, 1, 0, 1, 0, 1, 0, 1])) % 10;
            Some(right(d[0] != 0 && tenth == d[9] && sum(&d, &[1; 10]) % 10 == d[10]))
        },
        rule: "11 digits, the last 2 of them for checking; 7 times the odd places less the even ones, then the sum of ten, modulo 10",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "jmbg",
        name: "personal number",
        country: Some("RS"),
        kinds: &[NationalId],
        labels: &["emso", "umcn", "embg"],
        check: yugoslav_person,
        rule: "13 digits; weights 7 6 5 4 3 2 twice, 11 less the sum modulo 11",
        source: "law on the personal number, Official Gazette of the SFRY 58/76",
        ..COMMON
    },
    Standard {
        word: "egn",
        name: "personal number",
        country: Some("BG"),
        kinds: &[NationalId],
        check: |n| digits::<10>(n).map(|d| right(sum(&d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == d[9])),
        rule: "10 digits; weights 2 4 8 5 10 9 7 3 6, modulo 11, modulo 10",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "eik",
        name: "number of a company",
        country: Some("BG"),
        kinds: &[Registration, TaxId],
        labels: &["bulstat", "uic"],
        check: |n| {
            let d = digits::<9>(n)?;
            let rest = match sum(&d, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
                10 => sum(&d, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
                rest => rest,
            };
            Some(right(rest == d[8]))
        },
        rule: "9 digits; weights 1 to 8, modulo 11, at 10 again with weights 3 to 10",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "pesel",
        name: "personal number",
        country: Some("PL"),
        kinds: &[NationalId],
        check: |n| digits::<11>(n).map(|d| right((10 - sum(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == d[10])),
        rule: "11 digits; weights 1 3 7 9, 10 less the last digit of the sum",
        source: "law on the register of population of 24 September 2010",
        ..COMMON
    },
    Standard {
        word: "nip",
        name: "taxpayer number",
        country: Some("PL"),
        kinds: &[TaxId],
        check: |n| digits::<10>(n).map(|d| right(sum(&d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9])),
        rule: "10 digits; weights 6 5 7 2 3 4 5 6 7, modulo 11",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "cnp",
        name: "personal number",
        country: Some("RO"),
        kinds: &[NationalId],
        check: |n| {
            let d = digits::<13>(n)?;
            let rest = sum(&d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
            Some(right(d[12] == if rest == 10 { 1 } else { rest }))
        },
        rule: "13 digits; weights 2 7 9 1 4 6 3 5 8 2 7 9, modulo 11, 10 as 1",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "be-company",
        name: "enterprise number",
        country: Some("BE"),
        kinds: &[TaxId, Registration],
        check: |n| {
            let d = digits::<10>(n.strip_prefix("BE").unwrap_or(n))?;
            let number = d[..8].iter().fold(0, |number, digit| number * 10 + digit);
            Some(right(97 - number % 97 == d[8] * 10 + d[9]))
        },
        rule: "10 digits, the last 2 of them for checking; 97 less the number modulo 97",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "za-id",
        name: "identity number",
        country: Some("ZA"),
        kinds: &[NationalId],
        check: |n| if n.len() == 13 { luhn(n).map(right) } else { None },
        rule: "13 digits; Luhn",
        source: "Identification Act 68 of 1997",
        ..COMMON
    },
    Standard {
        word: "il-id",
        name: "identity number",
        country: Some("IL"),
        kinds: &[NationalId],
        labels: &["teudatzehut"],
        check: |n| if n.len() == 9 { luhn(n).map(right) } else { None },
        rule: "9 digits; Luhn",
        source: STDNUM,
        ..COMMON
    },
    Standard {
        word: "ae-id",
        name: "identity number",
        country: Some("AE"),
        kinds: &[NationalId],
        labels: &["emiratesid", "emiratesidnumber", "uaeidentification"],
        check: |n| if n.len() == 15 && n.starts_with("784") { luhn(n).map(right) } else { None },
        rule: "784 and 12 digits; Luhn",
        source: "Federal Authority for Identity and Citizenship",
        ..COMMON
    },
    Standard {
        word: "npi",
        name: "national provider number",
        country: Some("US"),
        kinds: &[Registration],
        labels: &["npicode"],
        check: |n| if n.len() == 10 { luhn(&format!("80840{n}")).map(right) } else { None },
        rule: "10 digits; Luhn with 80840 before them",
        source: "45 CFR 162.406",
        ..COMMON
    },
];

fn right(is_right: bool) -> Check {
    if is_right { Check::Right } else { Check::Wrong }
}

/// The digits of a number that has this many and nothing else.
fn digits<const N: usize>(number: &str) -> Option<[u32; N]> {
    let bytes: [u8; N] = number.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| u32::from(byte - b'0')))
}

/// The sum of digits times weights; of digits that have no weight, nothing.
fn sum(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn ends_in_digits(number: &str, count: usize) -> bool {
    number.bytes().rev().take(count).all(|byte| byte.is_ascii_digit())
}

/// MOD 97-10 of ISO/IEC 7064: letters count as 10 to 35, and the whole is 1 modulo 97.
fn mod97(number: &str) -> Option<bool> {
    let rest = number.chars().try_fold(0, |rest, c| {
        let value = c.is_ascii().then(|| c.to_digit(36)).flatten()?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    });
    rest.map(|rest| rest == 1)
}

/// Luhn's sum: every second digit from the right doubled, the digits of all added up, a multiple of 10. Source: ISO/IEC 7812-1, annex B.
fn luhn(number: &str) -> Option<bool> {
    let mut sum = 0;
    for (at, c) in number.chars().rev().enumerate() {
        let digit = c.to_digit(10)?;
        sum += if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 };
    }
    (!number.is_empty()).then_some(sum % 10 == 0)
}

/// Two check digits, each with the last of the weights: modulo 11, from 2 on 11 less that.
fn mod11_twice(digits: &[u32], weights: &[u32]) -> bool {
    let count = digits.len() - 2;
    let check = |count: usize| {
        let rest = sum(&digits[..count], &weights[weights.len() - count..]) % 11;
        if rest < 2 { 0 } else { 11 - rest }
    };
    check(count) == digits[count] && check(count + 1) == digits[count + 1]
}

fn bic(number: &str) -> Option<Check> {
    let bytes = number.as_bytes();
    let has_form = matches!(bytes.len(), 8 | 11)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes[..6].iter().all(u8::is_ascii_uppercase)
        && CountryCode::find(&number[4..6]).is_some();
    has_form.then_some(Check::Form)
}

fn iban(number: &str) -> Option<Check> {
    let has_form = number.is_ascii()
        && (15..=34).contains(&number.len())
        && number[..2].bytes().all(|byte| byte.is_ascii_uppercase())
        && number[2..4].bytes().all(|byte| byte.is_ascii_digit());
    if !has_form {
        return None;
    }
    let (head, rest) = number.split_at(4);
    mod97(&format!("{rest}{head}")).map(right)
}

fn isin(number: &str) -> Option<Check> {
    let bytes = number.as_bytes();
    let has_form = bytes.len() == 12
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && ends_in_digits(number, 1);
    if !has_form {
        return None;
    }
    let spelled: Option<String> = number.chars().map(|c| c.to_digit(36).map(|value| value.to_string())).collect();
    luhn(&spelled?).map(right)
}

fn russian_inn(number: &str) -> Option<Check> {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |digits: &[u32], count: usize| sum(&digits[..count], &WEIGHTS[11 - count..]) % 11 % 10 == digits[count];
    match number.len() {
        10 => digits::<10>(number).map(|d| right(check(&d, 9))),
        12 => digits::<12>(number).map(|d| right(check(&d, 10) && check(&d, 11))),
        _ => None,
    }
}

fn russian_ogrn(number: &str, length: usize) -> Option<Check> {
    if number.len() != length || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (body, check) = number.split_at(length - 1);
    let (body, check): (u64, u64) = (body.parse().ok()?, check.parse().ok()?);
    Some(right(body % (length as u64 - 2) % 10 == check))
}

fn ukrainian_company(number: &str) -> Option<Check> {
    let d = digits::<8>(number)?;
    let is_middle = (b'3'..b'6').contains(&number.as_bytes()[0]);
    let weights = if is_middle { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    let rest = match sum(&d, &weights) % 11 {
        10 => sum(&d, &weights.map(|weight| weight + 2)) % 11 % 10,
        rest => rest,
    };
    Some(right(rest == d[7]))
}

fn colombian_nit(number: &str) -> Option<Check> {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    if !(8..=16).contains(&number.len()) {
        return None;
    }
    let mut from_right = number.chars().rev().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>()?;
    let check = from_right.remove(0);
    let rest = sum(&from_right, &WEIGHTS) % 11;
    let is_right = check == if rest < 2 { rest } else { 11 - rest };
    // Of companies, nine digits and more are the number without its check digit as often as with it.
    Some(if is_right {
        Check::Right
    } else if number.len() == 10 {
        Check::Wrong
    } else {
        Check::Form
    })
}

/// The number of a character within an alphabet.
fn value(alphabet: &str, c: char) -> Option<u32> {
    alphabet.chars().position(|known| known == c).map(|at| at as u32)
}

/// What letters (`A`), digits (`9`) and either (`*`) a number is made of.
fn has_form(number: &str, form: &str) -> bool {
    let fits = |(c, wanted): (char, char)| match wanted {
        'A' => c.is_ascii_uppercase() || c == 'Ñ',
        '9' => c.is_ascii_digit(),
        _ => c.is_ascii_alphanumeric(),
    };
    number.chars().count() == form.len() && number.chars().zip(form.chars()).all(fits)
}

fn mexican_curp(number: &str) -> Option<Check> {
    const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
    if !has_form(number, "AAAA999999AAAAAA*9") {
        return None;
    }
    let values = number.chars().map(|c| value(ALPHABET, c)).collect::<Option<Vec<u32>>>()?;
    let sum: u32 = (2..=18).rev().zip(&values).map(|(weight, value)| weight * value).sum();
    Some(right((10 - sum % 10) % 10 == values[17]))
}

fn mexican_rfc(number: &str) -> Option<Check> {
    ["AAA999999***", "AAAA999999***", "AAAA999999"].iter().any(|form| has_form(number, form)).then_some(Check::Form)
}

fn chinese_company(number: &str) -> Option<Check> {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if number.chars().count() != 18 || digits::<18>(number).is_some() && number.starts_with(['0', '2', '4', '7', '8']) {
        return None;
    }
    let values = number.chars().map(|c| value(ALPHABET, c)).collect::<Option<Vec<u32>>>()?;
    let (mut weight, mut sum) = (1, 0);
    for value in &values[..17] {
        sum += weight * value;
        weight = weight * 3 % 31;
    }
    Some(right((31 - sum % 31) % 31 == values[17]))
}

fn chinese_resident(number: &str) -> Option<Check> {
    let (body, check) = number.split_at_checked(17)?;
    let d = digits::<17>(body)?;
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let wanted = (12 - sum(&d, &weights) % 11) % 11;
    let given = if check == "X" { 10 } else { digits::<1>(check)?[0] };
    Some(right(given == wanted))
}

fn venezuelan_rif(number: &str) -> Option<Check> {
    let letter = match number.chars().next()? {
        'V' => 4,
        'E' => 8,
        'J' => 12,
        'P' => 16,
        'G' => 20,
        _ => return None,
    };
    let d = digits::<9>(&number[1..])?;
    let check = 11 - (letter + sum(&d, &[3, 2, 7, 6, 5, 4, 3, 2])) % 11;
    Some(right(d[8] == if check > 9 { 0 } else { check }))
}

fn spanish_person(number: &str) -> Option<Check> {
    const LETTERS: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
    let (first, rest) = (number.chars().next()?, number.get(1..)?);
    let number = match first {
        'X' => format!("0{rest}"),
        'Y' => format!("1{rest}"),
        'Z' => format!("2{rest}"),
        _ => number.to_owned(),
    };
    if !has_form(&number, "99999999A") {
        return None;
    }
    let (body, letter) = number.split_at(8);
    let wanted = LETTERS.as_bytes()[body.parse::<usize>().ok()? % 23];
    Some(right(letter.as_bytes() == [wanted]))
}

fn spanish_company(number: &str) -> Option<Check> {
    if !has_form(number, "A9999999*") || !number.starts_with(|c| "ABCDEFGHJNPQRSUVW".contains(c)) {
        return None;
    }
    let wanted = (0..=9).find(|check| luhn(&format!("{}{check}", &number[1..8])) == Some(true))?;
    let given = number.chars().last()?;
    Some(right(given.to_digit(10) == Some(wanted) || "JABCDEFGHI".chars().nth(wanted as usize) == Some(given)))
}

fn italian_person(number: &str) -> Option<Check> {
    const ODD: [u32; 36] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, // digits
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    // Digits may be written as letters, where two people would have the same code.
    if !has_form(number, "AAAAAA**A**A***A") || !number.is_ascii() {
        return None;
    }
    let values = number.chars().map(|c| c.to_digit(36)).collect::<Option<Vec<u32>>>()?;
    let even = |value: u32| if value < 10 { value } else { value - 10 };
    let place = |(at, &value): (usize, &u32)| if at % 2 == 0 { ODD[value as usize] } else { even(value) };
    let sum: u32 = values[..15].iter().enumerate().map(place).sum();
    Some(right(sum % 26 == even(values[15])))
}

fn british_company(number: &str) -> Option<Check> {
    ["99999999", "AA999999"].iter().any(|form| has_form(number, form)).then_some(Check::Form)
}

fn yugoslav_person(number: &str) -> Option<Check> {
    let d = digits::<13>(number)?;
    let check = 11 - sum(&d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    Some(right(d[12] == if check > 9 { 0 } else { check }))
}

/// Addresses of block chains by their form: Ethereum's hexadecimal digits, bech32, else Base58Check.
fn block_chain_address(address: &str) -> Option<Check> {
    if let Some(hexadecimal) = ethereum(address) {
        return Some(ethereum_case(hexadecimal));
    }
    if let Some(check) = bech32(address) {
        return Some(check);
    }
    if !(25..=36).contains(&address.len()) {
        return None;
    }
    match bs58::decode(address).with_check(None).into_vec() {
        Ok(_) => Some(Check::Right),
        Err(bs58::decode::Error::InvalidChecksum { .. }) => Some(Check::Wrong),
        Err(_) => None,
    }
}

/// The hexadecimal digits of an address of Ethereum.
pub(super) fn ethereum(address: &str) -> Option<&str> {
    let hexadecimal = address.strip_prefix("0x").or(address.strip_prefix("0X"))?;
    (hexadecimal.len() == 40 && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hexadecimal)
}

/// Source: EIP-55, a letter is a capital where the same digit of the hash of the address in lower case is over 7.
fn ethereum_case(address: &str) -> Check {
    let lower = address.to_ascii_lowercase();
    if address == lower || address == address.to_ascii_uppercase() {
        return Check::Form;
    }
    let hash = Keccak256::digest(lower.as_bytes());
    let is_capital = |at: usize| hash[at / 2] >> (if at % 2 == 0 { 4 } else { 0 }) & 0xf > 7;
    let fits = |(at, c): (usize, char)| !c.is_ascii_alphabetic() || c.is_ascii_uppercase() == is_capital(at);
    right(address.chars().enumerate().all(fits))
}

/// Source: BIP 173 (bech32) and BIP 350 (bech32m).
fn bech32(address: &str) -> Option<Check> {
    const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    const BECH32M: u32 = 0x2bc8_30a3;
    let lower = address.to_ascii_lowercase();
    if address != lower && address != address.to_ascii_uppercase() || address.len() > 90 {
        return None;
    }
    let prefix = ["bc", "ltc", "tb"].into_iter().find(|prefix| lower.starts_with(&format!("{prefix}1")))?;
    let data: Option<Vec<u32>> = lower[prefix.len() + 1..].chars().map(|c| value(ALPHABET, c)).collect();
    let data = data.filter(|data| data.len() >= 8)?;
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let rest = high.chain([0]).chain(low).chain(data).fold(1, |rest: u32, value| {
        let top = rest >> 25;
        let taken = (0..5).filter(|bit| top >> bit & 1 == 1);
        taken.fold((rest & 0x1ff_ffff) << 5 ^ value, |rest, bit| rest ^ GENERATOR[bit])
    });
    Some(right(rest == 1 || rest == BECH32M))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::party::{Country, Origin};

    #[test]
    fn a_check_digit_knows_a_slip() {
        // Numbers that are printed as examples, or that everybody knows; each with one digit changed, and with two neighbors swapped.
        for (word, number, changed, swapped) in [
            ("imo", "9074729", "9075729", "9077429"),
            ("imo-company", "2041999", "2042999", "2049199"),
            ("lei", "5493001KJTIIGC8Y1R12", "5493011KJTIIGC8Y1R12", "5493010KJTIIGC8Y1R12"),
            ("iban", "GB82WEST12345698765432", "GB82WEST12345608765432", "GB82WEST12345698765342"),
            ("card", "4012888888881881", "4012888898881881", "4018288888881881"),
            ("isin", "US0378331005", "US0378341005", "US0378330105"),
            (
                "bitcoin",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "1A1zP1eP5QGefi3DMPTfTL5SLmv7DivfNa",
                "1A1zP1eP5QGefi2DMPTfTL5SLvm7DivfNa",
            ),
            (
                "bitcoin",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "bc1qw508d6qejxtdg4y5r4zarvary0c5xw7kv8f3t4",
                "bc1qw580d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            ),
            (
                "bitcoin",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669453E7Ef1BeAed",
            ),
            ("inn", "7707083893", "7707093893", "7707083983"),
            ("inn", "500100732259", "500100832259", "500100732529"),
            ("ogrn", "1027700132195", "1027701132195", "1027700132915"),
            ("ogrnip", "304500116000157", "304500126000157", "304500116000517"),
            ("snils", "11223344595", "11223444595", "11223344955"),
            ("edrpou", "32855961", "32856961", "32855691"),
            ("rnokpp", "1759013776", "1759023776", "1759017376"),
            ("unp", "200988541", "200998541", "200985841"),
            ("nit", "8909039388", "8909049388", "8909039838"),
            ("curp", "BOXW310820HNERXN09", "BOXW310821HNERXN09", "BOXW310802HNERXN09"),
            ("uscc", "91110000600037341L", "91110000700037341L", "91110000600037314L"),
            ("cn-id", "11010519491231002X", "11010519591231002X", "11010519491231020X"),
            ("ir-id", "0076229645", "0076239645", "0076229465"),
            ("ir-company", "10380284790", "10380384790", "10380284970"),
            ("cpf", "39053344705", "39053444705", "39053344075"),
            ("cnpj", "16727230000197", "16727231000197", "16727230000917"),
            ("cuit", "20055361682", "20055461682", "20055361862"),
            ("pe-ruc", "20512333797", "20512433797", "20512333977"),
            ("rif", "V114702834", "V114712834", "V114702384"),
            ("ec-cedula", "1714307103", "1714317103", "1714307013"),
            ("do-cedula", "00113918205", "00113018205", "00113918025"),
            ("nif", "54362315K", "54363315K", "54362351K"),
            ("nif", "X2482300W", "X2483300W", "X2482030W"),
            ("cif", "J99216582", "J99217582", "J99216852"),
            ("codice-fiscale", "RCCMNL83S18D969H", "RCCMNL83S19D969H", "RCCMNL83S18D996H"),
            ("partita-iva", "00743110157", "00743210157", "00743110517"),
            ("siren", "552008443", "552018443", "552004843"),
            ("tckn", "17291716060", "17291816060", "17291716600"),
            ("jmbg", "0101006500006", "0101007500006", "0101006050006"),
            ("egn", "7523169263", "7523179263", "7523169623"),
            ("eik", "175074752", "175084752", "175074572"),
            ("pesel", "44051401359", "44051501359", "44051401539"),
            ("nip", "8567346215", "8567356215", "8567346125"),
            ("cnp", "1630615123457", "1630616123457", "1630615124357"),
            ("be-company", "0428759497", "0428769497", "0428759947"),
            ("za-id", "7503305044089", "7503306044089", "7503305044809"),
            ("il-id", "039337423", "039347423", "039337243"),
            ("npi", "1234567893", "1234577893", "1234567983"),
        ] {
            let standard = Standard::named(word).unwrap_or_else(|| panic!("{word} is no standard"));
            assert_eq!(standard.check(number), Some(Check::Right), "{word}: {number}");
            assert_eq!(standard.check(changed), Some(Check::Wrong), "{word}: {changed}, changed");
            assert_eq!(standard.check(swapped), Some(Check::Wrong), "{word}: {swapped}, swapped");
        }
    }

    #[test]
    fn a_form_without_check_digit_is_a_form() {
        for (word, number, want) in [
            ("bic", "DEUTDEFF", Some(Check::Form)),
            ("bic", "DEUTDEFF500", Some(Check::Form)),
            ("bic", "DEUTQQFF", None),
            ("bic", "DEUTDEFF5", None),
            ("rfc", "GODE561231GR8", Some(Check::Form)),
            ("rfc", "GODE5612GR8", None),
            ("uk-company", "SC123456", Some(Check::Form)),
            ("uk-company", "1234567", None),
            ("cnic", "3410174505535", Some(Check::Form)),
            ("cnic", "341017450553", None),
            ("kpp", "770801001", Some(Check::Form)),
            ("nit", "89090393", Some(Check::Form)),
            ("bitcoin", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", Some(Check::Form)),
            (
                "bitcoin",
                "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge",
                None,
            ),
            ("inn", "770708389", None),
            ("inn", "77070838ab", None),
            ("lei", "5493001KJTIIGC8Y1R1X", None),
            ("curp", "BOXW310820HNERXN0é", None),
        ] {
            assert_eq!(Standard::named(word).and_then(|standard| standard.check(number)), want, "{word}: {number}");
        }
    }

    #[test]
    fn nothing_that_is_no_number_is_checked() {
        for text in ["", " ", "é", "٣٤٥٦٧٨٩٠١٢", "🙂🙂🙂🙂🙂🙂🙂", "ÑÑÑ999999ÑÑÑ", "0x", "1", "Xé300W"]
        {
            for standard in STANDARDS {
                assert_eq!(standard.check(text), None, "{}: {text}", standard.word);
            }
        }
    }

    #[test]
    fn a_standard_is_told_by_label_or_by_kind_and_country() {
        let (russia, spain) = (Country::named("RU"), Country::named("ES"));
        for (case, kind, label, country, number, party, want) in [
            ("label", Other, "R.F.C.", None, "GODE561231GR8", "", Some("rfc")),
            ("label of another country's number", TaxId, "NIT #", Some(spain), "8909039388", "", None),
            ("kind and country", TaxId, "Tax ID No.", Some(russia.clone()), "7707083893", "", Some("inn")),
            ("kind and country of the party", TaxId, "Tax ID No.", None, "7707083893", "RU", Some("inn")),
            ("country of the number before that of the party", TaxId, "", Some(russia), "54362315K", "ES", None),
            ("kind alone", Lei, "", None, "5493001KJTIIGC8Y1R12", "", Some("lei")),
            ("no country", TaxId, "", None, "7707083893", "", None),
            ("two standards of one country", NationalId, "", None, "8001014001", "BG", Some("egn")),
        ] {
            let identifier =
                Identifier { label: label.to_owned(), country, ..Identifier::new(kind, number, Origin::default()) };
            let countries: Vec<CountryCode> = party.parse().into_iter().collect();
            let found = Standard::of(&identifier, &countries).map(|(standard, _)| standard.word);
            assert_eq!(found, want, "{case}");
        }
    }

    #[test]
    fn words_are_told_apart() {
        let mut labels: Vec<String> = STANDARDS.iter().map(|standard| folded(standard.word)).collect();
        labels.extend(STANDARDS.iter().flat_map(|standard| standard.labels).map(|label| (*label).to_owned()));
        for label in &labels {
            assert_eq!(labels.iter().filter(|other| *other == label).count(), 1, "{label} stands for two");
            assert_eq!(folded(label), *label, "{label} could never be found");
        }
    }

    #[test]
    fn what_is_written_where_nothing_is_known_says_nothing() {
        for (number, at_least, below) in [
            ("000000", 0.0, 0.1),
            ("123456789", 0.0, 0.1),
            ("987654321", 0.0, 0.1),
            ("A111111", 0.0, 0.1),
            ("1234", 0.0, 0.1),
            ("7413", 13.0, 14.0),
            ("16247821", 26.0, 27.0),
            ("A741302", 24.0, 25.0),
        ] {
            let bits = information(number);
            assert!(bits >= at_least && bits < below, "{number}: {bits}");
        }
    }

    #[test]
    fn the_table_in_the_docs_is_the_one_that_checks() {
        let mut table = String::from(
            "# Identifiers\n\nThe public rules by which identifiers are checked. A number whose check digit is right decides by \
             itself whether\ntwo parties are one; a number whose check digit is wrong hints at it. Where a party has one number alone, \
             two of them\nare two parties. Made from `src/party/standard.rs` by its tests.\n\n\
             | word | number | country | kinds | one alone | rule | source |\n|---|---|---|---|---|---|---|\n",
        );
        for standard in STANDARDS {
            let Standard { word, name, rule, source, .. } = standard;
            let kinds = standard.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
            let alone = if standard.is_unique { "yes" } else { "no" };
            let country = standard.country.unwrap_or("all");
            table += &format!("| `{word}` | {name} | {country} | {kinds} | {alone} | {rule} | {source} |\n");
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/identifiers.md");
        if std::env::var_os("NAMESIEVE_BLESS").is_some() {
            std::fs::write(&path, &table).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, table, "docs/identifiers.md is made by `NAMESIEVE_BLESS=1 cargo test standard::`");
    }
}
