//! All words of one side that a word of the other may stand for, at no more than a given cost.
//!
//! The words stand in trees ([`LetterTrees`]): what many of them share is compared once, and where a beginning costs too much, all words
//! that begin so are left out. At each beginning a column tells for each place of the word what it costs to have come so far on both
//! sides.
//!
//! # Why nothing is lost
//!
//! The cost of two words is that of a path: the groups that cover both. A path may be left as soon as it is certain to cost too much.
//!
//! *From both ends.* Let `rest(i)` be what the units or letters of the word from place `i` on cost at least, whatever stands on the
//! other side; no path costs less than `rest(0)`. Count what a path costs more than it must: at place `i` after a cost of `c`, that is
//! `c + rest(i) - rest(0)`, and it never becomes less. At the end it is the *room* at the most, `most - rest(0)`. Hence a path either has
//! taken no more than half of the room when it leaves the first half of the places, or it takes less than the other half from there on. The
//! tree of beginnings is searched for paths of the first kind and that of ends, with everything turned around, for those of the second.
//! Each search costs little where the words are many and still short: there it has half of the room.
//!
//! *What follows.* Let each letter of a Latin word bear a price of what its group costs, which is no more than it costs to pass the letter
//! over, and let the units of the group share what remains; with another letter than its own a unit bears [`UNKNOWN`] without the highest
//! price at least. Then the rest of a path costs at least what the letters bear that follow in any of the words, and what each unit bears at
//! least in a group that has its rarest letter among those that follow. For Latin words that are looked for among others it is the same
//! with units and letters exchanged, and all prices nothing. Groups that have begun count as if they were complete, without the prices of the
//! letters that are still to come.
//!
//! *What is next.* For each place there is what it may have cost for a part to follow: as the first of a group, complete or begun, or alone.
//! From a column on, only those parts are looked at that some place can pay for, and those that go on with a group which has begun within
//! its limit; the others are passed over without a column of their own.

use std::ops::Range;

use super::letter_tree::{LetterTree, LetterTrees, Node, Parts};
use super::letters::{
    BEGIN, END, Group, MAX_GROUP, MAX_UNITS, NEVER, NativeWord, SKIPPED, UNKNOWN, WIDTH, group, is_mark, marked,
    passed_over,
};

/// Costs by place.
type Row = [i16; WIDTH];

/// Costs by place after as many as a group may take, which are [`NEVER`].
type Column = [i16; MAX_GROUP + WIDTH];

/// A word that others are looked for, with the memory that it takes.
///
/// *Cost*: some microseconds to take a word, and for each beginning that is looked at some ten nanoseconds. *Memory*: some ten kilobytes.
#[derive(Debug, Default)]
pub struct LetterSearch {
    word: Word,
    /// The word from its beginning on, and from its end on.
    sides: [Side; 2],
    columns: Vec<Column>,
    levels: Vec<Level>,
}

/// The groups of a word.
#[derive(Debug, Default)]
struct Word {
    /// Length, with the marks.
    len: usize,
    /// The most units or letters that stand in one group.
    longest: usize,
    /// By the place where they begin.
    groups: Vec<Covering>,
    /// What it costs to pass over the unit or letter at each place.
    skipped: Vec<i16>,
    /// What it costs at least to come to each place.
    before: Vec<i16>,
    /// What it costs at least to come from each place to the end.
    rest: Vec<i16>,
    /// Whether few words are searched: then it is done from their beginnings alone, with all of the room.
    are_few: bool,
}

/// Units or letters of the word from `at` on to `end`, and what they may stand for.
#[derive(Debug, Clone, Copy)]
struct Covering {
    at: usize,
    end: usize,
    other: Group,
    cost: i16,
}

