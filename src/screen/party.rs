//! A party against a party, on the path of screening: one is the query with all that is known of it, the other is listed.

use super::asked::{AnalyzedForm, Asked, Plain};
use super::facts::{Facts, attributes};
use super::{Query, Screener, Session, final_score, identifier, side};
use crate::candidate::QueryForm;
use crate::limits::MAX_NAME_BYTES;
use crate::party::{NameKind, Party};
use crate::score::{self, Explanation, NameEvidence};
use crate::{Result, index};

impl From<&Party> for Query {
    /// All that screening can compare of a party: its names that have a letter or digit, dates, countries, gender and identifiers. The
    /// numbers that lists give it are no identifiers: they say who has put it on a list, and not who it is.
    fn from(party: &Party) -> Self {
        let known = attributes(party);
        let countries = [known.countries, known.surroundings].concat();
        let names = party.names.iter().map(|name| name.full.clone());
        Self {
            names: names.filter(|name| name.len() <= MAX_NAME_BYTES && name.contains(char::is_alphanumeric)).collect(),
            kind: known.kind,
            births: known.births,
            foundations: known.foundations,
            identifiers: party.identifiers.iter().filter_map(|known| identifier::asked(known, &countries)).collect(),
            gender: known.gender,
            countries,
        }
    }
}

impl Screener {
    /// The score of two parties, neither of which has to be in the index: each is screened as a [`Query`] against the other, and the mean
    /// of both scores is given, so that it does not matter which is which. Words are as rare as the index says.
    ///
    /// A weak alias counts as one on whichever side it stands.
    ///
    /// # Errors
    ///
    /// Where one of them has neither a name with a letter or digit nor an identifier.
    pub fn compare_parties(&self, one: &Party, other: &Party, session: &mut Session) -> Result<f64> {
        let there = self.screen_party(one, other, session)?.score;
        let back = self.screen_party(other, one, session)?.score;
        Ok(score::rounded((there + back) / 2.0))
    }

