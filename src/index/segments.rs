//! One index of as many documents as come, written in bounded memory.

use std::fs;
use std::io;
use std::path::PathBuf;

use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::indexer::merge_indices;
use tantivy::schema::Schema;
use tantivy::{Directory, Index, SingleSegmentIndexWriter, TantivyDocument};

use super::analysis;

/// Only sets the first size of tantivy's hash table: a writer of a single segment never flushes it.
const WRITER_BYTES: usize = 64 << 20;

/// Memory that a segment of a whole index may take before the next one is begun.
pub(super) const SEGMENT_BYTES: usize = 256 << 20;

/// Where an index goes.
pub(super) enum Place {
    /// A directory that is not there yet.
    Disk(PathBuf),
    /// Memory, which then holds all of it anyway.
    Memory(RamDirectory),
}

impl Place {
    /// Where a part of it goes; the only one in memory is the whole.
    fn part(&self, number: usize) -> io::Result<Box<dyn Directory>> {
        Ok(match self {
            Self::Disk(_) => self.make(self.part_path(number))?,
            Self::Memory(memory) => Box::new(memory.clone()),
        })
    }

    fn part_path(&self, number: usize) -> PathBuf {
        match self {
            Self::Disk(path) => path.with_extension(number.to_string()),
            Self::Memory(_) => PathBuf::new(),
        }
    }

    fn make(&self, path: PathBuf) -> io::Result<Box<dyn Directory>> {
        fs::create_dir(&path)?;
        Ok(Box::new(MmapDirectory::open(path).map_err(io::Error::other)?))
    }
}

/// An index that is written: documents keep their order, and it ends up with one segment.
pub(super) struct Segments {
    place: Place,
    schema: Schema,
    writer: SingleSegmentIndexWriter<TantivyDocument>,
    done: Vec<Index>,
    /// Memory that a segment may take.
    most_bytes: usize,
}

impl Segments {
    pub(super) fn new(place: Place, schema: &Schema, most_bytes: usize) -> tantivy::Result<Self> {
        let writer = writer(place.part(0)?, schema)?;
        Ok(Self { place, schema: schema.clone(), writer, done: Vec::new(), most_bytes })
    }

    pub(super) fn add(&mut self, documents: impl IntoIterator<Item = TantivyDocument>) -> tantivy::Result<()> {
        documents.into_iter().try_for_each(|document| self.writer.add_document(document))?;
        if matches!(self.place, Place::Disk(_)) && self.writer.mem_usage() > self.most_bytes {
            let next = writer(self.place.part(self.done.len() + 1)?, &self.schema)?;
            self.done.push(std::mem::replace(&mut self.writer, next).finalize()?);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> tantivy::Result<()> {
        self.done.push(self.writer.finalize()?);
        let Place::Disk(path) = &self.place else { return Ok(()) };
        let parts = self.done.len();
        if parts == 1 {
            self.done.clear();
            fs::rename(self.place.part_path(0), path)?;
            return Ok(());
        }
        merge_indices(&self.done, self.place.make(path.clone())?)?;
        self.done.clear();
        (0..parts).try_for_each(|number| Ok(fs::remove_dir_all(self.place.part_path(number))?))
    }
}

fn writer(
    directory: Box<dyn Directory>,
    schema: &Schema,
) -> tantivy::Result<SingleSegmentIndexWriter<TantivyDocument>> {
    Index::builder()
        .schema(schema.clone())
        .tokenizers(analysis::tokenizers())
        .fast_field_tokenizers(analysis::tokenizers())
        .single_segment_index_writer(directory, WRITER_BYTES)
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{BytesOptions, FAST, STORED};

    use super::*;

    #[test]
    fn documents_keep_their_order_however_many_segments_there_were() {
        let mut schema = Schema::builder();
        let number = schema.add_u64_field("number", FAST | STORED);
        let word = schema.add_bytes_field("word", BytesOptions::default().set_fast());
        let schema = schema.build();
        for (case, most_bytes) in [("one segment", usize::MAX), ("one for each call", 0)] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("index");
            let mut segments = Segments::new(Place::Disk(path.clone()), &schema, most_bytes).unwrap();
            let document = |at: u64| {
                let mut document = TantivyDocument::new();
                document.add_u64(number, at);
                // Neither in order nor once.
                [at % 7, at % 3, at % 7].iter().for_each(|word_of| document.add_bytes(word, &[*word_of as u8]));
                document
            };
            for start in (0..50).step_by(10) {
                segments.add((start..start + 10).map(document)).unwrap();
            }
            segments.finish().unwrap();
            assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "{case}: no part is left");

            let searcher = Index::open_in_dir(&path).unwrap().reader().unwrap().searcher();
            let [segment] = searcher.segment_readers() else { panic!("{case}: not one segment") };
            let (numbers, words) = (segment.fast_fields().u64("number").unwrap(), segment.fast_fields().bytes("word"));
            let words = words.unwrap().expect("each document has words");
            for at in 0..50_u32 {
                assert_eq!(numbers.first(at), Some(at.into()), "{case}");
                let found: Vec<u64> = words.term_ords(at).collect();
                assert_eq!(found, [at % 7, at % 3, at % 7].map(u64::from), "{case}");
            }
        }
    }
}