impl LetterSearch {
    /// Takes a word of another script, to be looked for among Latin words at a cost of `most`.
    pub fn set_native(&mut self, word: &NativeWord, most: u32) {
        let groups = word.groups().map(|(at, units, reading)| {
            let (other, cost) = (reading.letters, reading.cost);
            Covering { at, end: at + units.len(), other, cost }
        });
        self.word.set(word.units.len(), MAX_UNITS, groups);
        self.word.are_few = false;
        self.set_sides(Parts::Letters, &word.system().passed_over, most);
    }

    /// Takes a Latin word, to be looked for among words of the script of `native` at a cost of `most`; `None` where it is too long or not in
    /// ASCII. `are_few` where these are some thousands at the most, which are searched from their beginnings alone.
    pub fn set_latin(&mut self, letters: &str, native: &NativeWord, most: u32, are_few: bool) -> Option<()> {
        let letters = marked(letters)?;
        let system = native.system();
        let places =
            (0..letters.len()).flat_map(|at| (at + 1..=letters.len().min(at + MAX_GROUP)).map(move |end| (at, end)));
        let groups = places.flat_map(|(at, end)| {
            let readings = system.by_letters.get(&group(&letters[at..end])).into_iter().flatten();
            readings.map(move |&(other, cost)| Covering { at, end, other, cost })
        });
        self.word.set(letters.len(), MAX_GROUP, groups);
        self.word.are_few = are_few;
        let alone = system.by_letters.get(&0).into_iter().flatten().copied();
        self.set_sides(Parts::Units, &passed_over(alone), most);
        Some(())
    }

    fn set_sides(&mut self, parts: Parts, passed_over: &[i16], most: u32) {
        for (side, is_back) in self.sides.iter_mut().zip([false, true]).take(self.word.ways()) {
            side.set(&self.word, parts, passed_over, most_in_rows(most), is_back);
        }
    }

    /// Hands on what is found of the words that cost `most` at the most, with a cost: that of the pair, or more. Each comes once with its
    /// own cost, and may come once more. `most` is that which the word was taken for, or less.
    pub fn find(&mut self, trees: &LetterTrees, most: u32, mut found: impl FnMut(u32, u32)) {
        let most = most_in_rows(most);
        if most < self.word.rest[0] {
            return;
        }
        let Self { word, sides, columns, levels } = self;
        columns.resize(WIDTH + 2, [NEVER; MAX_GROUP + WIDTH]);
        levels.resize_with(WIDTH + 1, Level::default);
        let vectors = pulp::Arch::new();
        for ((side, tree), is_back) in sides.iter_mut().zip(&trees.sides).zip([false, true]).take(word.ways()) {
            side.limit(word, most, is_back);
            let found = |id, cost: i16| found(id, u32::from(cost.unsigned_abs()));
            // Most words are short: half the width does for them.
            match (word.len < WIDTH / 2, word.longest) {
                (true, MAX_UNITS) => {
                    vectors.dispatch(Walk::<_, { WIDTH / 2 }, MAX_UNITS> { side, tree, most, columns, levels, found });
                }
                (true, _) => {
                    vectors.dispatch(Walk::<_, { WIDTH / 2 }, MAX_GROUP> { side, tree, most, columns, levels, found })
                }
                (false, _) => {
                    vectors.dispatch(Walk::<_, WIDTH, MAX_GROUP> { side, tree, most, columns, levels, found })
                }
            }
        }
    }
}

fn most_in_rows(most: u32) -> i16 {
    i16::try_from(most).unwrap_or(NEVER).min(NEVER - 1)
}

