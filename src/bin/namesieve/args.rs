//! The words of the command line. This file only parses; what the words mean is resolved by the commands.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use namesieve::eval::{PairsWanted, Wanted};
use namesieve::fetch::Options;
use namesieve::limits::MAX_THREADS;
use namesieve::list::Format;
use namesieve::party::{CountryCode, Gender, PartialDate, PartyId, PartyKind};
use namesieve::screen::{Columns, DEFAULT_THRESHOLD, InputFormat, Preset, Query, Settings};

/// Screens names against official sanctions lists, losing none.
///
/// Without an index of your own, every command works on a small embedded sample list, which must not be used for compliance.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 120,
    after_help = "Exit status: 0 done, 1 a match with --fail-on-match or a change with --fail-on-change, 2 failed or input was skipped.

Example:
  namesieve screen --sample"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// No notes, no summary and no progress on stderr; problems and errors stay
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read lists and write the index
    #[command(after_help = "Examples:
  namesieve build --list lists/ofac/sdn --list csv=own.csv --index index/built
  namesieve build --list lists/ofac/sdn --accept ofac-sdn
  namesieve build --list sanctions/entities.ftm.json --delta 0301.delta.json --delta 0302.delta.json
  namesieve build --list lists/ofac/sdn --lexicon words")]
    Build(BuildArgs),
    /// Fetch lists from their publishers, and write the index of all that were fetched
    #[command(after_help = "A list that can not be fetched or read stays as it was, and the exit status is 2.

