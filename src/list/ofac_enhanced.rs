//! The ENHANCED XML of OFAC, `sanctionsData`: the parties of the legacy files under the same ids, with names in their own scripts,
//! parts of names, and ties to parties by id.
//!
//! A name's translation in Latin script is the name of the legacy files; any other is native. Which list a file holds stands in
//! its header. Left out is what repeats another field: reference values, versions, the holder's name on a document.
//!
//! Source: OFAC's schema `enhanced_xml.xsd` and the file of January 2025.

use rustc_hash::FxHashSet;

use super::file::File;
use super::names::set_script;
use super::ofac_fields::{Feature, Row, address, has_parts, name_kind, part_kind, read_remarks};
use super::xml::{self, Element, Record};
use super::{Problems, dates, ofac_csv};
use crate::party::{Country, Link, Name, NameKind, NamePart, NoteKind, PartialDate, Party, PartyId, PartyKind};

/// The name of the list that a file holds.
pub(super) fn list_name(file: &File) -> &'static str {
    let text = String::from_utf8_lossy(file.head());
    let first = text.split_once("<sanctionsList ").and_then(|(_, rest)| rest.split('<').next());
    if first.is_some_and(|first| first.ends_with("Consolidated List")) { "ofac-cons" } else { "ofac-sdn" }
}

/// Reads every entity, and the day of the data.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let (mut parties, mut date) = (Vec::new(), None);
    xml::read(file, &["publicationInfo"], &["entity"], problems, |record, problems| {
        if record.number > 0 {
            parties.push(party(list, record, problems));
        } else if let Some(made) = record.element.text_of("dataAsOf") {
            date = day(made).map(|day| day.to_string());
        }
    });
    parties.iter_mut().for_each(ofac_csv::put_weak_names_last);
    // Links by id hold within the list; those from remarks are by name.
    let ids: FxHashSet<PartyId> = parties.iter().map(|party| party.id.clone()).collect();
    let by_id: Vec<Vec<Option<PartyId>>> =
        parties.iter().map(|party| party.links.iter().map(|link| link.party.clone()).collect()).collect();
    ofac_csv::resolve_links(&mut parties);
    for (party, by_id) in parties.iter_mut().zip(by_id) {
        for (link, id) in party.links.iter_mut().zip(by_id) {
            link.party = id.or(link.party.take()).filter(|id| ids.contains(id));
        }
    }
    (parties, date)
}

/// The day that a date with or without a time begins with.
fn day(text: &str) -> Option<PartialDate> {
    dates::parse(text.get(..10)?)
}

fn party(list: &str, record: &Record<'_>, problems: &mut Problems) -> Party {
    let root = &record.element;
    let info = root.child("generalInfo");
    let kind = match info.and_then(|info| info.text_of("entityType")).map(str::parse) {
        Some(Ok(kind)) => kind,
        Some(Err(message)) => {
            problems.push(record.problem("entityType", message));
            PartyKind::Other
        }
        None => PartyKind::Organization,
    };
    let reference = root.attribute("id").map(str::to_owned).unwrap_or_else(|| {
        problems.push(record.problem("id", "no number, the record's stands in for it"));
        format!("record-{}", record.number)
    });
    let mut reader = Reader { party: Party::new(list, &reference, kind), record, problems };
    for group in root.children.iter().filter(|group| !group.is_empty()) {
        reader.read(group);
    }
    let party = reader.party;
    if party.names.is_empty() {
        problems.push(record.problem("names", "no name"));
    }
    party
}