impl Word {
    fn set(&mut self, len: usize, longest: usize, groups: impl Iterator<Item = Covering>) {
        (self.len, self.longest) = (len, longest);
        self.groups.clear();
        self.skipped.clear();
        self.skipped.resize(len, SKIPPED);
        for covering in groups {
            if covering.other == 0 {
                let skipped = &mut self.skipped[covering.at];
                *skipped = covering.cost.min(*skipped);
            } else {
                self.groups.push(covering);
            }
        }
        for costs in [&mut self.before, &mut self.rest] {
            costs.clear();
            costs.resize(len + 1, NEVER);
        }
        self.before[0] = 0;
        let mut groups = self.groups.iter().peekable();
        for at in 0..len {
            let cost = self.before[at];
            self.before[at + 1] = self.before[at + 1].min(cost + self.skipped[at]);
            while let Some(covering) = groups.next_if(|covering| covering.at == at) {
                self.before[covering.end] = self.before[covering.end].min(cost + covering.cost);
            }
        }
        self.rest[len] = 0;
        let mut groups = self.groups.iter().rev().peekable();
        for at in (0..len).rev() {
            let mut cost = NEVER.min(self.rest[at + 1] + self.skipped[at]);
            while let Some(covering) = groups.next_if(|covering| covering.at == at) {
                cost = cost.min(self.rest[covering.end] + covering.cost);
            }
            self.rest[at] = cost;
        }
    }

    /// From how many ends words are searched.
    fn ways(&self) -> usize {
        if self.are_few { 1 } else { 2 }
    }

    /// The most that it may have cost to be at each place, from one end on, in a word that costs `most`.
    fn limits(&self, most: i16, is_back: bool) -> Row {
        // With all of the room up to the end, the first search finds all.
        let half = if self.are_few { None } else { Some(self.len / 2) };
        let room = most - self.rest[0];
        let mut limits = [-1; WIDTH];
        for (at, limit) in (0..=self.len).zip(&mut limits) {
            *limit = match (is_back, at) {
                (false, at) if half.is_some_and(|half| at <= half) => self.rest[0] + room / 2 - self.rest[at],
                (false, at) => most - self.rest[at],
                (true, at) if half.is_some_and(|half| self.len - at > half) => {
                    self.rest[self.len - at] + (room - room / 2 - 1)
                }
                (true, at) => most - self.before[self.len - at],
            };
        }
        limits
    }
}

/// The costs of a word that is read from one of its ends on.
#[derive(Debug, Default)]
struct Side {
    len: usize,
    /// The marks that words begin and end with, as parts.
    marks: [u8; 2],
    /// Parts are numbers of so many bits.
    part_bits: u32,
    /// The groups of the other side and their beginnings, read from their ends: for each end of one where it goes on with the part before
    /// it. The first is the empty one, to which nothing leads.
    endings: Vec<u16>,
    /// For each of these, by how much of the word it takes, from one on, the row of `rows` where it is a group, and where it begins one.
    rows_of: Vec<[[u16; 2]; MAX_GROUP]>,
    /// For each of these, the parts that go on with groups which begin so.
    going_on: Vec<u32>,
    /// What groups cost by the place of the word that they come to, and what beginnings do without the prices of what follows. The first is
    /// of none.
    rows: Vec<Row>,
    /// What it costs to come to each place by passing over what stands before it.
    skipped: Vec<i16>,
    /// What it costs to come to each place by passing over all that stands before it.
    all_skipped: Vec<i16>,
    /// What it costs to pass over each part of the other side.
    passed_over: Vec<i16>,
    /// What each place bears at least, by which of four parts follow, for all sets of these, four parts after the other.
    shares: Vec<Row>,
    /// What each place may have cost, and what it may have if the next is passed over.
    limits: Vec<i16>,
    skip_limits: Vec<i16>,
    /// What each place may have cost for each part to follow.
    follow: Vec<[i16; 32]>,
}

/// Parts that are looked up as one set.
const NIBBLE: usize = 4;