Examples:
  namesieve update ofac-sdn ofac-cons un eu uk
  namesieve update
  namesieve update un --source watch=https://lists.example/watch.csv --list csv=own.csv")]
    Update(UpdateArgs),
    /// Screen names or a file of customers against the listed parties
    #[command(after_help = "Examples:
  namesieve screen \"Kum-hyok Song\"
  namesieve screen --input customers.csv --column name=full_name --output hits.jsonl
  namesieve screen --sample --format table")]
    Screen(ScreenArgs),
    /// Search the parties' full text
    #[command(after_help = "Examples:
  namesieve search 'andariel'
  namesieve search 'program:DPRK3 \"seoul\"' --filter type:person --facet country")]
    Search(SearchArgs),
    /// Say why a name has the score it has against a party, hit or not
    #[command(after_help = "Example:
  namesieve explain \"Kum-hyok Song\" sample:song-kum-hyok --birth-date 1984")]
    Explain(ExplainArgs),
    /// Show one party whole, and where each value was read
    #[command(after_help = "Example:
  namesieve show sample:song-kum-hyok")]
    Show(ShowArgs),
    /// Show what the index holds: lists, dates, digests, counts, problems
    #[command(after_help = "Example:
  namesieve inspect --format json")]
    Inspect(InspectArgs),
    /// Show what changed from one state of a list or an index to another: parties added, removed and changed, and which fields
    #[command(after_help = "Examples:
  namesieve diff un_2025-04-19.xml un_2025-11-20.xml
  namesieve diff index/built ofac/sdn --format jsonl --fail-on-change")]
    Diff(DiffArgs),
    /// Measure accuracy and completeness
    #[command(subcommand)]
    Eval(Eval),
    /// Measure latency and throughput, cold and warm, by threads and at fixed rates; or two indexes or settings side by side
    #[command(after_help = "Examples:
  namesieve bench --input customers.csv --column name=full_name --limit 10000 --format json
  namesieve bench --input customers.csv --rate 20000 --threads 4 --report latency.html
  namesieve bench --input customers.csv --index index/old --index index/new
  namesieve bench --input customers.csv --preset strict --preset broad")]
    Bench(BenchArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// Precision, recall, F1 and AUC on a CSV of labelled pairs: schema,name1,name2,is_match
    #[command(after_help = "Example:
  namesieve eval pairs pairs.csv --scores scores.csv")]
    Pairs(PairsArgs),
    /// Leave each name out in turn and screen it: does its party come back by its other names?
    #[command(after_help = "Example:
  namesieve eval aliases --list lists/ofac/sdn --negatives customers.csv --column name=full_name --report aliases.html")]
    Aliases(AliasesArgs),
    /// Change listed names in each of several ways and screen them: does their party come back?
    #[command(after_help = "Example:
  namesieve eval mutations --per-class 1000 --negatives customers.csv --column name=full_name --format json")]
    Mutations(MutationsArgs),
    /// Screen records of which a column says whom they should bring up: how many do, at which rank, and who else is alerted
    #[command(
        after_help = "The column `expected` holds the id of a party, several separated by `;`, or nothing where nobody is expected.

Example:
  namesieve eval queries cases.csv --column name=full_name --column expected=party --report queries.html"
    )]
    Queries(QueriesArgs),
    /// Screen records in two ways, against two indexes or at two thresholds: what newly hits, what no longer does
    #[command(after_help = "Examples:
  namesieve eval compare customers.csv --index index/old --index index/new
  namesieve eval compare customers.csv --threshold 0.70 --threshold 0.75 --format jsonl
  namesieve eval compare customers.csv --answers last-version.jsonl --report changes.html")]
    Compare(CompareArgs),
    /// Precision, recall, F1 and false-positive rate on JSON lines of labelled pairs of FollowTheMoney entities: left, right, judgement
    #[command(after_help = "Example:
  namesieve eval entities pairs.jsonl.gz --scores scores.csv")]
    Entities(PairsArgs),
    /// Compare screening with scoring every listed name; exit status 2 if they differ anywhere
    #[command(after_help = "Example:
  namesieve eval lossless --input customers.csv --names 2000 --mutations 2000 --threshold 0.5 --threshold 0.7")]
    Lossless(LosslessArgs),
    /// Make up a list of any size out of the words of real names, to see what it would cost to screen against it
    #[command(after_help = "Examples:
  namesieve eval generate --names 1000000 --output made-up.csv
  namesieve eval generate --names 5000000 --from customers.csv --from organization=companies.csv \
    --output made-up.csv --queries 50000 made-up-customers.csv
  namesieve build --list csv=made-up.csv --index index/made-up")]
    Generate(GenerateArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct IndexArg {
    /// Directory of the index [default: index/built if it is there, else the embedded sample list]
    #[arg(long, value_name = "DIR", env = "NAMESIEVE_INDEX", hide_env_values = true)]
    pub(crate) index: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    /// A list to read: a file, also packed, a folder, a zip archive, a mapping in TOML, or `-` for stdin; may repeat. FORMAT
    /// (ofac-csv, ftm, us-csl, csv, ...) is detected if left out
    /// [default: the embedded sample list]
    #[arg(long = "list", value_name = "[FORMAT=]PATH")]
    pub(crate) lists: Vec<ListArg>,
    /// A delta to apply to the FollowTheMoney list among those given, in the order given; may repeat. Of several lists, the one it
    /// changes is given as ftm=PATH
    #[arg(long = "delta", value_name = "PATH", requires = "lists")]
    pub(crate) deltas: Vec<PathBuf>,
    /// Directory to write
    #[arg(long, value_name = "DIR", env = "NAMESIEVE_INDEX", hide_env_values = true, default_value = crate::index::BUILT)]
    pub(crate) index: PathBuf,
    /// Directory with words of your own, beside those that are compiled in: files as in index/lexicons, or `*.txt[.gz]` with a group
    /// of equivalent words on each line (`form, form => name`). The index keeps them
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
    /// Write nothing if anything in a list or lexicon can not be read as it should
    #[arg(long)]
    pub(crate) strict: bool,
    /// Take a list, by its name, that is refused because it has lost too much since the last build, is older, or does not have
    /// as many records as it says; may repeat
    #[arg(long, value_name = "LIST", requires = "lists")]
    pub(crate) accept: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UpdateArgs {
    /// Lists to fetch: ofac-sdn, ofac-cons, un, eu, uk, ch, ca, us-csl, opensanctions:DATASET, or one given with --source before
    /// [default: those in the store]
    #[arg(value_name = "LIST")]
    pub(crate) lists: Vec<String>,
    /// Address to fetch a list from, official or of your own; holds until another is given, `official` for that of the publisher.
    /// May repeat, also for a list of several files
    #[arg(long = "source", value_name = "LIST=ADDRESS")]
    pub(crate) sources: Vec<SourceArg>,
    /// A list to add to the index from a file or a folder, as for `build`; may repeat
    #[arg(long = "list", value_name = "[FORMAT=]PATH")]
    pub(crate) local: Vec<ListArg>,
    /// List to take although it fails a comparison with the one before it; may repeat
    #[arg(long, value_name = "LIST")]
    pub(crate) accept: Vec<String>,
    /// List to leave out of the index and remove from the store; may repeat
    #[arg(long, value_name = "LIST")]
    pub(crate) drop: Vec<String>,
    /// Directory of the fetched lists
    #[arg(long, value_name = "DIR", env = "NAMESIEVE_STORE", hide_env_values = true, default_value = crate::commands::update::STORE)]
    pub(crate) store: PathBuf,
    /// Directory of the index
    #[arg(long, value_name = "DIR", env = "NAMESIEVE_INDEX", hide_env_values = true, default_value = crate::index::BUILT)]
    pub(crate) index: PathBuf,
    /// Directory with words of your own, as for `build` [default: what the index has]
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
    /// Write the index even if nothing is new
    #[arg(long)]
    pub(crate) force: bool,
    /// How often a request is repeated that failed in a way that may pass
    #[arg(long, value_name = "N", default_value_t = Options::default().retries)]
    pub(crate) retries: u32,
    /// Longest time in which nothing comes from a server
    #[arg(long, value_name = "SECONDS", value_parser = seconds(), default_value_t = Options::default().stall_timeout.as_secs())]
    pub(crate) timeout: u64,
    /// Longest time for one file, with all tries and the waits between them
    #[arg(long, value_name = "SECONDS", value_parser = seconds(), default_value_t = Options::default().total_timeout.as_secs())]
    pub(crate) time_limit: u64,
}

impl From<&UpdateArgs> for Options {
    fn from(args: &UpdateArgs) -> Self {
        let (stall_timeout, total_timeout) = (Duration::from_secs(args.timeout), Duration::from_secs(args.time_limit));
        let options = Self { stall_timeout, total_timeout, retries: args.retries, ..Self::default() };
        Self { connect_timeout: options.connect_timeout.min(stall_timeout), ..options }
    }
}

/// Up to a day.
fn seconds() -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(1..=86_400)
}

/// `LIST=ADDRESS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceArg {
    pub(crate) list: String,
    pub(crate) address: String,
}

