//! The file in a message: its location and metadata.

use grammers_client::tl;

/// A file on Telegram's servers.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote {
    pub id: i64,
    pub dc: i32,
    pub size: u64,
    /// The size of an image as Telegram's letter, or empty for the document itself.
    pub copy: String,
    pub location: tl::enums::InputFileLocation,
    /// The name that the sender gave it.
    pub name: Option<String>,
    pub mime_type: String,
    pub bytes: Bytes,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug, PartialEq)]
pub enum Bytes {
    /// On its DC.
    There,
    /// In the message, as for some small images.
    Here(Vec<u8>),
}

/// One size of an image.
struct Copy<'a> {
    letter: &'a str,
    pixels: i64,
    size: u64,
    bytes: Bytes,
}

impl Remote {
    /// The file of a message's media, or its thumbnail. `None` if there is none.
    pub fn of(media: &tl::enums::MessageMedia, thumbnail: bool) -> Option<Self> {
        match media {
            tl::enums::MessageMedia::Photo(media) => match media.photo.as_ref()? {
                tl::enums::Photo::Photo(photo) => Self::of_photo(photo, thumbnail),
                tl::enums::Photo::Empty(_) => None,
            },
            tl::enums::MessageMedia::Document(media) => match media.document.as_ref()? {
                tl::enums::Document::Document(document) if thumbnail => Self::thumbnail_of(document),
                tl::enums::Document::Document(document) => Some(Self::of_document(document)),
                tl::enums::Document::Empty(_) => None,
            },
            _ => None,
        }
    }

    fn of_photo(photo: &tl::types::Photo, thumbnail: bool) -> Option<Self> {
        let copies = photo.sizes.iter().filter_map(Copy::of);
        let copy = match thumbnail {
            true => copies.min_by_key(|copy| copy.pixels)?,
            false => copies.max_by_key(|copy| copy.pixels)?,
        };
        let location = tl::types::InputPhotoFileLocation {
            id: photo.id,
            access_hash: photo.access_hash,
            file_reference: photo.file_reference.clone(),
            thumb_size: copy.letter.to_owned(),
        };
        Some(copy.file(photo.id, photo.dc_id, location.into()))
    }

    fn thumbnail_of(document: &tl::types::Document) -> Option<Self> {
        let copies = document.thumbs.iter().flatten().filter_map(Copy::of);
        let copy = copies.max_by_key(|copy| copy.pixels)?;
        let location = location(document, copy.letter);
        Some(copy.file(document.id, document.dc_id, location))
    }

    fn of_document(document: &tl::types::Document) -> Self {
        let name = document.attributes.iter().find_map(|attribute| match attribute {
            tl::enums::DocumentAttribute::Filename(name) => Some(name.file_name.clone()),
            _ => None,
        });
        Self {
            id: document.id,
            dc: document.dc_id,
            size: document.size.try_into().unwrap_or(0),
            copy: String::new(),
            location: location(document, ""),
            name,
            mime_type: document.mime_type.clone(),
            bytes: Bytes::There,
        }
    }
}

impl<'a> Copy<'a> {
    fn of(size: &'a tl::enums::PhotoSize) -> Option<Self> {
        let pixels = |width: i32, height: i32| i64::from(width) * i64::from(height);
        let length = |size: i32| size.try_into().unwrap_or(0);
        Some(match size {
            tl::enums::PhotoSize::Size(size) => Self {
                letter: &size.r#type,
                pixels: pixels(size.w, size.h),
                size: length(size.size),
                bytes: Bytes::There,
            },
            tl::enums::PhotoSize::Progressive(size) => Self {
                letter: &size.r#type,
                pixels: pixels(size.w, size.h),
                size: length(size.sizes.iter().copied().max().unwrap_or(0)),
                bytes: Bytes::There,
            },
            tl::enums::PhotoSize::PhotoCachedSize(size) => Self {
                letter: &size.r#type,
                pixels: pixels(size.w, size.h),
                size: size.bytes.len() as u64,
                bytes: Bytes::Here(size.bytes.clone()),
            },
            // Outlines and tiny previews are shown only while the image loads.
            tl::enums::PhotoSize::Empty(_)
            | tl::enums::PhotoSize::PhotoStrippedSize(_)
            | tl::enums::PhotoSize::PhotoPathSize(_) => return None,
        })
    }

    fn file(self, id: i64, dc: i32, location: tl::enums::InputFileLocation) -> Remote {
        Remote {
            id,
            dc,
            size: self.size,
            copy: self.letter.to_owned(),
            location,
            name: None,
            mime_type: "image/jpeg".to_owned(),
            bytes: self.bytes,
        }
    }
}

fn location(document: &tl::types::Document, copy: &str) -> tl::enums::InputFileLocation {
    tl::types::InputDocumentFileLocation {
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference.clone(),
        thumb_size: copy.to_owned(),
    }
    .into()
}