/// Reads one record into a party.
struct Reader<'a> {
    party: Party,
    record: &'a Record<'a>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read(&mut self, group: &Element<'_>) {
        let items = group.children.iter().filter(|item| !item.is_empty());
        match group.name {
            "generalInfo" => items.for_each(|item| self.read_general(item)),
            "sanctionsLists" => {
                for item in items {
                    let published = item.attribute("datePublished").and_then(dates::parse);
                    let listing = &mut self.party.listing;
                    let days = listing.listed_on.into_iter().chain(published);
                    listing.listed_on = days.min_by_key(PartialDate::first);
                    // Every party of a file is on the one that the file is of.
                    if let Some(name) = item.text().filter(|name| !matches!(*name, "SDN List" | "Consolidated List")) {
                        self.note("sanctionsList", NoteKind::Remark, name);
                    }
                }
            }
            "sanctionsPrograms" => {
                self.party.listing.programs.extend(group.texts_of("sanctionsProgram").map(str::to_owned));
            }
            "sanctionsTypes" => {
                group
                    .texts_of("sanctionsType")
                    .for_each(|text| self.note("sanctionsType", NoteKind::Restriction, text));
            }
            "legalAuthorities" => {
                for law in group.texts_of("legalAuthority") {
                    if self.party.listing.legal_basis.iter().all(|known| known != law) {
                        self.party.listing.legal_basis.push(law.to_owned());
                    }
                }
            }
            "names" => items.for_each(|item| self.read_name(item)),
            "addresses" => items.for_each(|item| self.read_address(item)),
            "features" => items.for_each(|item| self.read_feature(item)),
            "identityDocuments" => items.for_each(|item| self.read_document(item)),
            "relationships" => items.for_each(|item| self.read_relationship(item)),
            _ => self.party.notes.extend(self.record.remark(group)),
        }
    }

    fn note(&mut self, field: &str, kind: NoteKind, text: &str) {
        self.party.notes.push(self.record.note(field, kind, text));
    }

    fn read_general(&mut self, item: &Element<'_>) {
        let text = item.text().unwrap_or_default();
        match item.name {
            "identityId" | "entityType" => {}
            "title" => text.split("; ").for_each(|title| self.note("title", NoteKind::Title, title.trim())),
            "remarks" => read_remarks(text, &mut self.party, &self.record.origin("remarks"), self.problems),
            _ => self.party.notes.extend(self.record.remark(item)),
        }
    }

    fn read_name(&mut self, item: &Element<'_>) {
        let is = |field| item.text_of(field) == Some("true");
        let is_former = match item.text_of("aliasType") {
            Some("F.K.A.") => true,
            None | Some("A.K.A." | "N.K.A." | "Name") => false,
            Some(word) => {
                let message = format!("unknown type of name `{word}`, read as another name");
                self.problems.push(self.record.problem("aliasType", message));
                false
            }
        };
        let kind = name_kind(is("isPrimary"), is_former, is("isLowQuality"));
        for translation in item.child("translations").into_iter().flat_map(|all| &all.children) {
            let Some(full) = translation.text_of("formattedFullName").or(translation.text_of("formattedLastName"))
            else {
                self.problems.push(self.record.problem("translation", "no name"));
                continue;
            };
            let script = translation.text_of("script").filter(|script| *script != "Latin");
            let kind = if script.is_some() { NameKind::Native } else { kind };
            let parts = translation.child("nameParts").into_iter().flat_map(|parts| &parts.children);
            let parts = parts.filter_map(|part| {
                let kind = part_kind(part.text_of("type")?)?;
                Some(NamePart { kind, text: part.text_of("value")?.to_owned() })
            });
            let parts = parts.collect();
            let origin = self.record.origin("formattedFullName");
            let mut name = Name { parts, ..Name::new(full, kind, origin) };
            if let Some(script) = script.filter(|script| !set_script(&mut name, script)) {
                self.note("script", NoteKind::Remark, &format!("{full}: {script}"));
            }
            self.party.names.push(name);
        }
    }

    /// An address, once for each script that it is in.
    fn read_address(&mut self, item: &Element<'_>) {
        let country = item.text_of("country").map(Country::named);
        let translations = item.child("translations").into_iter().flat_map(|all| &all.children);
        let mut is_first = true;
        for translation in translations {
            let parts = translation.child("addressParts").map(|parts| parts.children.as_slice()).unwrap_or_default();
            let part = |kind: &str| parts.iter().find(|part| part.text_of("type") == Some(kind))?.text_of("value");
            let address = address(part, country.as_ref(), self.record.origin("address"));
            if has_parts(&address) || is_first && address.country.is_some() {
                self.party.addresses.push(address);
                is_first = false;
            }
        }
    }

    fn read_feature(&mut self, item: &Element<'_>) {
        let label = item.text_of("type").unwrap_or_default();
        let Some(value) = item.text_of("value") else {
            self.party.notes.extend(self.record.remark(item));
            return;
        };
        let feature = Feature {
            label,
            value,
            date: item.child("valueDate").and_then(period),
            comment: item.text_of("comments"),
            reliability: item.text_of("reliability"),
        };
        feature.read(&mut self.party, &self.record.origin("feature"), self.problems);
    }

    fn read_document(&mut self, item: &Element<'_>) {
        let invalid = (item.text_of("isValid") == Some("false")).then_some("not valid");
        let more = ["issuingAuthority", "issuingLocation", "comments"].into_iter();
        let country = item.text_of("issuingCountry");
        // The place of issue is, as a rule, the country once more.
        let more = more.filter_map(|field| item.text_of(field)).filter(|text| Some(*text) != country);
        let remark = more.chain(invalid).collect::<Vec<_>>().join("; ");
        let row = Row {
            label: item.text_of("type").unwrap_or_default(),
            value: item.text_of("documentNumber").unwrap_or_default(),
            country,
            issued: item.text_of("issueDate"),
            expires: item.text_of("expirationDate"),
            remark: (!remark.is_empty()).then_some(&remark),
        };
        row.read(&mut self.party, &self.record.origin("identityDocument"), self.problems);
    }

    fn read_relationship(&mut self, item: &Element<'_>) {
        let related = item.child("relatedEntity");
        let Some(name) = related.and_then(Element::text) else {
            self.party.notes.extend(self.record.remark(item));
            return;
        };
        let id = related.and_then(|related| related.attribute("entityId"));
        let link = Link {
            relation: item.text_of("type").unwrap_or_default().to_owned(),
            name: name.to_owned(),
            party: id.map(|id| PartyId::new(self.party.id.list(), id)),
            origin: self.record.origin("relationship"),
        };
        if let Some(comments) = item.text_of("comments") {
            self.note("relationship", NoteKind::Remark, &format!("{} {name}: {comments}", link.relation));
        }
        self.party.links.push(link);
    }
}