impl FromStr for SourceArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (list, address) =
            text.split_once('=').ok_or("use LIST=ADDRESS, for example watch=https://lists.example/watch.csv")?;
        Ok(Self { list: list.to_owned(), address: address.to_owned() })
    }
}

/// `PATH` or `FORMAT=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListArg {
    pub(crate) format: Option<Format>,
    pub(crate) path: PathBuf,
}

impl FromStr for ListArg {
    type Err = String;

    /// What stands before `=` is a format only if it is the word of one: paths may hold `=` too.
    fn from_str(text: &str) -> Result<Self, String> {
        let given = text.split_once('=').and_then(|(word, path)| Some((word.parse().ok()?, path)));
        let (format, path) = given.map_or((None, text), |(format, path)| (Some(format), path));
        if path.is_empty() {
            return Err("the path is empty".to_owned());
        }
        Ok(Self { format, path: path.into() })
    }
}

impl ListArg {
    /// The word before `=` where it is not the word of a format and there is no such path either.
    pub(crate) fn unknown_format(&self) -> Option<&str> {
        let (word, _) = self.path.to_str()?.split_once('=')?;
        (self.format.is_none() && !self.path.exists()).then_some(word)
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScreenArgs {
    /// Names to screen, each by itself
    #[arg(value_name = "NAME", conflicts_with_all = ["input", "sample"])]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Screen the embedded sample customers
    #[arg(long, conflicts_with = "input")]
    pub(crate) sample: bool,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// File to write, put in place when it is complete; a pipe or device is written to as it is [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Form of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ScreenFormat>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// Type of records that give none: person, organization, vessel, aircraft, other
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<PartyKind>,
    /// Give each hit its explanation
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
    /// Exit with 1 if any record has a match
    #[arg(long)]
    pub(crate) fail_on_match: bool,
    // Last, since its heading holds for all that follows.
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Customer file to read: CSV with a header (commas, semicolons or tabs) or JSON lines; `-` is stdin
    #[arg(long, value_name = "FILE|-")]
    pub(crate) input: Option<PathBuf>,
    /// Form of the input: csv, jsonl [default: by its extension, else csv]
    #[arg(long, value_name = "FORMAT", requires = "input")]
    pub(crate) input_format: Option<InputFormat>,
    /// Column that a field stands in, where it is not the field's own name; may repeat. Fields: id, name, type, birth_date,
    /// foundation_date, country, gender, identifier
    #[arg(long = "column", value_name = "FIELD=HEADER", requires = "input")]
    pub(crate) columns: Vec<ColumnArg>,
}

impl TryFrom<&InputArgs> for Columns {
    type Error = namesieve::Error;

    fn try_from(args: &InputArgs) -> Result<Self, namesieve::Error> {
        let mut columns = Self::default();
        args.columns.iter().try_for_each(|ColumnArg { field, header }| columns.map(field, header))?;
        Ok(columns)
    }
}

/// `FIELD=HEADER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnArg {
    pub(crate) field: String,
    pub(crate) header: String,
}

impl FromStr for ColumnArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, header) = text.split_once('=').ok_or("use FIELD=HEADER, for example name=full_name")?;
        Ok(Self { field: field.to_owned(), header: header.to_owned() })
    }
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct PresetArg {
    /// Where to draw the lines: strict for few false alarms, default for review, broad for investigations
    #[arg(long = "preset", value_name = "PRESET", default_value_t)]
    preset: Preset,
}

