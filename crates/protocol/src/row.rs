//! The rows that central owns, as `put` carries them: integer-keyed maps, extended only by optional keys.

use minicbor::{Decode, Encode};
use rules::{CardId, OrganisationId, OrganisationTag, ProjectId, StaffId, VolunteerId};

use crate::value::{Day, Minute, Place};
use crate::{Error, Hash, Role};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $number:literal $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, serde::Serialize, serde::Deserialize)]
        #[cbor(index_only)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* #[n($number)] $variant,)* }

        impl $name {
            /// The word in databases and documents.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some($name::$variant),)* _ => None }
            }
        }
    )*};
}

words! {
    /// Which rows.
    Table {
        /// Organisations (组织).
        0 Organisation = "organisation",
        /// People (志愿者).
        1 Person = "person",
        /// Who belongs where.
        2 Membership = "membership",
        /// Projects (活动).
        3 Project = "project",
        /// Positions of a project (岗位).
        4 Position = "position",
        /// Teams of a project (团队).
        5 Team = "team",
        /// Staff (工作人员).
        6 Staff = "staff",
        /// Policy profiles.
        7 Profile = "profile",
        /// Cards and their status.
        8 Card = "card",
    }
    /// Whether presence is one punch or two.
    Timing {
        /// One punch a day, a preset worth (单签).
        0 Single = "single",
        /// In and out (双签).
        1 Double = "double",
    }
    /// What the hours of a project are.
    ProjectKind {
        /// Service (服务).
        0 Service = "service",
        /// Training (培训).
        1 Training = "training",
    }
    /// Where a project stands with its reviewers.
    ProjectReview {
        /// Being written (草稿).
        0 Draft = "draft",
        /// Waiting (未审).
        1 Waiting = "waiting",
        /// Approved (已审).
        2 Approved = "approved",
        /// Sent back (退回).
        3 Returned = "returned",
    }
    /// Whether someone belongs to an organisation.
    MembershipState {
        /// Asked (申请中).
        0 Pending = "pending",
        /// Belongs (已加入).
        1 Joined = "joined",
        /// Refused (被拒绝).
        2 Refused = "refused",
        /// Left or was removed (已退出).
        3 Left = "left",
    }
    /// As GB/T 2261.1 has it.
    Sex {
        /// 未知.
        0 Unknown = "unknown",
        /// 男.
        1 Male = "male",
        /// 女.
        2 Female = "female",
    }
    /// Whether a card is good.
    CardState {
        /// Good until its last day.
        0 Valid = "valid",
        /// No longer.
        1 Retired = "retired",
    }
}

/// A volunteer organisation.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct OrganisationRow {
    /// Which.
    #[n(0)]
    pub id: OrganisationId,
    /// As cards name it.
    #[n(1)]
    pub tag: OrganisationTag,
    /// The one above it.
    #[n(2)]
    pub parent: Option<OrganisationId>,
    /// 1 (总站) to 5.
    #[n(3)]
    pub level: u8,
    /// In full.
    #[n(4)]
    pub name: String,
    /// Six digits of GB/T 2260.
    #[n(5)]
    pub region: String,
    /// One of the six kinds.
    #[n(6)]
    pub kind: String,
    /// The policy profile it works under.
    #[n(7)]
    pub profile: String,
    /// The IANA name of its time zone.
    #[n(8)]
    pub zone: String,
    /// Made up for a demonstration; its prints say so.
    #[n(9)]
    pub demo: bool,
}

/// A volunteer. Numbers of documents and telephones are sealed under the organisation's field key.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct PersonRow {
    /// The opaque reference.
    #[n(0)]
    pub volunteer: VolunteerId,
    /// The volunteer number (志愿者编号); empty while provisional.
    #[n(1)]
    pub number: String,
    /// In full.
    #[n(2)]
    pub name: String,
    /// As in documents.
    #[n(3)]
    pub sex: Sex,
    /// Registration region, six digits.
    #[n(4)]
    pub region: String,
    /// Since when.
    #[n(5)]
    pub registered_on: Option<Day>,
    /// Star rating, 0–5.
    #[n(6)]
    pub stars: Option<u8>,
    /// The document number.
    #[n(7)]
    pub identity: Option<Sealed>,
    /// The telephone number.
    #[n(8)]
    pub phone: Option<Sealed>,
    /// The portrait, by its digest.
    #[n(9)]
    pub photo: Option<Hash>,
    /// The day of birth, for the rules on minors.
    #[n(10)]
    pub born_on: Option<Day>,
}

