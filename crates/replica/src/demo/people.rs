//! Made-up people: real-looking names, document numbers of a region that does not exist, telephones of none.

use jiff::ToSpan;
use jiff::civil::Date;
use protocol::row::{OrganisationRow, PersonRow, Sex};
use protocol::{Day, Hash};
use rules::VolunteerId;

use super::seeded::Seeded;
use crate::error::Result;
use crate::keys::Key;
use crate::portrait;
use crate::seal::{self, Field};

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单查仇解";
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "慕容", "尉迟",
];
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂晨雨欣怡子涵浩宇轩梓诗思佳嘉俊文博睿安宁清远书瑶若云海岚松柏竹兰梅春夏秋冬晓天星月朝阳和顺";
const RARE: &str = "龘喆䶮㛃堃犇淼垚鑫翀翯𠮷𬱖𡋾";
const MINORITY: &[&str] = &[
    "阿依古丽·买买提",
    "巴特尔·苏和",
    "次仁·旺堆",
    "热依汗·艾合买提",
    "古丽娜扎·阿不都热合曼",
    "扎西·多吉",
    "阿卜杜拉·吐尔逊",
];

/// Portraits are drawn once and worn by several: nobody is told by his face here.
const FACES: u64 = 192;

/// The seed of a face: half of them have long hair, and go to women.
pub(crate) fn drawn_from(face: u64) -> u64 {
    let seed = Seeded::new(face).next();
    if face.is_multiple_of(2) {
        seed & !portrait::LONG_HAIR
    } else {
        seed | portrait::LONG_HAIR
    }
}

/// Someone who does not exist.
pub(crate) struct Demo {
    name: String,
    sex: Sex,
    born: Date,
    registered: Date,
    stars: u8,
    phone: u64,
    face: u64,
}

fn character(seeded: &mut Seeded, of: &str) -> char {
    let characters: Vec<char> = of.chars().collect();
    *seeded.one(&characters)
}

fn name(seeded: &mut Seeded) -> String {
    match seeded.below(1000) {
        0..20 => (*seeded.one(MINORITY)).to_owned(),
        20..40 => format!("{}{}", seeded.one(COMPOUND), character(seeded, GIVEN)),
        40..50 => {
            let surname = character(seeded, SURNAMES);
            format!(
                "{surname}{}{}",
                character(seeded, GIVEN),
                character(seeded, RARE)
            )
        }
        50..350 => format!(
            "{}{}",
            character(seeded, SURNAMES),
            character(seeded, GIVEN)
        ),
        _ => {
            let surname = character(seeded, SURNAMES);
            format!(
                "{surname}{}{}",
                character(seeded, GIVEN),
                character(seeded, GIVEN)
            )
        }
    }
}

impl Demo {
    pub(crate) fn draw(seeded: &mut Seeded, today: Date) -> Demo {
        let name = name(seeded);
        let sex = if seeded.below(2) == 0 {
            Sex::Male
        } else {
            Sex::Female
        };
        let age = 16 + seeded.below(58) as i64;
        let born = today
            .saturating_sub(age.years())
            .saturating_sub((seeded.below(365) as i64).days());
        let registered = today.saturating_sub((400 + seeded.below(2400) as i64).days());
        let stars = match seeded.below(100) {
            0..55 => 0,
            55..78 => 1,
            78..90 => 2,
            90..96 => 3,
            96..99 => 4,
            _ => 5,
        };
        Demo {
            name,
            sex,
            born,
            registered,
            stars,
            phone: seeded.below(100_000_000),
            face: seeded.next(),
        }
    }

    /// Which of the faces is his.
    pub(crate) fn face(&self) -> u64 {
        self.face % (FACES / 2) * 2 + u64::from(self.sex == Sex::Female)
    }

    /// The document number: a region that was never assigned, with the right check digit.
    /// Number and person count up together, so that no two demo people share one.
    fn identity(&self, at: u64) -> String {
        let odd = u64::from(self.sex == Sex::Male);
        let (region, sequence) = (format!("00{:04}", at / 500 % 10_000), at % 500 * 2 + odd);
        let born = self.born;
        let body = format!(
            "{region}{:04}{:02}{:02}{sequence:03}",
            born.year(),
            born.month(),
            born.day()
        );
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body
            .bytes()
            .zip(weights)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
    }

    /// The row of a member with this sequence in his number.
    pub(crate) fn row(
        self,
        volunteer: VolunteerId,
        sequence: u64,
        organisation: &OrganisationRow,
        key: &Key,
        photo: Option<Hash>,
    ) -> Result<PersonRow> {
        let demo = self;
        let phone = format!("100{:08}", demo.phone);
        Ok(PersonRow {
            volunteer,
            number: format!("{}{sequence:09}", organisation.region),
            sex: demo.sex,
            region: organisation.region.clone(),
            registered_on: Some(Day::from(demo.registered)),
            stars: (demo.stars > 0).then_some(demo.stars),
            identity: Some(seal::seal(
                key,
                volunteer,
                Field::Identity,
                &demo.identity(sequence),
            )?),
            phone: Some(seal::seal(key, volunteer, Field::Phone, &phone)?),
            photo,
            born_on: Some(Day::from(demo.born)),
            name: demo.name,
        })
    }
}