impl PresetArg {
    pub(crate) fn new(preset: Preset) -> Self {
        Self { preset }
    }

    /// The settings of the preset; a threshold that is given wins over its own, and with it goes the cutoff.
    pub(crate) fn settings(self, threshold: Option<f64>, cutoff: Option<f64>) -> Settings {
        let preset = Settings::preset(self.preset);
        Settings {
            threshold: threshold.unwrap_or(preset.threshold),
            cutoff: cutoff.or(threshold).unwrap_or(preset.cutoff),
            ..preset
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct SettingsArgs {
    #[command(flatten)]
    pub(crate) preset: PresetArg,
    /// Score from which a hit is a match [default: 0.7, or that of the preset]
    #[arg(long, value_name = "SCORE")]
    pub(crate) threshold: Option<f64>,
    /// Score from which a party is a hit [default: the threshold, or that of the preset]
    #[arg(long, value_name = "SCORE")]
    pub(crate) cutoff: Option<f64>,
    /// Most hits of one record; each listing of a party counts [default: all]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) limit: Option<usize>,
    /// Score every listed name instead of the candidates: slow, and the same answer
    #[arg(long)]
    pub(crate) exhaustive: bool,
}

impl TryFrom<&SettingsArgs> for Settings {
    type Error = namesieve::Error;

    fn try_from(args: &SettingsArgs) -> Result<Self, namesieve::Error> {
        let preset = args.preset.settings(args.threshold, args.cutoff);
        let settings = Self { limit: args.limit, exhaustive: args.exhaustive, ..preset };
        settings.check()?;
        Ok(settings)
    }
}

/// What is known of a name on the command line.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What else is known, with NAME")]
pub(crate) struct AttributeArgs {
    /// Birth date: YYYY, YYYY-MM, YYYY-MM-DD, 1957~ (about), 1960/1961 (between); may repeat
    #[arg(long = "birth-date", value_name = "DATE", requires = "names", value_parser = Query::read_birth)]
    births: Vec<PartialDate>,
    /// Date on which an organization was founded or a craft built, written alike; may repeat
    #[arg(long = "foundation-date", value_name = "DATE", requires = "names", value_parser = Query::read_foundation)]
    foundations: Vec<PartialDate>,
    /// Country of nationality, residence or registration, by code or English name; may repeat
    #[arg(long = "country", value_name = "COUNTRY", requires = "names")]
    countries: Vec<CountryCode>,
    /// Gender: male, female
    #[arg(long, value_name = "GENDER", requires = "names")]
    gender: Option<Gender>,
    /// Identifier: NUMBER, or KIND:NUMBER as in passport:A123456 or XBT:12QtD5...; may repeat
    #[arg(long = "identifier", value_name = "[KIND:]NUMBER", requires = "names", value_parser = Query::read_identifier)]
    identifiers: Vec<String>,
}

impl AttributeArgs {
    /// The query for a name of which this is known.
    pub(crate) fn query(&self, name: &str, kind: Option<PartyKind>) -> Query {
        Query {
            names: vec![name.to_owned()],
            kind,
            births: self.births.clone(),
            foundations: self.foundations.clone(),
            countries: self.countries.clone(),
            gender: self.gender,
            identifiers: self.identifiers.clone(),
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct ThreadsArg {
    /// Threads to work with [default: as many as the machine has cores to give]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "give a number from 1 on".to_owned())
}

/// More than anybody needs for an interval of a tenth of a percent, and no more than memory holds.
fn names_per_class(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| "give a number from 1 to 1000000".to_owned())
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|&threads| threads <= MAX_THREADS);
    number.ok_or_else(|| format!("give a number from 1 to {MAX_THREADS}"))
}

impl ThreadsArg {
    pub(crate) fn count(&self) -> NonZeroUsize {
        let cores = || thread::available_parallelism().map_or(NonZeroUsize::MIN, |cores| cores.min(MAX_THREADS));
        self.threads.unwrap_or_else(cores)
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct SearchArgs {
    /// Words, phrases, prefix*, field:value; see the README
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Only parties with this value; may repeat
    #[arg(long = "filter", value_name = "FIELD:VALUE")]
    pub(crate) filters: Vec<FilterArg>,
    /// Count the values of a field over all parties found: type, list, program, country; may repeat
    #[arg(long = "facet", value_name = "FIELD")]
    pub(crate) facets: Vec<String>,
    /// Most parties shown
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = at_least_one)]
    pub(crate) limit: usize,
    /// Form of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<LinesFormat>,
}

/// `FIELD:VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilterArg {
    pub(crate) field: String,
    pub(crate) value: String,
}

impl FromStr for FilterArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, value) = text.split_once(':').ok_or("use FIELD:VALUE, for example type:vessel")?;
        Ok(Self { field: field.to_owned(), value: value.to_owned() })
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The name to explain
    #[arg(value_name = "NAME", id = "names")]
    pub(crate) name: String,
    /// The party's id, as `screen` and `search` show it
    #[arg(value_name = "PARTY_ID", value_parser = party_id)]
    pub(crate) party: PartyId,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Score from which a hit is a match
    #[arg(long, value_name = "SCORE", default_value_t = DEFAULT_THRESHOLD)]
    pub(crate) threshold: f64,
    /// Person, organization, vessel, aircraft, other
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<PartyKind>,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
    // Last, since its heading holds for all that follows.
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// The party's id, as `screen` and `search` show it
    #[arg(value_name = "PARTY_ID", value_parser = party_id)]
    pub(crate) party: PartyId,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
}

fn party_id(text: &str) -> Result<PartyId, String> {
    if text.contains(':') {
        Ok(text.into())
    } else {
        Err("an id is LIST:ID, for example sample:song-kum-hyok".to_owned())
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// What was: a list, as `build --list` takes it, or the directory of an index
    #[arg(value_name = "[FORMAT=]OLD")]
    pub(crate) old: ListArg,
    /// What is, likewise
    #[arg(value_name = "[FORMAT=]NEW")]
    pub(crate) new: ListArg,
    /// Form of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<LinesFormat>,
    /// Exit with 1 if anything changed
    #[arg(long)]
    pub(crate) fail_on_change: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PairsArgs {
    /// File of labelled pairs
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) measured: MeasuredArgs,
    /// Write every row with its score to this CSV
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) scores: Option<PathBuf>,
    #[command(flatten)]
    preset: PresetArg,
    /// Score from which a pair is taken for a match [default: 0.7, or that of the preset]
    #[arg(long, value_name = "SCORE")]
    threshold: Option<f64>,
    /// Decides which samples the interval of F1 is taken from
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Worst misses and false alarms shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) worst: usize,
    #[command(flatten)]
    pub(crate) showing: ShowingArgs,
}

