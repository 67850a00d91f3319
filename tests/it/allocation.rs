//! What millions of names go through must not allocate: scoring, and finding candidates by tokens seen before.

use allocation_counter::measure;
use namesieve::candidate::{Counterparts, Finder, ListedForm, Names, QueryForm};
use namesieve::index::Index;
use namesieve::list;
use namesieve::name::{Similarity, analyze};
use namesieve::score::{Likeness, Scratch, compare};

/// A plain name, a common one, an alias, one of many tokens alike, another script, nothing like any listed name.
const NAMES: [&str; 7] = [
    "Song Kum Hyok",
    "Korea General Trading Corporation",
    "Al Qaida",
    "Ali Ali Muhammad Ali Muhammad Ali",
    "Гайк Асатрян",
    "Abdulrahman bin Vanderbilt",
    "Xqzt Wvvk",
];

struct Found<'a, 'q> {
    counterparts: &'a Counterparts<'q>,
    listed: ListedForm<'a>,
}

impl Likeness for Found<'_, '_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        self.counterparts.similarity(query, self.listed.token(listed))
    }

    fn may_split(&self, query: usize) -> bool {
        self.counterparts.is_split(query, self.listed.number())
    }
}

#[test]
fn finding_and_scoring_allocate_nothing() {
    let index = Index::in_memory(Vec::new(), list::sample().parties).unwrap();
    let names = Names::load(&index).unwrap();
    let forms = NAMES.iter().flat_map(|name| analyze(name, None));
    let queries: Vec<QueryForm> = forms.map(|form| QueryForm::new(&form, &names)).collect();
    let (mut finder, mut scratch, mut pairs) = (Finder::default(), Scratch::default(), Vec::new());
    for least in [0.3, 0.7] {
        // The first round remembers tokens and grows the scratch; the second may do neither.
        for round in ["cold", "warm"] {
            let (mut scored, mut sum) = (0, 0.0);
            let finding =
                queries.iter().map(|query| measure(|| finder.find(query, &names, least)).count_total).sum::<u64>();
            let scoring = queries.iter().map(|query| {
                finder.find(query, &names, least);
                let counted = measure(|| {
                    let counterparts = query.counterparts(&names).unwrap();
                    for &listed in finder.found() {
                        let listed = names.form(listed);
                        let likeness = Found { counterparts: &counterparts, listed };
                        sum += compare::<false>(query, &listed, &likeness, &mut scratch, &mut pairs).value;
                        scored += 1;
                    }
                });
                counted.count_total
            });
            let scoring: u64 = scoring.sum();
            assert!(scored > 20 && sum > 3.0, "there is something to score at {least}: {scored} pairs, sum {sum}");
            if round == "warm" {
                assert_eq!((finding, scoring), (0, 0), "allocations of finding and of scoring at {least}");
            }
        }
    }
}
