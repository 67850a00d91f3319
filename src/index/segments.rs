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

/// Memory that a segment may take before the next one is begun.
const SEGMENT_BYTES: usize = 256 << 20;

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
}

impl Segments {
    pub(super) fn new(place: Place, schema: &Schema) -> tantivy::Result<Self> {
        let writer = writer(place.part(0)?, schema)?;
        Ok(Self { place, schema: schema.clone(), writer, done: Vec::new() })
    }

    pub(super) fn add(&mut self, documents: impl IntoIterator<Item = TantivyDocument>) -> tantivy::Result<()> {
        documents.into_iter().try_for_each(|document| self.writer.add_document(document))?;
        if matches!(self.place, Place::Disk(_)) && self.writer.mem_usage() > SEGMENT_BYTES {
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