impl From<&PairsArgs> for PairsWanted {
    fn from(args: &PairsArgs) -> Self {
        let threshold = args.preset.settings(args.threshold, None).threshold;
        Self { threshold, seed: args.seed, worst: args.worst }
    }
}

/// What is screened against.
#[derive(Debug, clap::Args)]
pub(crate) struct MeasuredArgs {
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// A list to index in memory and measure on instead, as for `build`; may repeat
    #[arg(long = "list", value_name = "[FORMAT=]PATH")]
    pub(crate) lists: Vec<ListArg>,
}

/// Names of people who are on no list.
#[derive(Debug, clap::Args)]
pub(crate) struct NegativesArgs {
    /// File of names that expect nobody, CSV or JSON lines as for `screen`: how many are alerted is shown beside what is found.
    /// Of a record only its names count
    #[arg(long, value_name = "FILE|-")]
    pub(crate) negatives: Option<PathBuf>,
    /// Form of that file: csv, jsonl [default: by its extension, else csv]
    #[arg(long, value_name = "FORMAT", requires = "negatives")]
    pub(crate) input_format: Option<InputFormat>,
    /// Column of that file that a field stands in, as for `screen`; may repeat
    #[arg(long = "column", value_name = "FIELD=HEADER", requires = "negatives")]
    pub(crate) columns: Vec<ColumnArg>,
}