impl Side {
    fn set(&mut self, word: &Word, parts: Parts, passed_over: &[i16], most: i16, is_back: bool) {
        let len = word.len;
        self.len = len;
        self.part_bits = parts.bits();
        self.marks = [parts.number(BEGIN), parts.number(END)];
        self.passed_over.clear();
        self.passed_over.resize(1 << self.part_bits, SKIPPED);
        for (byte, &cost) in (0..).zip(passed_over) {
            self.passed_over[usize::from(parts.number(byte))] = cost;
        }
        self.skipped.clear();
        self.skipped.push(NEVER);
        self.skipped.extend(&word.skipped);
        if is_back {
            self.marks.reverse();
            self.skipped[1..].reverse();
        }
        self.all_skipped.clear();
        self.all_skipped.push(0);
        for skipped in &self.skipped[1..] {
            self.all_skipped.push(self.all_skipped[self.all_skipped.len() - 1] + skipped);
        }
        self.all_skipped.resize(WIDTH, self.all_skipped[len]);
        self.skipped.resize(WIDTH, NEVER);
        self.endings.clear();
        self.rows_of.clear();
        self.going_on.clear();
        self.rows.clear();
        self.rows.push([NEVER; WIDTH]);
        self.add_ending();

        // What places bear whatever follows, and if each part does. Marks bear no more than nothing.
        let mut alone = [0; WIDTH];
        for (least, skipped) in alone[1..len - 1].iter_mut().zip(&self.skipped[2..]) {
            *least = (*skipped).min(UNKNOWN - parts.highest_price());
        }
        let mut with_part = [alone; 32];
        let limits = word.limits(most, is_back);
        for covering in &word.groups {
            // What is too dear even after the cheapest groups is part of no word that is found.
            let (at, end, before) = if is_back {
                (len - covering.end, len - covering.at, word.rest[covering.end])
            } else {
                (covering.at, covering.end, word.before[covering.at])
            };
            if before + covering.cost > limits[end] {
                continue;
            }
            let mut bytes = covering.other.to_be_bytes();
            if is_back {
                bytes.reverse();
            }
            let bytes = bytes.into_iter().filter(|byte| *byte != 0);
            let price: i16 = bytes.clone().map(|byte| parts.price(byte)).sum();
            let bearing = if end - at > 1 { at.max(1)..end.min(len - 1) } else { at..end };
            let share = (covering.cost - price).div_euclid(bearing.len().max(1) as i16);
            let rarest = bytes.clone().filter(|byte| !is_mark(*byte)).max_by_key(|byte| RARITY[usize::from(*byte)]);
            let row = rarest.map_or(&mut alone, |byte| &mut with_part[usize::from(parts.number(byte)) % 32]);
            row[bearing].iter_mut().for_each(|least| *least = share.min(*least));

            let (mut group, mut left, count) = ([0; MAX_GROUP], price, bytes.clone().count());
            let mut before = 0;
            for (last, byte) in bytes.enumerate() {
                group[last] = parts.number(byte);
                left -= parts.price(byte);
                let (ending, row) = self.row(&group[..=last], end - at, last + 1 < count);
                let cost = &mut self.rows[row][end];
                *cost = (covering.cost - left).min(*cost);
                if last > 0 {
                    self.going_on[before] |= 1 << (group[last] % 32);
                }
                before = ending;
            }
        }
        self.shares.clear();
        for parts in with_part.chunks(NIBBLE) {
            let none = self.shares.len();
            self.shares.push(alone);
            for set in 1..1_usize << NIBBLE {
                let mut row = self.shares[none + (set & (set - 1))];
                row.iter_mut()
                    .zip(&parts[set.trailing_zeros() as usize])
                    .for_each(|(to, share)| *to = (*to).min(*share));
                self.shares.push(row);
            }
        }
    }

    /// Where a group of the other side, or a beginning of one, stands among the endings, and its row where it takes so much of the word.
    fn row(&mut self, group: &[u8], taken: usize, is_begun: bool) -> (usize, usize) {
        let mut ending = 0;
        for part in group.iter().rev() {
            let before = (ending << self.part_bits) + usize::from(*part);
            if self.endings[before] == 0 {
                self.endings[before] = self.rows_of.len() as u16;
                self.add_ending();
            }
            ending = usize::from(self.endings[before]);
        }
        let row = &mut self.rows_of[ending][taken - 1][usize::from(is_begun)];
        if *row == 0 {
            *row = self.rows.len() as u16;
            self.rows.push([NEVER; WIDTH]);
        }
        (ending, usize::from(*row))
    }

