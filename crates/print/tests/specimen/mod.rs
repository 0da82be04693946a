//! Cards to print, and other people's programs to look at what was printed.

use std::{fs, path::PathBuf, process::Command, sync::LazyLock};

use card::{Card, CardKind, SecretKey};
use jiff::civil::date;
use print::{CardModel, Fonts, Layout, Printed, cards};
use rules::{CardId, OrganisationTag, VolunteerId};
use tempfile::TempDir;

/// The fonts of this machine; without them nothing here can be tested.
pub fn fonts() -> &'static Fonts {
    static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::installed().unwrap());
    &FONTS
}

/// A card of no living person; each index has its own number and token.
pub fn model(index: u8) -> CardModel {
    let signed = Card {
        kind: CardKind::Card,
        card: CardId([index; 8]),
        volunteer: VolunteerId([index; 8]),
        organisation: OrganisationTag([0, 0, 0, 7]),
        index: index.into(),
        issued: date(2026, 3, 5),
        expires: date(2029, 3, 4),
        revision: 0,
    };
    CardModel {
        name: "陈晓岚".to_owned(),
        sex: "女".to_owned(),
        number: format!("0032 0600 1008 {:04}", 4100 + u16::from(index)),
        city: "南通市".to_owned(),
        stars: Some(3),
        organisation: "南通市崇川区文峰街道光明村社区志愿服务队".to_owned(),
        photo: None,
        token: card::sign(&signed, &SecretKey::from_seed([index; 32])).unwrap(),
        issued: signed.issued,
        expires: signed.expires,
        verify_note: "在义站中扫描正面二维码，核对照片与姓名；没有网络时同样可以查验真伪。"
            .to_owned(),
        contact: Some("拾获本证请联系：000-0000 0000".to_owned()),
        demo: false,
    }
}

/// A small photo.
pub fn portrait() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(150, 210, |x, y| image::Rgb([x as u8, y as u8, 120]));
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80);
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

pub fn print_one(model: CardModel, layout: Layout) -> Printed {
    cards(&[model], layout, fonts()).unwrap()
}

pub fn job(count: u8, layout: Layout) -> Printed {
    let models: Vec<CardModel> = (0..count).map(model).collect();
    let printed = cards(&models, layout, fonts()).unwrap();
    assert_eq!(printed.failed, []);
    printed
}

/// A file in a folder of its own that goes when the test ends.
struct Saved {
    folder: TempDir,
    path: PathBuf,
}

impl Saved {
    fn new(pdf: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cards.pdf");
        fs::write(&path, pdf).unwrap();
        Self { folder, path }
    }

    /// What a program says about the file; `FILE` among the arguments stands for it.
    fn ask(&self, program: &str, arguments: &[&str]) -> String {
        let arguments = arguments.iter().map(|argument| match *argument {
            "FILE" => self.path.clone().into_os_string(),
            argument => argument.into(),
        });
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.folder)
            .output()
            .unwrap_or_else(|error| panic!("{program} is needed for the tests: {error}"));
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[derive(Debug)]
pub struct Info {
    pub pages: usize,
    pub width: f32,
    pub height: f32,
}

pub fn info(pdf: &[u8]) -> Info {
    let said = Saved::new(pdf).ask("pdfinfo", &["FILE"]);
    let field = |name: &str| -> Vec<&str> {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().split_whitespace().collect()
    };
    let size = field("Page size:");
    Info {
        pages: field("Pages:")[0].parse().unwrap(),
        width: size[0].parse().unwrap(),
        height: size[2].parse().unwrap(),
    }
}

/// The text of a page in the order in which it was drawn.
pub fn text(pdf: &[u8], page: usize) -> String {
    let page = page.to_string();
    Saved::new(pdf).ask(
        "pdftotext",
        &["-raw", "-f", &page, "-l", &page, "FILE", "-"],
    )
}

/// A word and where it stands, in points from the top left.
#[derive(Debug)]
pub struct Word {
    pub text: String,
    pub left: f32,
    pub top: f32,
    pub right: f32,
}

pub fn words(pdf: &[u8], page: usize) -> Vec<Word> {
    let page = page.to_string();
    let said = Saved::new(pdf).ask(
        "pdftotext",
        &["-bbox", "-f", &page, "-l", &page, "FILE", "-"],
    );
    let value = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let lines = said.lines().filter(|line| line.contains("<word "));
    lines
        .map(|line| Word {
            text: line.split(['<', '>']).nth(2).unwrap().to_owned(),
            left: value(line, "xMin"),
            top: value(line, "yMin"),
            right: value(line, "xMax"),
        })
        .collect()
}

/// The texts of all symbols in the file, in order of the alphabet.
pub fn symbols(pdf: &[u8], dpi: u32) -> Vec<String> {
    let saved = Saved::new(pdf);
    saved.ask(
        "pdftoppm",
        &[
            "-r",
            &dpi.to_string(),
            "-f",
            "1",
            "-l",
            "1",
            "-png",
            "FILE",
            "page",
        ],
    );
    let page = fs::read_dir(&saved.folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "png"));
    let page = page.unwrap();
    let said = saved.ask("zbarimg", &["--quiet", "--raw", page.to_str().unwrap()]);
    let mut texts: Vec<String> = said.lines().map(str::to_owned).collect();
    texts.sort();
    texts
}

/// A page in shades of grey.
pub struct Page {
    width: usize,
    dots: Vec<u8>,
}

impl Page {
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.dots[y * self.width + x]
    }
}

pub fn render(pdf: &[u8], page: usize, dpi: u32) -> Page {
    let (saved, page) = (Saved::new(pdf), page.to_string());
    let dpi = dpi.to_string();
    saved.ask(
        "pdftoppm",
        &[
            "-r",
            &dpi,
            "-f",
            &page,
            "-l",
            &page,
            "-gray",
            "-singlefile",
            "FILE",
            "page",
        ],
    );
    let bytes = fs::read(saved.folder.path().join("page.pgm")).unwrap();
    // P5, width and height, the brightest value; each on a line.
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    assert_eq!(lines.next().unwrap(), b"P5");
    let size = String::from_utf8(lines.next().unwrap().to_vec()).unwrap();
    let width = size.split(' ').next().unwrap().parse().unwrap();
    let dots = lines.nth(1).unwrap().to_vec();
    Page { width, dots }
}

/// What poppler says of each font, a line each.
pub fn font_rows(pdf: &[u8]) -> Vec<String> {
    rows(Saved::new(pdf).ask("pdffonts", &["FILE"]))
}

/// What poppler says of each picture, a line each.
pub fn image_rows(pdf: &[u8]) -> Vec<String> {
    rows(Saved::new(pdf).ask("pdfimages", &["-list", "FILE"]))
}

fn rows(said: String) -> Vec<String> {
    said.lines().skip(2).map(str::to_owned).collect()
}

/// Fails unless qpdf finds nothing wrong.
pub fn check(pdf: &[u8]) {
    let said = Saved::new(pdf).ask("qpdf", &["--check", "FILE"]);
    assert!(
        said.contains("No syntax or stream encoding errors"),
        "{said}"
    );
}