impl From<&NegativesArgs> for InputArgs {
    fn from(args: &NegativesArgs) -> Self {
        Self { input: args.negatives.clone(), input_format: args.input_format, columns: args.columns.clone() }
    }
}

/// The records that are screened.
#[derive(Debug, clap::Args)]
pub(crate) struct RecordsArgs {
    /// Records to screen: CSV with a header or JSON lines, as for `screen`; `-` is stdin
    #[arg(value_name = "FILE|-")]
    pub(crate) file: PathBuf,
    /// Form of the records: csv, jsonl [default: by the extension, else csv]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
    /// Column that a field stands in, as for `screen`; may repeat
    #[arg(long = "column", value_name = "FIELD=HEADER")]
    pub(crate) columns: Vec<ColumnArg>,
}

impl From<&RecordsArgs> for InputArgs {
    fn from(args: &RecordsArgs) -> Self {
        Self { input: Some(args.file.clone()), input_format: args.input_format, columns: args.columns.clone() }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct QueriesArgs {
    #[command(flatten)]
    pub(crate) records: RecordsArgs,
    #[command(flatten)]
    pub(crate) measured: MeasuredArgs,
    #[command(flatten)]
    preset: PresetArg,
    /// Score from which a hit is a match [default: 0.7, or that of the preset]
    #[arg(long, value_name = "SCORE")]
    threshold: Option<f64>,
    /// Worst misses and false alarms shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) worst: usize,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
    #[command(flatten)]
    pub(crate) showing: ShowingArgs,
}

impl QueriesArgs {
    pub(crate) fn threshold(&self) -> f64 {
        self.preset.settings(self.threshold, None).threshold
    }
}

/// One way of screening, or two of them to be compared.
#[derive(Debug, clap::Args)]
pub(crate) struct SidesArgs {
    /// Directory of an index; given twice, the old one first, else both sides screen against the same [default: as for `screen`]
    #[arg(long = "index", value_name = "DIR")]
    pub(crate) indexes: Vec<PathBuf>,
    /// Where to draw the lines: strict, default or broad; given twice, the old one first [default: default]
    #[arg(long = "preset", value_name = "PRESET")]
    presets: Vec<Preset>,
    /// Score from which a hit is a match; given twice, the old one first [default: 0.7, or that of the preset]
    #[arg(long = "threshold", value_name = "SCORE")]
    thresholds: Vec<f64>,
    /// Score from which a party is a hit, on both sides [default: the threshold, or that of the preset]
    #[arg(long, value_name = "SCORE")]
    cutoff: Option<f64>,
}

impl SidesArgs {
    /// How many settings there are, where they are given.
    pub(crate) fn settings_given(&self) -> usize {
        self.presets.len().max(self.thresholds.len())
    }

    /// Of the old side and of the new one; what is given once holds for both.
    pub(crate) fn settings(&self) -> [Settings; 2] {
        let of = |preset: Option<&Preset>, threshold: Option<&f64>| {
            PresetArg::new(preset.copied().unwrap_or_default()).settings(threshold.copied(), self.cutoff)
        };
        [of(self.presets.first(), self.thresholds.first()), of(self.presets.last(), self.thresholds.last())]
    }

    /// The index of the old side, where it is another one, and that of the new side.
    pub(crate) fn indexes(&self) -> (Option<IndexArg>, IndexArg) {
        let index = |index: Option<&PathBuf>| IndexArg {
            index: index.cloned().or_else(|| std::env::var_os("NAMESIEVE_INDEX").map(Into::into)),
        };
        let old = (self.indexes.len() > 1).then(|| index(self.indexes.first()));
        (old, index(self.indexes.last()))
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) records: RecordsArgs,
    #[command(flatten)]
    pub(crate) sides: SidesArgs,
    /// Answers that `screen --format jsonl` gave to the same file, by another version for example, in the place of the old side
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) answers: Option<PathBuf>,
    /// Difference of scores from which a hit counts as changed
    #[arg(long, value_name = "SCORE", default_value_t = 0.01)]
    pub(crate) delta: f64,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
    /// Form of the output; JSON lines have the changes alone
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: CompareFormat,
    /// Write a report to this HTML file, which needs nothing else
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
}

/// At which thresholds recall is measured, and what is shown of it.
#[derive(Debug, clap::Args)]
pub(crate) struct RecallArgs {
    #[command(flatten)]
    pub(crate) negatives: NegativesArgs,
    /// Threshold to measure at; may repeat
    #[arg(long = "threshold", value_name = "SCORE", default_values_t = [0.6, DEFAULT_THRESHOLD, 0.8, 0.9])]
    pub(crate) thresholds: Vec<f64>,
    /// Measure also where at most this share of the negatives is alerted; may repeat
    #[arg(long = "alerted", value_name = "SHARE", default_values_t = [0.01, 0.05])]
    pub(crate) alerted: Vec<f64>,
    /// Worst misses shown of each group, and false alarms
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) worst: usize,
    /// Write every name with its score to this CSV
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) scores: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
}