    fn add_ending(&mut self) {
        self.endings.resize(self.endings.len() + (1 << self.part_bits), 0);
        self.rows_of.push([[0; 2]; MAX_GROUP]);
        self.going_on.push(0);
    }

    fn limit(&mut self, word: &Word, most: i16, is_back: bool) {
        self.limits.clear();
        self.limits.extend(word.limits(most, is_back));
        self.skip_limits.clear();
        self.skip_limits
            .extend(self.limits[1..].iter().zip(&self.skipped[1..]).map(|(limit, skipped)| limit - skipped));
        self.skip_limits.push(-1);
        self.set_follow();
    }

    /// Tells what each place may have cost for each part to follow, within the limits.
    fn set_follow(&mut self) {
        self.follow.clear();
        self.follow.resize(WIDTH, [-NEVER; 32]);
        for at in 0..=self.len {
            let unknown = self.limits.get(at + 1).map_or(-NEVER, |limit| limit - UNKNOWN);
            self.follow[at] = [unknown.max(self.limits[at] - SKIPPED); 32];
        }
        for part in 0..1_usize << self.part_bits {
            let (to, passed_over) = (part % 32, self.passed_over[part]);
            if passed_over < SKIPPED {
                for (follow, limit) in self.follow.iter_mut().zip(&self.limits[..=self.len]) {
                    follow[to] = (limit - passed_over).max(follow[to]);
                }
            }
            let ending = usize::from(self.endings[part]);
            for (taken, rows) in (1..).zip(&self.rows_of[ending]) {
                for &row in rows.iter().filter(|row| **row != 0) {
                    for at in 0..=self.len.saturating_sub(taken) {
                        let (limit, cost) = (self.limits[at + taken], self.rows[usize::from(row)][at + taken]);
                        let follow = &mut self.follow[at][to];
                        *follow = (limit - cost).max(*follow);
                    }
                }
            }
        }
    }

    /// Goes through the beginnings of a tree as far as they may lead to words that cost `most`, and hands on what is found of these.
    /// `LONGEST` is the most that a group takes of the word.
    #[inline(always)]
    fn walk<const W: usize, const LONGEST: usize>(
        &self,
        tree: &LetterTree,
        most: i16,
        columns: &mut [Column],
        levels: &mut [Level],
        mut found: impl FnMut(u32, i16),
    ) {
        let [root, next, ..] = &tree.nodes[..] else { return };
        columns[0] = [NEVER; MAX_GROUP + WIDTH];
        columns[0][MAX_GROUP] = 0;
        for at in 1..=self.len {
            columns[0][MAX_GROUP + at] = NEVER.min(columns[0][MAX_GROUP + at - 1] + self.skipped[at]);
        }
        let mut read = [self.marks[0]; WIDTH + 2];
        let step = self.step::<W, LONGEST>(columns, &read[..1]);
        let mut depth = 0;
        self.enter::<W>(&mut levels[0], &step, root.longer..next.longer);
        loop {
            let level = &mut levels[depth];
            let Some(at) = level.next(&tree.nodes) else {
                if depth == 0 {
                    return;
                }
                depth -= 1;
                continue;
            };
            let [node, after] = [tree.nodes[at], tree.nodes[at + 1]];
            read[depth + 1] = node.part;
            let step = self.step::<W, LONGEST>(columns, &read[..depth + 2]);
            if !step.is_within
                || i32::from(self.least(&step.begun, node.below)) + i32::from(node.price) > i32::from(most)
            {
                continue;
            }
            if node.words != after.words {
                read[depth + 2] = self.marks[1];
                self.step::<W, LONGEST>(columns, &read[..depth + 3]);
                let cost = columns[depth + 3][MAX_GROUP + self.len];
                if cost <= most {
                    tree.found[node.words as usize..after.words as usize].iter().for_each(|id| found(*id, cost));
                }
            }
            if node.longer != after.longer {
                depth += 1;
                self.enter::<W>(&mut levels[depth], &step, node.longer..after.longer);
            }
        }
    }