    /// Why a party has the score it has when another is screened against it; neither has to be in the index.
    ///
    /// # Errors
    ///
    /// Where the first has neither a name with a letter or digit nor an identifier.
    pub fn screen_party(&self, screened: &Party, listed: &Party, session: &mut Session) -> Result<Explanation> {
        let query = Query::from(screened);
        let mut asked = Asked::new(&query, self.names(), &mut session.memory, Vec::new())?;
        for form in &mut asked.forms {
            // Queries keep those neighbors joined that some listed name has as one word; the other party need not be listed.
            form.query = QueryForm::new(&form.query.to_form(), self.names());
        }
        asked.sharing.extend(identifier::shared(&query, listed).map(|shared| (0, shared)));
        let facts = Facts::from(listed.clone());
        let weak = |name: &str| screened.names.iter().filter(|own| own.full == name).all(|own| own.kind.is_weak());
        let mut forms = Vec::new();
        for (at, name) in listed.names.iter().enumerate() {
            forms.extend(
                index::forms(name, listed.kind, self.names().lexicon())
                    .into_iter()
                    .map(|form| AnalyzedForm::new(at, &form, self.names())),
            );
        }
        let Session { scratch, pairs, .. } = session;
        let mut best: Option<(f64, f64, &AnalyzedForm, &AnalyzedForm)> = None;
        for query_form in &asked.forms {
            let is_weak = weak(&query.names[query_form.name]);
            let spellings = query_form.query.spellings();
            for form in &forms {
                let likeness = Plain {
                    query: &query_form.query,
                    spellings: &spellings,
                    listed: |at: usize| form.query.token(at).as_ref(),
                };
                let name = score::compare::<false>(&query_form.query, &form.query, &likeness, scratch, pairs);
                let kind = if is_weak { NameKind::WeakAlias } else { listed.names[form.name].kind };
                let is_romanized = [query_form, form].iter().any(|side| side.is_romanized());
                let factor = score::name_factor(kind, is_romanized);
                if name.value * factor > best.map_or(0.0, |(value, ..)| value) {
                    best = Some((name.value * factor, factor, query_form, form));
                }
            }
        }
        let mut attributes = Vec::new();
        let shared = asked.identifier(0);
        let value = best.map_or(0.0, |(value, ..)| value);
        let score = final_score::<true>(value, shared, &asked.attributes, &facts, &mut attributes);
        let name = best.map(|(_, factor, query_form, form)| {
            let spellings = query_form.query.spellings();
            let likeness = Plain {
                query: &query_form.query,
                spellings: &spellings,
                listed: |at: usize| form.query.token(at).as_ref(),
            };
            pairs.clear();
            let name = score::compare::<true>(&query_form.query, &form.query, &likeness, scratch, pairs);
            let listed_name = &listed.names[form.name];
            NameEvidence::new(
                side(&query.names[query_form.name], query_form),
                side(&listed_name.full, form),
                listed_name.kind,
                name,
                factor,
                pairs,
            )
        });
        let identifier = shared.map(ToString::to_string);
        Ok(Explanation {
            sentence: score::sentence(name.as_ref(), &attributes, identifier.as_deref()),
            party: facts.id,
            caption: facts.caption,
            score,
            name,
            attributes,
            identifier,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::list;
    use crate::party::{
        Country, CountryLink, CountryRole, DateEvent, DateKind, Identifier, IdentifierKind, Name, Origin, PartyKind,
    };
    use crate::screen::Settings;

    #[test]
    fn a_party_is_screened_as_a_query_is() {
        let parties = list::sample().parties;
        let screener = Screener::new(Index::in_memory(Vec::new(), parties.clone()).unwrap()).unwrap();
        let mut session = Session::default();
        let settings = Settings { cutoff: 0.3, ..Settings::default() };
        let mut compared = 0;
        // A query has no weak names: of a party that has some, it asks more.
        for party in parties.iter().filter(|party| party.names.iter().all(|name| !name.kind.is_weak())) {
            for hit in screener.screen(&Query::from(party), &settings, &mut session).unwrap().hits {
                let listed = parties.iter().find(|listed| listed.id == hit.party).unwrap();
                let explanation = screener.screen_party(party, listed, &mut session).unwrap();
                assert_eq!(explanation.score.to_bits(), hit.score.to_bits(), "{} against {}", party.id, listed.id);
                let there = screener.compare_parties(party, listed, &mut session).unwrap();
                let back = screener.compare_parties(listed, party, &mut session).unwrap();
                assert_eq!(there.to_bits(), back.to_bits(), "{} and {}", party.id, listed.id);
                compared += 1;
            }
        }
        assert!(compared > 60, "{compared}");
    }

    #[test]
    fn everything_that_is_known_counts() {
        let screener = Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap();
        let party = |names: &[(NameKind, &str)]| {
            let mut party = Party::new("l", "1", PartyKind::Organization);
            party.names.extend(names.iter().map(|&(kind, full)| Name::new(full, kind, Origin::default())));
            party
        };
        let primary = |full| party(&[(NameKind::Primary, full)]);
        let numbered = |mut party: Party, label: &str, number: &str| {
            let identifier = Identifier::new(IdentifierKind::TaxId, number, Origin::default());
            party.identifiers.push(Identifier { label: label.to_owned(), ..identifier });
            party
        };
        let founded = |mut party: Party, date: &str| {
            let date = date.parse().unwrap();
            party.dates.push(DateEvent { kind: DateKind::Foundation, date, origin: Origin::default() });
            party
        };
        let russian = |mut party: Party| {
            let link = CountryLink {
                role: CountryRole::Jurisdiction,
                country: Country::named("RU"),
                origin: Origin::default(),
            };
            party.countries.push(link);
            party
        };
        let (one, other) = (primary("Promtekh Kazan"), primary("Promtekh Kazan"));
        let score = |one: &Party, other: &Party| screener.compare_parties(one, other, &mut Session::default()).unwrap();
        let alone = score(&one, &other);
        assert_eq!(alone, 0.98);
        let dated = |date| founded(primary("Promtekh Kazan"), date);
        assert!(score(&dated("2016-12-30"), &dated("2016-12-30")) > alone);
        assert!(score(&dated("2016-12-30"), &dated("2010-04-16")) < alone);
        // A tax number of a Russian company, and another one.
        let known = |number| numbered(russian(primary("Promtekh Kazan")), "", number);
        assert!(score(&known("7707083893"), &known("7707083893")) > 0.99);
        assert!(score(&known("7707083893"), &known("7736617998")) < 0.7);
        // The same number decides, whatever the names; the bookkeeping of lists does not.
        let renamed = |label, number| numbered(primary("Zarya"), label, number);
        assert!(score(&numbered(one.clone(), "innCode", "7707083893"), &renamed("innCode", "7707083893")) >= 0.95);
        assert!(
            score(&numbered(one.clone(), "referent", "NK-7413025896"), &renamed("referent", "NK-7413025896")) < 0.5
        );
        // A weak alias is one on whichever side it stands.
        let weak = party(&[(NameKind::Primary, "Zarya"), (NameKind::WeakAlias, "Promtekh Kazan")]);
        assert!(score(&weak, &other) < alone);
        assert!(screener.compare_parties(&primary("..."), &other, &mut Session::default()).is_err());
    }
}
