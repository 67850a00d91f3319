//! Bytes of a customer file as UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

/// Bytes decoded at a time.
const CHUNK: usize = 1 << 13;

/// A reader without its byte order mark, UTF-16 turned into UTF-8; all else is passed on as it is.
///
/// UTF-16 is told by its mark, or by a first character that has a zero byte, as no text in UTF-8 has.
pub(super) struct Utf8<R> {
    reader: R,
    /// Bytes read and not yet handed on.
    raw: Vec<u8>,
    /// For UTF-16, until its end.
    decoder: Option<Decoder>,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(mut reader: R) -> io::Result<Self> {
        let mut raw = Vec::new();
        // As long as the longest mark.
        reader.by_ref().take(3).read_to_end(&mut raw)?;
        let marked = Encoding::for_bom(&raw);
        let encoding = marked.map(|(encoding, _)| encoding).or(match raw[..] {
            [0, second, ..] if second != 0 => Some(UTF_16BE),
            [first, 0, ..] if first != 0 => Some(UTF_16LE),
            _ => None,
        });
        raw.drain(..marked.map_or(0, |(_, mark)| mark));
        let decoder = encoding.filter(|&encoding| encoding != encoding_rs::UTF_8);
        Ok(Self { reader, raw, decoder: decoder.map(Encoding::new_decoder_without_bom_handling) })
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let wanted = CHUNK.saturating_sub(self.raw.len());
            let last = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.raw)? == 0 && wanted > 0;
            let (result, read, written, _) = decoder.decode_to_utf8(&self.raw, into, last);
            self.raw.drain(..read);
            if last && result == encoding_rs::CoderResult::InputEmpty {
                self.decoder = None;
            }
            if written > 0 {
                return Ok(written);
            }
        }
        // With what was read ahead, so that whoever looks at the start of the text sees more than three bytes.
        let ahead = self.raw.len().min(into.len());
        let (start, rest) = into.split_at_mut(ahead);
        start.copy_from_slice(&self.raw[..ahead]);
        let read = self.reader.read(rest)?;
        self.raw.drain(..ahead);
        Ok(ahead + read)
    }
}