    /// Prepares to go through the beginnings that are longer by one part than that of which the costs are known.
    #[inline(always)]
    fn enter<const W: usize>(&self, level: &mut Level, step: &Step<W>, longer: Range<u32>) {
        level.longer = longer;
        level.going_on = step.going_on;
        let mut room = [-NEVER; 32];
        for (cost, follow) in step.costs.iter().zip(&self.follow) {
            for part in 0..32 {
                room[part] = room[part].max(follow[part] - cost);
            }
        }
        level.room = room;
    }

    /// Computes the column of the last of `read`.
    #[inline(always)]
    fn step<const W: usize, const LONGEST: usize>(&self, columns: &mut [Column], read: &[u8]) -> Step<W> {
        let (done, column) = columns.split_at_mut(read.len());
        let last = done.len() - 1;
        let limits: &[i16; W] = first(&self.limits);
        let (mut costs, mut begun, mut going_on) = ([NEVER; W], [NEVER; W], 0);
        lower(&mut costs, &done[last], 0, &[self.passed_over[usize::from(read[last])]; W]);
        lower(&mut costs, &done[last], 1, &[UNKNOWN; W]);
        let mut ending = 0;
        for (from, part) in done.iter().zip(read).rev() {
            ending = usize::from(self.endings[(ending << self.part_bits) + usize::from(*part)]);
            if ending == 0 {
                break;
            }
            // Rows of none are added as well: it costs less than to tell them apart.
            let mut groups = [NEVER; W];
            for (taken, rows) in (1..=LONGEST).zip(&self.rows_of[ending]) {
                let [row, row_begun] = rows.map(|row| first(&self.rows[usize::from(row)]));
                lower(&mut costs, from, taken, row);
                lower(&mut groups, from, taken, row_begun);
            }
            if is_within(&groups, limits) {
                going_on |= self.going_on[ending];
                for at in 0..W {
                    begun[at] = begun[at].min(groups[at]);
                }
            }
        }
        // It seldom pays to pass over a unit.
        if is_within(&costs, first(&self.skip_limits)) {
            self.pass_over(&mut costs);
        }
        for at in 0..W {
            costs[at] = if costs[at] > limits[at] { NEVER } else { costs[at] };
            begun[at] = if begun[at] > limits[at] { NEVER } else { begun[at] };
            begun[at] = begun[at].min(costs[at]);
        }
        column[0][MAX_GROUP..MAX_GROUP + W].copy_from_slice(&costs);
        let is_within = begun.iter().fold(false, |is, cost| is | (*cost < NEVER));
        Step { costs, begun, going_on, is_within }
    }

    /// Lowers the cost of each place to that of passing over what stands before it.
    #[inline(always)]
    fn pass_over<const W: usize>(&self, costs: &mut [i16; W]) {
        // Less what it costs to pass over all from the beginning on, the least that stands before is what counts.
        let all: &[i16; W] = first(&self.all_skipped);
        let mut least: [i16; W] = std::array::from_fn(|at| costs[at].saturating_sub(all[at]));
        let min = |costs: [i16; W], before: [i16; W]| std::array::from_fn(|at| costs[at].min(before[at]));
        least = min(least, from_before::<W, 1>(&least));
        least = min(least, from_before::<W, 2>(&least));
        least = min(least, from_before::<W, 4>(&least));
        least = min(least, from_before::<W, 8>(&least));
        least = min(least, from_before::<W, 16>(&least));
        *costs = std::array::from_fn(|at| least[at].saturating_add(all[at]));
    }

