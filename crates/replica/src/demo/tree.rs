//! A city that is on no map, and its volunteer organisations on five levels.

use protocol::row::OrganisationRow;
use rules::{OrganisationId, OrganisationTag};
use rusqlite::Connection;

use super::seeded::Seeded;
use crate::error::Result;
use crate::keys::random;
use crate::stamp::Stamp;
use crate::table::organisation;

/// Six digits of a region that was never assigned.
const REGION: &str = "009901";
const COUNTIES: &[&str] = &["青溪区", "望江区", "云岭县", "南湖区"];
const STREETS: &[&str] = &["文峰街道", "临江街道", "柳桥镇"];
const COMMUNITIES: &[&str] = &["光明社区", "新桥社区", "和平村"];
const TEAMS: &[&str] = &["清洁小队", "敬老小队"];
const KINDS: &[&str] = &[
    "民间公益",
    "专业服务",
    "机关事业单位",
    "企业",
    "学校",
    "学雷锋志愿服务基地",
];

/// Plants the tree and answers with the community team that the desk belongs to.
pub(crate) fn plant(db: &Connection, seeded: &mut Seeded) -> Result<OrganisationRow> {
    let mut home = None;
    let city = put(db, None, 1, "云州市志愿服务总站", seeded)?;
    for county in COUNTIES {
        let brigade = put(db, Some(&city), 2, &format!("{county}志愿服务总队"), seeded)?;
        for street in STREETS {
            let branch = put(
                db,
                Some(&brigade),
                3,
                &format!("{county}{street}志愿服务支队"),
                seeded,
            )?;
            for community in COMMUNITIES {
                let team = put(
                    db,
                    Some(&branch),
                    4,
                    &format!("{street}{community}志愿服务队"),
                    seeded,
                )?;
                for small in TEAMS {
                    put(db, Some(&team), 5, &format!("{community}{small}"), seeded)?;
                }
                home.get_or_insert(team);
            }
        }
    }
    Ok(home.unwrap_or(city))
}

fn put(
    db: &Connection,
    parent: Option<&OrganisationRow>,
    level: u8,
    name: &str,
    seeded: &mut Seeded,
) -> Result<OrganisationRow> {
    let row = OrganisationRow {
        id: OrganisationId(Stamp::now().id.0),
        tag: OrganisationTag(random()?),
        parent: parent.map(|parent| parent.id),
        level,
        name: name.to_owned(),
        region: REGION.to_owned(),
        kind: (*seeded.one(KINDS)).to_owned(),
        profile: "jianghai".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        demo: true,
    };
    organisation::put(db, &row, 1)?;
    Ok(row)
}
