//! The registry of kinds: what can be said in a fact, by whom, and the number it has on the wire.

/// Who may be the author of a fact of some kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A station, in the name of a staff member.
    Station,
    /// Central alone.
    Central,
    /// Either.
    Both,
}

/// What a staff member may do, each role including the ones before it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Scans (扫码员).
    Scanner,
    /// Keeps the list, proposes people, prints (登记员).
    Registrar,
    /// Decides (督导).
    Supervisor,
    /// Everything in the organisation (管理员).
    Administrator,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal, $writer:ident, $role:ident;)*) => {
        /// A kind of fact. The numbers are frozen: a new kind takes the next one, none is used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind of this version of the registry, in the order of their numbers.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// The number on the wire.
            pub fn number(self) -> u16 {
                match self { $(Kind::$name => $number,)* }
            }

            /// The kind with this number; `None` for one of a later version, which is kept and passed over.
            pub fn from_number(number: u16) -> Option<Kind> {
                match number { $($number => Some(Kind::$name),)* _ => None }
            }

            /// The name in documents and answers.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => $text,)* }
            }

            /// Who may write it.
            pub fn writer(self) -> Writer {
                match self { $(Kind::$name => Writer::$writer,)* }
            }

            /// The least role a staff member needs to write it from a station.
            pub fn role(self) -> Role {
                match self { $(Kind::$name => Role::$role,)* }
            }
        }
    };
}

kinds! {
    /// One scan of one volunteer (打卡).
    Punch = 1, "punch", Station, Scanner;
    /// A scan that named nobody.
    Attempt = 2, "attempt", Station, Scanner;
    /// A punch taken back (撤销).
    PunchAnnulled = 3, "punch-annulled", Station, Scanner;
    /// A person compared with card and document (面验).
    FaceChecked = 4, "face-checked", Station, Scanner;
    /// On the list of a project (录用).
    Admitted = 5, "admitted", Station, Registrar;
    /// Off the list of a project (移出).
    Removed = 6, "removed", Station, Registrar;
    /// Self-made punches of a day confirmed.
    Confirmed = 7, "confirmed", Station, Supervisor;
    /// A person first seen at a desk, provisional until central answers.
    MemberProposed = 8, "member-proposed", Station, Registrar;
    /// A wanted change of a row that central owns.
    ChangeProposed = 9, "change-proposed", Station, Registrar;
    /// A missing record asked for (补签、补录).
    SupplementRequested = 10, "supplement-requested", Station, Registrar;
    /// The decision on a requested record.
    SupplementDecided = 11, "supplement-decided", Station, Supervisor;
    /// An objection to a day's hours (异议).
    DisputeRaised = 12, "dispute-raised", Both, Registrar;
    /// The answer to an objection.
    DisputeResolved = 13, "dispute-resolved", Station, Supervisor;
    /// A card made for a volunteer.
    CardIssued = 14, "card-issued", Both, Registrar;
    /// A card that is no longer good.
    CardRetired = 15, "card-retired", Both, Registrar;
    /// A temporary slip made for a volunteer.
    SlipIssued = 16, "slip-issued", Station, Registrar;
    /// A pack of hour codes (时长码).
    CodesIssued = 17, "codes-issued", Station, Registrar;
    /// An hour code used.
    CodeRedeemed = 18, "code-redeemed", Station, Scanner;
    /// Something printed.
    Printed = 19, "printed", Station, Registrar;
    /// A certificate of hours made out.
    CertificateIssued = 20, "certificate-issued", Station, Supervisor;
    /// The open sessions of a day settled by hand (收尾).
    Swept = 21, "swept", Station, Supervisor;
    /// How far a station's clock was wrong.
    ClockCorrected = 22, "clock-corrected", Both, Supervisor;
    /// The head of a chain under its author's signature.
    Checkpoint = 23, "checkpoint", Both, Scanner;
    /// What central thinks of a fact that it keeps.
    Verdict = 24, "verdict", Central, Administrator;
    /// Two volunteers are one person.
    Alias = 25, "alias", Central, Administrator;
    /// A whole row that central owns.
    Put = 26, "put", Central, Administrator;
    /// A row that is gone.
    Remove = 27, "remove", Central, Administrator;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_unique_and_come_back() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(usize::from(kind.number()), at + 1);
            assert_eq!(Kind::from_number(kind.number()), Some(*kind));
            assert!(
                Kind::ALL[..at]
                    .iter()
                    .all(|other| other.name() != kind.name())
            );
        }
        assert_eq!(Kind::from_number(0), None);
        assert_eq!(Kind::from_number(28), None);
    }
}