    /// The least of the costs of a column together with what the rest of the word bears if only some parts follow.
    #[inline(always)]
    fn least<const W: usize>(&self, costs: &[i16; W], below: u32) -> i16 {
        let mut shares: [i16; W] = *first(&self.shares[below as usize % (1 << NIBBLE)]);
        for (nibble, rows) in self.shares.chunks_exact(1 << NIBBLE).enumerate().skip(1) {
            let row: &[i16; W] = first(&rows[(below >> (NIBBLE * nibble)) as usize % (1 << NIBBLE)]);
            for at in 0..W {
                shares[at] = shares[at].min(row[at]);
            }
        }
        // What all places bear from each on.
        let add = |shares: [i16; W], further: [i16; W]| std::array::from_fn(|at| shares[at] + further[at]);
        shares = add(shares, from_further::<W, 1>(&shares));
        shares = add(shares, from_further::<W, 2>(&shares));
        shares = add(shares, from_further::<W, 4>(&shares));
        shares = add(shares, from_further::<W, 8>(&shares));
        shares = add(shares, from_further::<W, 16>(&shares));
        (0..W).fold(NEVER, |least, at| least.min(costs[at].saturating_add(shares[at])))
    }
}

/// What a column tells.
struct Step<const W: usize> {
    costs: [i16; W],
    /// The costs, or those of groups that have begun, whichever are less.
    begun: [i16; W],
    /// The parts that go on with groups which have begun.
    going_on: u32,
    /// Whether any of all costs is within the limits.
    is_within: bool,
}

/// Beginnings of one length on the way through a tree.
#[derive(Debug, Default)]
struct Level {
    /// Those that are still to come.
    longer: Range<u32>,
    /// For each part how far below the limits it may come to by a group that it begins, or alone; below zero where it does not.
    room: [i16; 32],
    /// The parts that go on with groups which have begun.
    going_on: u32,
}

impl Level {
    /// The next beginning whose last part may be paid for.
    #[inline(always)]
    fn next(&mut self, nodes: &[Node]) -> Option<usize> {
        self.longer.by_ref().map(|at| at as usize).find(|at| {
            let part = nodes[*at].part % 32;
            self.room[usize::from(part)] >= 0 || self.going_on >> part & 1 == 1
        })
    }
}

/// For each place what stands `BY` places further, or nothing.
#[inline(always)]
fn from_further<const W: usize, const BY: usize>(row: &[i16; W]) -> [i16; W] {
    std::array::from_fn(|at| if at + BY < W { row[(at + BY) % W] } else { 0 })
}

/// For each place what stands `BY` places before.
#[inline(always)]
fn from_before<const W: usize, const BY: usize>(row: &[i16; W]) -> [i16; W] {
    std::array::from_fn(|at| if at >= BY { row[(at + W - BY % W) % W] } else { NEVER })
}

/// Whether any cost is within its limit.
#[inline(always)]
fn is_within<const W: usize>(costs: &[i16; W], limits: &[i16; W]) -> bool {
    costs.iter().zip(limits).fold(false, |is, (cost, limit)| is | (cost <= limit))
}

/// [`Side::walk`] for the widest vector instructions: a closure of this size would be compiled without them.
struct Walk<'s, F, const W: usize, const LONGEST: usize> {
    side: &'s Side,
    tree: &'s LetterTree,
    most: i16,
    columns: &'s mut [Column],
    levels: &'s mut [Level],
    found: F,
}

impl<F: FnMut(u32, i16), const W: usize, const LONGEST: usize> pulp::NullaryFnOnce for Walk<'_, F, W, LONGEST> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.side.walk::<W, LONGEST>(self.tree, self.most, self.columns, self.levels, self.found);
    }
}

/// Lowers the cost of each place to that of coming from `taken` places before it, if that is less.
#[inline(always)]
fn lower<const W: usize>(to: &mut [i16; W], from: &Column, taken: usize, costs: &[i16; W]) {
    let from = &from[MAX_GROUP - taken..][..W];
    for at in 0..W {
        to[at] = to[at].min(from[at] + costs[at]);
    }
}