/// The time of a `valueDate`: from the first day that its beginning may be to the last that its end may be.
fn period(date: &Element<'_>) -> Option<PartialDate> {
    let end = |field| date.text_of(field).and_then(day).map(|day| day.from);
    let circa = date.text_of("isApproximate") == Some("true");
    Some(PartialDate { circa, ..dates::span(end("fromDateBegin")?, end("toDateEnd")?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, read_bytes};
    use crate::party::NamePartKind;

    const JANE: &str = "<entity id=\"7\"><generalInfo><identityId>1</identityId><entityType>Individual</entityType>\
        <remarks>B - Hebron</remarks><title>Colonel</title></generalInfo>\
        <sanctionsLists><sanctionsList datePublished=\"2014-10-10\">Consolidated List</sanctionsList>\
        <sanctionsList datePublished=\"2014-07-16\">Other List</sanctionsList></sanctionsLists>\
        <sanctionsPrograms><sanctionsProgram>NS-PLC</sanctionsProgram></sanctionsPrograms>\
        <sanctionsTypes><sanctionsType>Reject</sanctionsType></sanctionsTypes>\
        <legalAuthorities><legalAuthority>Order 1</legalAuthority></legalAuthorities>\
        <names><name><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>\
        <translation><script>Latin</script><formattedFullName>DOE, Jane</formattedFullName><nameParts>\
        <namePart><type>Last Name</type><value>Doe</value></namePart><namePart><type>First Name</type><value>Jane</value></namePart></nameParts></translation>\
        <translation><script>Cyrillic</script><formattedFullName>Доу, Джейн</formattedFullName></translation></translations></name>\
        <name><isPrimary>false</isPrimary><aliasType>F.K.A.</aliasType><isLowQuality>true</isLowQuality><translations>\
        <translation><script>Latin</script><formattedFullName>JAY</formattedFullName></translation></translations></name></names>\
        <addresses><address><country>Iran</country><translations><translation><addressParts>\
        <addressPart><type>CITY</type><value>Atown</value></addressPart><addressPart><type>ADDRESS1</type><value>1 Main St</value></addressPart>\
        </addressParts></translation></translations></address></addresses>\
        <features><feature><type>Birthdate</type><value>some day</value><valueDate><fromDateBegin>1960-01-01</fromDateBegin>\
        <toDateEnd>1961-12-31</toDateEnd><isApproximate>false</isApproximate></valueDate><reliability>Reported</reliability></feature>\
        <feature><type>Website</type><value>www.x.example</value></feature></features>\
        <identityDocuments><identityDocument><type>Passport</type><name>DOE, Jane</name><documentNumber>A1</documentNumber>\
        <isValid>false</isValid><issuingCountry>Iran</issuingCountry><issueDate>2001-02-03</issueDate></identityDocument></identityDocuments>\
        <relationships><relationship><type>Acting for</type><relatedEntity entityId=\"8\">ACE</relatedEntity></relationship>\
        <relationship><type>Acting for</type><relatedEntity entityId=\"9\">BEE</relatedEntity></relationship></relationships></entity>";

    #[test]
    fn an_entity_is_read_whole() {
        let text = format!(
            "<?xml version=\"1.0\"?><sanctionsData><publicationInfo><dataAsOf>2025-01-10T00:00:00</dataAsOf><filters><sanctionsLists>\
             <sanctionsList refId=\"1\">Consolidated List</sanctionsList></sanctionsLists></filters></publicationInfo><entities>{JANE}\
             <entity id=\"8\"><generalInfo><entityType>Entity</entityType></generalInfo><names><name><isPrimary>true</isPrimary>\
             <translations><translation><formattedFullName>ACE</formattedFullName></translation></translations></name></names></entity>\
             </entities></sanctionsData>"
        );
        assert_eq!(list_name(&File::new("f", text.clone().into_bytes())), "ofac-cons");
        let reading = read_bytes("l", "e.xml", Format::OfacEnhancedXml, text.as_bytes());
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2025-01-10"));
        let jane = &reading.parties[0];
        assert_eq!((jane.id.as_str(), jane.kind), ("l:7", PartyKind::Person));
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary DOE, Jane", "native Доу, Джейн", "weak_former JAY"]);
        assert_eq!(jane.names[1].script.as_deref(), Some("Cyrl"));
        assert_eq!(jane.names[0].parts[0], NamePart { kind: NamePartKind::Family, text: "Doe".to_owned() });
        assert_eq!(jane.dates[0].date.to_string(), "1960/1961");
        assert_eq!((jane.addresses[0].street.as_str(), jane.addresses[0].city.as_str()), ("1 Main St", "Atown"));
        assert_eq!((jane.identifiers[0].number.as_str(), jane.identifiers[0].remark.as_str()), ("A1", "not valid"));
        assert_eq!(jane.contacts[0].value, "www.x.example");
        let links: Vec<_> =
            jane.links.iter().map(|link| (link.name.as_str(), link.party.as_ref().map(PartyId::as_str))).collect();
        assert_eq!(links, [("ACE", Some("l:8")), ("BEE", None)]);
        assert_eq!((jane.listing.programs.len(), jane.listing.legal_basis.len()), (1, 1));
        assert_eq!(jane.listing.listed_on.map(|date| date.to_string()).as_deref(), Some("2014-07-16"));
        let notes: Vec<String> = jane.notes.iter().map(|note| format!("{:?} {}", note.kind, note.text)).collect();
        assert_eq!(
            notes,
            [
                "Remark B - Hebron",
                "Title Colonel",
                "Remark Other List",
                "Restriction Reject",
                "Remark Birthdate some day: reliability Reported",
            ]
        );
    }
}
