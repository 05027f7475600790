//! Music and voices, in the formats that `lofty` knows.

use std::io::BufReader;

use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::{AudioFile, FileType, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::Accessor;

use crate::api::types::file::probe::bounded::Bounded;
use crate::api::types::file::probe::details::Details;
use crate::telegram::media::Source;

/// Bytes that one tag may have, at most.
const LONGEST_TAG: usize = 4 * 1024 * 1024;

/// Characters of a title or performer that are kept.
const LONGEST_NAME: usize = 256;

/// How much is read at once: tags are read in small bites.
const BITE: usize = 4096;

pub fn read(source: &Source) -> Option<Details> {
    // Of this thread, and of whatever it reads after.
    apply_global_options(
        GlobalOptions::new()
            .allocation_limit(LONGEST_TAG)
            .use_custom_resolvers(false)
            .preserve_format_specific_items(false),
    );
    // Tags that can't be read, or that have too large a cover, don't keep the duration from being known.
    read_with(source, true).or_else(|| read_with(source, false))
}

fn read_with(source: &Source, tags: bool) -> Option<Details> {
    let options = ParseOptions::new().read_cover_art(false).read_tags(tags);
    let file = BufReader::with_capacity(BITE, Bounded::new(source));
    let file = Probe::new(file).options(options).guess_file_type().ok()?.read().ok()?;
    let tag = file.primary_tag().or_else(|| file.first_tag());
    let title = tag.and_then(|tag| readable(&tag.title()?));
    let performer = tag.and_then(|tag| readable(&tag.artist()?));
    let is_bare = title.is_none() && performer.is_none();
    let properties = file.properties();
    let mut details = Details {
        has_sound: true,
        is_voice: is_bare && file.file_type() == FileType::Opus && properties.channels() == Some(1),
        title,
        performer,
        ..Details::default()
    };
    details.lasts(properties.duration().as_secs_f64());
    Some(details)
}

/// The printable part of a text from an untrusted file.
fn readable(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let seen = seen.trim();
    (!seen.is_empty()).then(|| seen.to_owned())
}
