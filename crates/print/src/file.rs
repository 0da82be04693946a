//! A document as a file: the same document gives the same bytes.

use lopdf::{Document, Object, ObjectId, StringFormat, dictionary};
use printpdf::{PdfDocument, PdfParseErrorSeverity, PdfSaveOptions};
use sha2::{Digest, Sha256};

use crate::paper::utf16;

/// The file, or what printpdf says of a font it cannot embed as a subset.
pub(crate) fn bytes(document: &PdfDocument) -> Result<Vec<u8>, String> {
    let mut complaints = Vec::new();
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut complaints);
    let is_error = |severity| severity == PdfParseErrorSeverity::Error;
    if let Some(error) = complaints.into_iter().find(|c| is_error(c.severity)) {
        return Err(error.msg);
    }
    describe(&mut file, &document.metadata.info.document_title)
        .and_then(|()| share(&mut file))
        .map_err(|error| error.to_string())?;
    file.compress();
    let id = Object::String(digest(&file), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Says of the file what is true of it, and how it is to be printed.
fn describe(file: &mut Document, title: &str) -> lopdf::Result<()> {
    // See-through ink came with 1.4, the preferences below with 1.7.
    file.version = "1.7".to_owned();
    let catalog = file.catalog_mut()?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    // The sizes on paper matter: no fitting to the page, and backs turn on the long edge.
    let preferences = dictionary! {
        "DisplayDocTitle" => true,
        "PrintScaling" => "None",
        "Duplex" => "DuplexFlipLongEdge",
    };
    catalog.set("ViewerPreferences", preferences);
    // In the place of dates, of which there are none, and of a standard, which is not kept.
    let info = file.trailer.get(b"Info")?.as_reference()?;
    let title = Object::String(utf16(title), StringFormat::Hexadecimal);
    file.set_object(info, dictionary! { "Title" => title });
    Ok(())
}

/// What printpdf writes anew with every page goes to the tree of pages, which hands it down: all
/// pages have the same resources, and those of a job one size. That saves 400 bytes a card.
fn share(file: &mut Document) -> lopdf::Result<()> {
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    let Some(first) = pages.first() else {
        return Ok(());
    };
    let first = file.get_dictionary(*first)?;
    let tree = first.get(b"Parent")?.as_reference()?;
    let resources = first.get(b"Resources")?.as_reference()?;
    let size = first.get(b"MediaBox")?.clone();
    for id in pages {
        let page = file.get_dictionary_mut(id)?;
        for key in ["TrimBox", "CropBox", "Annots"] {
            page.remove(key.as_bytes());
        }
        if page.get(b"MediaBox")? == &size {
            page.remove(b"MediaBox");
        }
        let own = page.get(b"Resources")?.as_reference()?;
        page.remove(b"Resources");
        if own != resources {
            file.objects.remove(&own);
        }
    }
    let tree = file.get_dictionary_mut(tree)?;
    tree.set("MediaBox", size);
    tree.set("Resources", resources);
    file.renumber_objects();
    Ok(())
}

/// Of all that is drawn; it tells one file from another.
fn digest(file: &Document) -> Vec<u8> {
    let mut digest = Sha256::new();
    for object in file.objects.values() {
        if let Ok(stream) = object.as_stream() {
            digest.update(&stream.content);
        }
    }
    digest.finalize()[..16].to_vec()
}