impl From<&RecallArgs> for Wanted {
    fn from(args: &RecallArgs) -> Self {
        Self { thresholds: args.thresholds.clone(), alerted: args.alerted.clone(), worst: args.worst }
    }
}

/// How a measurement is shown.
#[derive(Debug, clap::Args)]
pub(crate) struct ShowingArgs {
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
    /// Write a report with curves to this HTML file, which needs nothing else, or the curves alone to an SVG file
    #[arg(long, value_name = "FILE.html|FILE.svg")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AliasesArgs {
    #[command(flatten)]
    pub(crate) measured: MeasuredArgs,
    #[command(flatten)]
    pub(crate) recall: RecallArgs,
    #[command(flatten)]
    pub(crate) showing: ShowingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MutationsArgs {
    #[command(flatten)]
    pub(crate) measured: MeasuredArgs,
    /// Names changed in each way
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = names_per_class)]
    pub(crate) per_class: usize,
    /// Decides which names are changed and how
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) recall: RecallArgs,
    #[command(flatten)]
    pub(crate) showing: ShowingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LosslessArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Names taken from the input, from its start [default input: the embedded sample customers]
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub(crate) names: usize,
    /// Listed names to change and screen
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub(crate) mutations: usize,
    /// Decides which names are changed and how
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threshold to compare at; may repeat
    #[arg(long = "threshold", value_name = "SCORE", default_values_t = [0.5, 0.7, 0.85])]
    pub(crate) thresholds: Vec<f64>,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// Names that the list shall have
    #[arg(long, value_name = "N")]
    pub(crate) names: NonZeroU64,
    /// Real names whose words are used: a list in any format, or a text with a name on each line (`*.txt`); TYPE is person or
    /// organization, where the list does not say that itself; may repeat [default: the lists of the index]
    #[arg(long = "from", value_name = "[TYPE=]FILE")]
    pub(crate) from: Vec<NamesArg>,
    #[command(flatten)]
    pub(crate) index: IndexArg,
    /// Decides what is made: one seed, one list
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// File to write the list to [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write N customers as well, one in ten of them listed under a changed name, to FILE
    #[arg(long, num_args = 2, value_names = ["N", "FILE"], requires = "output")]
    pub(crate) queries: Vec<String>,
}

