//! The bars on real photographs: a folder with `manifest.tsv` that is not part of the project.

use std::collections::BTreeMap;
use std::path::Path;

use scan::{Code, Ladder, read_image};

/// Share of expected texts or labelled codes read in a set, in per cent.
#[derive(Default)]
struct Tally {
    read: usize,
    all: usize,
}

impl Tally {
    fn percent(&self) -> f64 {
        100.0 * self.read as f64 / self.all as f64
    }
}

fn near(code: &Code, label: &[f32]) -> bool {
    let spots: Vec<[f32; 2]> = label.chunks_exact(2).map(|p| [p[0], p[1]]).collect();
    let [x, y] = [0, 1].map(|axis| spots.iter().map(|p| p[axis]).sum::<f32>() / 4.0);
    let radius = spots
        .iter()
        .map(|p| (p[0] - x).hypot(p[1] - y))
        .fold(0.0, f32::max);
    let [cx, cy] = code.centre();
    (cx - x).hypot(cy - y) < 0.75 * radius
}

#[test]
#[ignore = "reads the photographs in the folder YIZHAN_QR_IMAGES names; run optimised"]
fn photographs_are_read_as_well_as_the_bars_ask() {
    let folder = std::env::var("YIZHAN_QR_IMAGES").expect("YIZHAN_QR_IMAGES names the folder");
    let manifest = std::fs::read_to_string(Path::new(&folder).join("manifest.tsv")).unwrap();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut false_reads = 0;
    for row in manifest.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (path, expected, set, kind, polygons) =
            (columns[0], columns[1], columns[4], columns[5], columns[7]);
        let bytes = std::fs::read(Path::new(&folder).join(path)).unwrap();
        let codes = read_image(&bytes, Ladder::Still).unwrap_or_default();
        if kind == "negative" {
            false_reads += codes.len();
        } else if set.starts_with("boofcv") && set != "boofcv-clean" {
            let labels: Vec<Vec<f32>> = serde_json::from_str(polygons).unwrap_or_default();
            let tally = tallies.entry(set.to_owned()).or_default();
            tally.all += labels.len();
            tally.read += labels
                .iter()
                .filter(|label| codes.iter().any(|code| near(code, label)))
                .count();
        } else if set.starts_with("zxing-qr") || set == "jsqr" {
            let wanted: Vec<String> = serde_json::from_str(expected).unwrap_or_default();
            let name = if set == "jsqr" { set } else { "zxing" };
            let tally = tallies.entry(name.to_owned()).or_default();
            tally.all += wanted.len();
            let is_read = |text: &&String| {
                codes
                    .iter()
                    .any(|code| code.text.trim_end() == text.trim_end())
            };
            tally.read += wanted.iter().filter(is_read).count();
        }
    }
    let percent = |name: &str| tallies[name].percent();
    let bent: Vec<f64> = tallies
        .iter()
        .filter(|(name, tally)| name.starts_with("boofcv") && tally.all > 0)
        .map(|(_, tally)| tally.percent())
        .collect();
    let mean = bent.iter().sum::<f64>() / bent.len() as f64;
    assert_eq!(false_reads, 0);
    assert!(percent("zxing") >= 95.5, "zxing {}", percent("zxing"));
    assert!(percent("jsqr") >= 94.7, "jsqr {}", percent("jsqr"));
    assert!(percent("boofcv-monitor") >= 100.0 && percent("boofcv-close") >= 100.0);
    assert!(mean >= 73.0, "BoofCV mean {mean}");
}