/// A number that is shown masked: sealed, with what is needed to find it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Sealed {
    /// XChaCha20-Poly1305 under the organisation's field key: nonce and ciphertext.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// A keyed digest of the whole, for exact look-up.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub index: Vec<u8>,
    /// The last four characters, for search.
    #[n(2)]
    pub tail: String,
}

/// Who belongs where.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct MembershipRow {
    /// Where.
    #[n(0)]
    pub organisation: OrganisationId,
    /// Who.
    #[n(1)]
    pub volunteer: VolunteerId,
    /// Whether.
    #[n(2)]
    pub state: MembershipState,
    /// Since when.
    #[n(3)]
    pub joined_on: Option<Day>,
}

/// A project: its days, its daily window and how presence counts.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ProjectRow {
    /// Which.
    #[n(0)]
    pub id: ProjectId,
    /// Whose.
    #[n(1)]
    pub organisation: OrganisationId,
    /// In full.
    #[n(2)]
    pub name: String,
    /// One punch or two.
    #[n(3)]
    pub timing: Timing,
    /// Service or training.
    #[n(4)]
    pub kind: ProjectKind,
    /// First day.
    #[n(5)]
    pub from: Day,
    /// Last day.
    #[n(6)]
    pub to: Day,
    /// The daily window's start.
    #[n(7)]
    pub start: Minute,
    /// Its end; not after the start: past midnight.
    #[n(8)]
    pub end: Minute,
    /// What a single punch is worth.
    #[n(9)]
    pub preset_minutes: Option<u32>,
    /// Only who is on the list.
    #[n(10)]
    pub by_list: bool,
    /// Volunteers may punch themselves.
    #[n(11)]
    pub self_open: bool,
    /// Where.
    #[n(12)]
    pub venue: Option<Place>,
    /// How far from it still counts, in metres.
    #[n(13)]
    pub radius_m: Option<f64>,
    /// Signing out needs no place (分散签出).
    #[n(14)]
    pub dispersed_sign_out: bool,
    /// How many are wanted.
    #[n(15)]
    pub wanted: Option<u32>,
    /// The profile it runs under, where it is not the organisation's.
    #[n(16)]
    pub profile: Option<String>,
    /// With the reviewers.
    #[n(17)]
    pub review: ProjectReview,
    /// On narrow screens and slips (项目简称).
    #[n(18)]
    pub short_name: Option<String>,
    /// The first day of sign-up.
    #[n(19)]
    pub sign_up_from: Option<Day>,
    /// The last.
    #[n(20)]
    pub sign_up_to: Option<Day>,
    /// Temporary administrators (临时管理员), by their identity numbers, six at most.
    #[n(21)]
    pub administrators: Option<Vec<Sealed>>,
    /// The version of its profile, fixed when it was made; none: the one in force on its first day.
    #[n(22)]
    pub profile_version: Option<u32>,
    /// Values of the profile that are otherwise in this project, as a profile's data file that extends it.
    #[n(23)]
    pub profile_changes: Option<String>,
    /// What people are told about it.
    #[n(24)]
    pub details: Option<ProjectDetails>,
}

/// What people are told about a project; nothing of it is looked at by the rules.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ProjectDetails {
    /// Only members of the organisation may sign up (参与对象：仅本组织).
    #[n(0)]
    pub own_members_only: Option<bool>,
    /// Sign-ups wait for someone's yes (报名审核).
    #[n(1)]
    pub sign_up_reviewed: Option<bool>,
    /// The service category (服务类别).
    #[n(2)]
    pub category: Option<String>,
    /// Whom it serves (服务对象).
    #[n(3)]
    pub objects: Option<Vec<String>>,
    /// Where, six digits of GB/T 2260 (所在地区).
    #[n(4)]
    pub region: Option<String>,
    /// Where, in words (实施地点).
    #[n(5)]
    pub place: Option<String>,
    /// Whom to ask (联系人).
    #[n(6)]
    pub contact: Option<String>,
    /// What is done (活动内容).
    #[n(7)]
    pub description: Option<String>,
}