/// As much of a row as the word needs.
#[inline(always)]
fn first<const W: usize>(row: &[i16]) -> &[i16; W] {
    row.first_chunk().expect("rows are of the greatest width")
}

/// How rare letters are in names, from 1 on.
const RARITY: [u8; 128] = {
    let from_common_to_rare = b"aeionrslthdmuckgbyzpfvwjxq";
    let mut rarity = [0; 128];
    let mut at = 0;
    while at < from_common_to_rare.len() {
        rarity[from_common_to_rare[at] as usize] = at as u8 + 1;
        at += 1;
    }
    rarity
};

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    /// What is found of each word, at the least of its costs.
    fn found(search: &mut LetterSearch, trees: &LetterTrees, most: u32) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        search.find(trees, most, |id, cost| found.push((id, cost)));
        found.sort_unstable();
        found.dedup_by_key(|(id, _)| *id);
        found
    }

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

        #[test]
        fn searching_finds_what_comparing_finds(
            natives in vec(prop_oneof!["[а-яё]{1,7}", "[א-ת]{1,7}", "[ا-ي]{1,7}", "[ァ-ヺー]{1,7}", "[가-힣]{1,3}", "[一-龥]{1,3}", "[ა-ჰ]{1,6}", "[α-ω]{12,29}"], 1..12),
            latins in vec(prop_oneof!["[a-z]{1,9}", "[a-z]{1,9}", "[a-z0-9'A]{1,4}", "[aeimnrst]{10,29}"], 1..24),
            most in 0_u32..3_000,
            are_few: bool,
        ) {
            let mut natives: Vec<NativeWord> = natives.iter().filter_map(|word| NativeWord::new(word)).collect();
            natives.sort_unstable_by_key(NativeWord::kind);
            let trees = LetterTrees::of_latin(latins.iter().map(String::as_str).zip(0..));
            // One search for all: what it remembers must not show.
            let mut search = LetterSearch::default();
            for native in &natives {
                let costs: Vec<u32> = latins.iter().map(|latin| native.cost(latin).unwrap()).collect();
                // At the cost of each pair that is told from none at all, where there is no room left, and at any other.
                for most in costs.iter().copied().filter(|cost| *cost < NEVER as u32).chain([most]) {
                    search.set_native(native, most);
                    let all = (0..).zip(costs.iter().copied()).filter(|&(_, cost)| cost <= most);
                    prop_assert_eq!(found(&mut search, &trees, most), all.collect::<Vec<_>>(), "{:?} {}", native, most);
                }
            }
            for natives in natives.chunk_by(NativeWord::is_of_one_script) {
                for latin in &latins {
                    search.set_latin(latin, &natives[0], most.max(1_500), are_few).unwrap();
                    for natives in natives.chunk_by(|a, b| a.kind() == b.kind()) {
                        let trees = LetterTrees::of_native(natives.iter().zip(0..));
                        let costs: Vec<u32> = natives.iter().map(|native| native.cost(latin).unwrap()).collect();
                        for most in costs.iter().copied().filter(|cost| *cost <= 1_500).chain([most]) {
                            let all = (0..).zip(costs.iter().copied()).filter(|&(_, cost)| cost <= most);
                            prop_assert_eq!(found(&mut search, &trees, most), all.collect::<Vec<_>>(), "{} {}", latin, most);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_can_not_be_read_is_not_looked_for() {
        let native = NativeWord::new("марио").unwrap();
        let mut search = LetterSearch::default();
        for (case, latin) in [("nothing", ""), ("too long", &*"m".repeat(30)), ("another script", "марио")] {
            assert_eq!(search.set_latin(latin, &native, 1_000, false), None, "{case}");
            let trees = LetterTrees::of_latin([(latin, 0), ("mario", 1)].into_iter());
            search.set_native(&native, 1_000);
            assert_eq!(found(&mut search, &trees, 1_000).len(), 1, "{case}");
        }
        assert_eq!(found(&mut search, &LetterTrees::default(), 1_000), [], "no words");
    }
}
