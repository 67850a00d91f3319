//! `show`: one party, whole.

use std::process::ExitCode;

use namesieve::party::{Country, Identifier, Name, Origin, Party};

use super::Outcome;
use crate::args::{ReportFormat, ShowArgs};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::{Output, print_json, word};
use crate::table::Table;

pub(crate) fn run(args: &ShowArgs, messages: Messages) -> Outcome {
    let opened = args.index.open(messages)?;
    let party = opened.index.party(&args.party)?.ok_or_else(|| Failure::Usage {
        message: format!("no party `{}` in the index", args.party),
        hint: "`namesieve search` finds the id of a party",
    })?;
    match args.format {
        ReportFormat::Json => print_json(&party)?,
        ReportFormat::Table => {
            let mut output = Output::stdout();
            table(&party).write(&mut output)?;
            output.finish()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Field, value and origin, line by line.
struct Lines(Table);

impl Lines {
    fn add(&mut self, field: &str, value: impl AsRef<str>, origin: &Origin) {
        let origin = if *origin == Origin::default() { String::new() } else { origin.to_string() };
        self.0.row([field.replace('_', " ").as_str(), value.as_ref(), &origin]);
    }

    /// What comes with the record as a whole.
    fn plain(&mut self, field: &str, value: impl AsRef<str>) {
        self.add(field, value, &Origin::default());
    }

    fn some(&mut self, field: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.plain(field, value.to_string());
        }
    }
}

fn table(party: &Party) -> Table {
    let mut lines = Lines(Table::new(["field", "value", "read at"]));
    lines.plain("id", party.id.as_str());
    lines.plain("type", party.kind.as_str());
    for name in &party.names {
        lines.add(&format!("name ({})", name.kind), name_text(name), &name.origin);
    }
    for event in &party.dates {
        lines.add(&word(event.kind), event.date.to_string(), &event.origin);
    }
    for place in &party.places {
        lines.add(&format!("place of {}", word(place.kind)), &place.text, &place.origin);
    }
    for link in &party.countries {
        lines.add(&word(link.role), country_text(&link.country), &link.origin);
    }
    lines.some("gender", party.gender.map(word));
    for identifier in &party.identifiers {
        lines.add(identifier.kind.as_str(), identifier_text(identifier), &identifier.origin);
    }
    for address in &party.addresses {
        let country = address.country.as_ref().map(country_text).unwrap_or_default();
        lines.add("address", join([&address.street, &address.city, &country, &address.remark]), &address.origin);
    }
    for contact in &party.contacts {
        lines.add(&word(contact.kind), &contact.value, &contact.origin);
    }
    if let Some(vessel) = &party.vessel {
        lines.some("type of ship", vessel.vessel_type.as_deref());
        lines.some("deadweight tons", vessel.deadweight_tons);
        lines.some("gross register tons", vessel.gross_register_tons);
        lines.some("owner", vessel.owner.as_deref());
    }
    if let Some(aircraft) = &party.aircraft {
        lines.some("model", aircraft.model.as_deref());
        lines.some("manufacturer", aircraft.manufacturer.as_deref());
        lines.some("operator", aircraft.operator.as_deref());
    }
    for link in &party.links {
        let known = link.party.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        lines.add("link", format!("{}: {}{known}", link.relation, link.name), &link.origin);
    }
    for note in &party.notes {
        lines.add(&word(note.kind), &note.text, &note.origin);
    }
    let listing = &party.listing;
    lines.plain("list", &listing.list);
    lines.plain("reference", &listing.reference);
    for (field, values) in [("program", &listing.programs), ("legal basis", &listing.legal_basis)] {
        values.iter().for_each(|value| lines.plain(field, value));
    }
    lines.some("listed on", listing.listed_on);
    lines.some("amended on", listing.amended_on);
    lines.some("source", listing.source.as_deref());
    lines.0
}

fn name_text(name: &Name) -> String {
    let parts: Vec<String> = name.parts.iter().map(|part| format!("{} {}", word(part.kind), part.text)).collect();
    let mut text = name.full.clone();
    if !parts.is_empty() {
        text = format!("{text} [{}]", parts.join(", "));
    }
    // As a BCP 47 tag has them: `ru-Cyrl`.
    let tag: Vec<&str> = [&name.language, &name.script].into_iter().flatten().map(String::as_str).collect();
    if tag.is_empty() { text } else { format!("{text} [{}]", tag.join("-")) }
}

fn country_text(country: &Country) -> String {
    match country.code {
        Some(code) if code.as_str() != country.name => format!("{} ({code})", country.name),
        _ => country.name.clone(),
    }
}

fn identifier_text(identifier: &Identifier) -> String {
    let mut text = identifier.number.clone();
    if !identifier.label.is_empty() {
        text = format!("{} {text}", identifier.label);
    }
    let country = identifier.country.as_ref().map(country_text).unwrap_or_default();
    let issued = identifier.issued_on.map(|date| format!("issued {date}")).unwrap_or_default();
    let expires = identifier.expires_on.map(|date| format!("expires {date}")).unwrap_or_default();
    join([&text, identifier.scheme.as_deref().unwrap_or_default(), &country, &issued, &expires, &identifier.remark])
}

fn join<const N: usize>(parts: [&str; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