/// A position of a project.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct PositionRow {
    /// The project.
    #[n(0)]
    pub project: ProjectId,
    /// Its name, unique in the project.
    #[n(1)]
    pub name: String,
    /// How many are wanted.
    #[n(2)]
    pub wanted: Option<u32>,
}

/// A team of a project.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct TeamRow {
    /// The project.
    #[n(0)]
    pub project: ProjectId,
    /// Its name, unique in the project.
    #[n(1)]
    pub name: String,
}

/// A staff member.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct StaffRow {
    /// Which.
    #[n(0)]
    pub id: StaffId,
    /// Of which organisation.
    #[n(1)]
    pub organisation: OrganisationId,
    /// In full.
    #[n(2)]
    pub name: String,
    /// What he may do: 0 scanner to 3 administrator.
    #[n(3)]
    pub role: u8,
    /// Whether he still does.
    #[n(4)]
    pub active: bool,
}

impl StaffRow {
    /// What he may do; the least for a number of a later version.
    pub fn role(&self) -> Role {
        match self.role {
            3 => Role::Administrator,
            2 => Role::Supervisor,
            1 => Role::Registrar,
            _ => Role::Scanner,
        }
    }
}

/// A policy profile of an organisation.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ProfileRow {
    /// Whose; none for the platform's.
    #[n(0)]
    pub organisation: Option<OrganisationId>,
    /// Its name.
    #[n(1)]
    pub name: String,
    /// Which version of it.
    #[n(2)]
    pub profile_version: u32,
    /// The data file.
    #[n(3)]
    pub text: String,
}

/// A card and whether it is good.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct CardRow {
    /// Which.
    #[n(0)]
    pub card: CardId,
    /// Whose.
    #[n(1)]
    pub volunteer: VolunteerId,
    /// Its text.
    #[n(2)]
    pub text: String,
    /// Whether.
    #[n(3)]
    pub state: CardState,
}

macro_rules! rows {
    ($($table:ident: $row:ident,)*) => {
        /// A row of some table.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(missing_docs, reason = "each variant is the struct of its name, documented there")]
        pub enum Row { $($table($row),)* }

        impl Row {
            /// Which table it belongs to.
            pub fn table(&self) -> Table {
                match self { $(Row::$table(_) => Table::$table,)* }
            }

            /// The deterministic bytes of its map.
            pub fn encode(&self) -> Vec<u8> {
                let encoded = match self { $(Row::$table(row) => minicbor::to_vec(row),)* };
                encoded.expect("writing to memory cannot fail")
            }

            /// A row of this table.
            ///
            /// # Errors
            /// [`Error::Malformed`] where the bytes are no such row.
            pub fn decode(table: Table, bytes: &[u8]) -> Result<Row, Error> {
                Ok(match table { $(Table::$table => Row::$table(minicbor::decode(bytes)?),)* })
            }
        }

        $(impl From<$row> for Row {
            fn from(row: $row) -> Row { Row::$table(row) }
        })*
    };
}

rows! {
    Organisation: OrganisationRow,
    Person: PersonRow,
    Membership: MembershipRow,
    Project: ProjectRow,
    Position: PositionRow,
    Team: TeamRow,
    Staff: StaffRow,
    Profile: ProfileRow,
    Card: CardRow,
}

impl Row {
    /// The bytes that tell this row from every other of its table.
    pub fn key(&self) -> Vec<u8> {
        match self {
            Row::Organisation(row) => row.id.0.to_vec(),
            Row::Person(row) => row.volunteer.0.to_vec(),
            Row::Membership(row) => [&row.organisation.0[..], &row.volunteer.0].concat(),
            Row::Project(row) => row.id.0.to_vec(),
            Row::Position(row) => [&row.project.0[..], row.name.as_bytes()].concat(),
            Row::Team(row) => [&row.project.0[..], row.name.as_bytes()].concat(),
            Row::Staff(row) => row.id.0.to_vec(),
            Row::Profile(row) => {
                let owner = row
                    .organisation
                    .map_or([0; 16], |organisation| organisation.0);
                let version = row.profile_version.to_be_bytes();
                [&owner[..], row.name.as_bytes(), &version[..]].concat()
            }
            Row::Card(row) => row.card.0.to_vec(),
        }
    }
}