/// `FILE` or `TYPE=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamesArg {
    pub(crate) kind: Option<PartyKind>,
    pub(crate) path: PathBuf,
}

impl FromStr for NamesArg {
    type Err = String;

    /// As of [`ListArg`], what stands before `=` is a type only if it is the word of one.
    fn from_str(text: &str) -> Result<Self, String> {
        let given = text.split_once('=').and_then(|(word, path)| Some((word.parse().ok()?, path)));
        let (kind, path) = given.map_or((None, text), |(kind, path)| (Some(kind), path));
        Ok(Self { kind, path: path.into() })
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Names taken from the input, from its start [default: all; default input: the embedded sample customers]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) sides: SidesArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadsArg,
    /// Seconds that each measurement with warm memory goes on, over all names once at the least
    #[arg(long, value_name = "S", default_value_t = 1.0)]
    pub(crate) seconds: f64,
    /// Names a second that come in the open loop, where what waits for a free thread is counted from when it came; may repeat
    /// [default: a half, four fifths and nine tenths of what the threads do]
    #[arg(long = "rate", value_name = "N")]
    pub(crate) rates: Vec<f64>,
    /// Names, spread over the input, whose answers are compared with scoring every listed name
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) check: usize,
    #[command(flatten)]
    pub(crate) showing: ShowingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenFormat {
    Table,
    Jsonl,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinesFormat {
    Table,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    Table,
    Json,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Table,
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_words_do_not_contradict_each_other() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_format_is_told_from_a_path() {
        for (text, format, path) in [
            ("lists/ofac", None, "lists/ofac"),
            ("csv=own.csv", Some(Format::Csv), "own.csv"),
            ("OFAC-CSV=x", Some(Format::OfacCsv), "x"),
            ("a=b/c.csv", None, "a=b/c.csv"),
        ] {
            assert_eq!(text.parse(), Ok(ListArg { format, path: path.into() }), "{text}");
        }
    }

    #[test]
    fn a_threshold_wins_over_its_preset() {
        for (case, words, want) in [
            ("nothing said", &[][..], (0.7, 0.7)),
            ("strict", &["--preset", "strict"], (0.85, 0.85)),
            ("broad shows more than its matches", &["--preset", "broad"], (0.55, 0.45)),
            ("threshold", &["--preset", "broad", "--threshold", "0.9"], (0.9, 0.9)),
            ("cutoff", &["--preset", "strict", "--cutoff", "0.5"], (0.85, 0.5)),
            ("both", &["--threshold", "0.8", "--cutoff", "0.6"], (0.8, 0.6)),
        ] {
            let line = [&["namesieve", "screen", "x"], words].concat();
            let Command::Screen(args) = Args::try_parse_from(line).unwrap().command else { panic!("{case}") };
            let settings = Settings::try_from(&args.settings).unwrap();
            assert_eq!((settings.threshold, settings.cutoff), want, "{case}");
        }
    }
}
