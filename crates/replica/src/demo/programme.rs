//! The projects of a demonstration: what they are called and what people are told about them.

use protocol::row::{ProjectDetails, ProjectKind, Timing};

use crate::new_project::NewPosition;

/// A project as the demonstration knows it.
pub(crate) struct Known {
    pub name: &'static str,
    pub short_name: &'static str,
    pub timing: Timing,
    pub kind: ProjectKind,
    pub wanted: u32,
    category: &'static str,
    objects: &'static [&'static str],
    place: &'static str,
    description: &'static str,
    positions: &'static [(&'static str, u32)],
}

impl Known {
    /// What people are told.
    pub(crate) fn details(&self) -> ProjectDetails {
        let text = |text: &str| Some(text.to_owned());
        ProjectDetails {
            own_members_only: Some(true),
            sign_up_reviewed: Some(true),
            category: text(self.category),
            objects: Some(self.objects.iter().map(|&one| one.to_owned()).collect()),
            region: text("009901"),
            place: text(self.place),
            contact: text("陈站长"),
            description: text(self.description),
        }
    }

    /// Its positions.
    pub(crate) fn positions(&self) -> Vec<NewPosition> {
        let positions = self.positions.iter();
        positions
            .map(|(name, wanted)| NewPosition {
                name: (*name).to_owned(),
                wanted: Some(*wanted),
            })
            .collect()
    }
}

pub(crate) const PROJECTS: &[Known] = &[
    Known {
        name: "社区清洁日",
        short_name: "清洁日",
        timing: Timing::Double,
        kind: ProjectKind::Service,
        wanted: 60,
        category: "卫生保洁",
        objects: &["社会公众"],
        place: "光明社区中心广场",
        description: "清扫楼道、整理绿地、分拣可回收物。请穿便于活动的鞋，工具和手套在签到台领取。",
        positions: &[("清扫", 40), ("分拣", 14), ("物资", 6)],
    },
    Known {
        name: "图书角值守",
        short_name: "图书角",
        timing: Timing::Single,
        kind: ProjectKind::Service,
        wanted: 8,
        category: "文化娱乐",
        objects: &["青少年", "社会公众"],
        place: "光明社区二楼图书角",
        description: "登记借还、整理书架、陪小读者读一本书。",
        positions: &[("借还登记", 4), ("伴读", 4)],
    },
    Known {
        name: "河道巡护",
        short_name: "河道巡护",
        timing: Timing::Double,
        kind: ProjectKind::Service,
        wanted: 30,
        category: "环保绿化",
        objects: &["社会公众"],
        place: "南湖公园北门至新桥段",
        description: "沿河步行巡护，清理漂浮物，发现排污口拍照上报。",
        positions: &[("巡护", 24), ("安全员", 6)],
    },
    Known {
        name: "敬老院陪伴",
        short_name: "敬老陪伴",
        timing: Timing::Double,
        kind: ProjectKind::Service,
        wanted: 20,
        category: "敬老助老",
        objects: &["孤寡老人"],
        place: "青溪区夕照敬老院",
        description: "陪老人聊天、读报、晒太阳。进院前请配合登记和消毒。",
        positions: &[("陪伴", 16), ("理发", 4)],
    },
    Known {
        name: "急救知识培训",
        short_name: "急救培训",
        timing: Timing::Double,
        kind: ProjectKind::Training,
        wanted: 40,
        category: "教育培训",
        objects: &["社会公众"],
        place: "文峰街道党群服务中心三楼",
        description: "心肺复苏与止血包扎，讲授后逐人实操考核。",
        positions: &[],
    },
    Known {
        name: "文明交通引导",
        short_name: "交通引导",
        timing: Timing::Single,
        kind: ProjectKind::Service,
        wanted: 16,
        category: "治安巡逻",
        objects: &["社会公众"],
        place: "文峰路与临江路路口",
        description: "早晚高峰在路口协助引导行人和非机动车。",
        positions: &[("东口", 8), ("西口", 8)],
    },
    Known {
        name: "马拉松服务",
        short_name: "马拉松",
        timing: Timing::Double,
        kind: ProjectKind::Service,
        wanted: 120,
        category: "赛会服务",
        objects: &["社会公众"],
        place: "云州体育中心东广场",
        description: "起终点引导、饮水站、存包与关门收容。",
        positions: &[("饮水站", 60), ("存包", 30), ("引导", 30)],
    },
    Known {
        name: "防灾应急演练",
        short_name: "应急演练",
        timing: Timing::Double,
        kind: ProjectKind::Training,
        wanted: 50,
        category: "减灾救灾",
        objects: &["社会公众"],
        place: "云岭县应急避难场所",
        description: "疏散、搭帐篷、通讯与物资分发的综合演练。",
        positions: &[],
    },
];
