//! Two desks and a central between them, in which a history takes place.

use jiff::{Timestamp, ToSpan};
use protocol::body::{
    self, Admitted, Alias, Body, ClockCorrected, Confirmed, Decision, DisputeRaised,
    DisputeResolved, Given, Put, Remove, Removed, Resolution, SupplementDecided, Verdict,
};
use protocol::message::{Page, Pushed, Taken};
use protocol::row::StaffRow;
use protocol::{Block, BootId, Chain, Clocks, Fact, Hash, Row, Table};
use rules::{EpochId, FactId, StaffId, StationId};
use rusqlite::Connection;

use super::moves::{FIRST, Move, PEOPLE, at};
use super::rows::{
    ORGANISATION, organisation, own_punch, person, profile, project, project_id, request, volunteer,
};
use crate::table::station;
use crate::{Input, NewHome, Replica, Scan, Stamp, journal};

const EPOCH: EpochId = EpochId([9; 16]);

pub(super) struct Desk {
    pub replica: Replica,
    pub cursor: usize,
}

/// Two desks, and central's log between them.
pub(super) struct World {
    pub desks: [Desk; 2],
    pub log: Vec<Fact>,
    pub head: (u64, Hash),
    pub versions: u64,
    pub ticks: u64,
    pub punches: Vec<FactId>,
    pub requests: Vec<FactId>,
    pub disputes: Vec<FactId>,
}

impl World {
    pub fn new() -> World {
        let desk = || {
            let (replica, _unkept) = NewHome::in_memory().unwrap().unjoined().unwrap();
            let serving = |db: &Connection| {
                let mut row = station::load(db)?.unwrap();
                row.organisation = Some(ORGANISATION);
                station::save(db, &row)
            };
            replica.write(&[], serving).unwrap();
            replica.refresh().unwrap();
            Desk { replica, cursor: 0 }
        };
        let mut world = World {
            desks: [desk(), desk()],
            log: Vec::new(),
            head: (0, Hash::default()),
            versions: 0,
            ticks: 0,
            punches: Vec::new(),
            requests: Vec::new(),
            disputes: Vec::new(),
        };
        world.put(organisation("jianghai"));
        for desk in 0..2 {
            let staff = StaffRow {
                id: world.desks[desk].replica.actor(),
                organisation: ORGANISATION,
                name: "钱主管".to_owned(),
                role: 3,
                active: true,
            };
            world.put(staff.into());
        }
        (0..PEOPLE).for_each(|nth| world.put(person(nth)));
        for nth in 0..4 {
            world.put(project(nth, [12, 0, 3, 30][usize::from(nth)]).into());
        }
        world.pull(0, usize::MAX);
        world.pull(1, usize::MAX);
        world
    }

    /// A moment of its own and an id in the order of moments.
    pub fn stamp(&mut self, at: Timestamp) -> Stamp {
        self.ticks += 1;
        let mut id = [0; 16];
        id[..6].copy_from_slice(&at.as_millisecond().to_be_bytes()[2..]);
        id[8..].copy_from_slice(&self.ticks.to_be_bytes());
        Stamp {
            id: FactId(id),
            wall: at.as_millisecond(),
            mono: self.ticks,
            boot: BootId([3; 16]),
        }
    }

    /// A fact of central's own.
    pub fn say(&mut self, body: impl Into<Body>) {
        let body = body.into();
        let stamp = self.stamp(at((0, 0)));
        let (seq, prev) = self.head;
        let fact = Fact {
            id: stamp.id,
            organisation: ORGANISATION,
            chain: Chain {
                station: StationId([5; 16]),
                epoch: EPOCH,
            },
            seq: seq + 1,
            prev,
            kind: body.kind().number(),
            version: 1,
            clocks: Clocks {
                wall: stamp.wall,
                mono: stamp.mono,
                boot: stamp.boot,
                hlc: self.ticks,
            },
            actor: StaffId([5; 16]),
            body: body.encode(),
        };
        self.head = (fact.seq, fact.hash());
        self.log.push(fact);
    }

    pub fn put(&mut self, row: Row) {
        self.versions += 1;
        let (table, version) = (row.table(), self.versions);
        self.say(Put {
            table,
            version,
            row: row.encode(),
        });
    }

    pub fn push(&mut self, desk: usize) {
        let stamp = self.stamp(at((0, 0)));
        while let Some(sent) = self.desks[desk].replica.outgoing(stamp.next()).unwrap() {
            let before = self.log.len() as u64;
            self.log.extend(sent.block.unpack().unwrap());
            let answer = Pushed {
                server_epoch: EPOCH,
                high_water: sent.last,
                verdicts: (before + 1..=self.log.len() as u64)
                    .map(Taken::Accepted)
                    .collect(),
                stopped: None,
            };
            let replica = &self.desks[desk].replica;
            replica.answered(&sent, &answer, stamp.timestamp()).unwrap();
        }
    }

    pub fn pull(&mut self, desk: usize, most: usize) {
        let desk = &mut self.desks[desk];
        let upto = desk.cursor.saturating_add(most).min(self.log.len());
        let facts = &self.log[desk.cursor..upto];
        let page = Page {
            server_epoch: EPOCH,
            block: Block::pack(ORGANISATION, facts).unwrap(),
            positions: (desk.cursor as u64 + 1..=upto as u64).collect(),
            next: upto as u64,
            end: self.log.len() as u64,
            trust: None,
        };
        desk.replica.apply(&page, at((0, 0))).unwrap();
        desk.cursor = upto;
    }

    /// A fact that a desk writes.
    pub fn write(&mut self, desk: usize, stamp: Stamp, body: impl Into<Body>) -> FactId {
        let (body, replica) = (body.into(), &self.desks[desk].replica);
        let author = replica.author().unwrap();
        let written = replica.write(&[], |db| {
            let written = journal::append(db, &author, stamp, &body)?;
            journal::settle_touched(db, ORGANISATION, std::slice::from_ref(&written))?;
            Ok(written.id)
        });
        written.unwrap()
    }

    pub fn carry_out(&mut self, desk: usize, what: &Move) {
        let nth = |of: &[FactId], n: u8| of.get(usize::from(n) % of.len().max(1)).copied();
        match *what {
            Move::Scan {
                who,
                project,
                direction,
                own,
                when,
            } => {
                let stamp = self.stamp(at(when));
                let direction = [
                    body::Direction::Auto,
                    body::Direction::In,
                    body::Direction::Out,
                ][usize::from(direction) % 3];
                let project = project_id(project);
                let fact = if own {
                    self.write(desk, stamp, own_punch(project, volunteer(who), direction))
                } else {
                    let scan = Scan {
                        direction,
                        ..Scan::now(project, Input::Picked(volunteer(who)))
                    };
                    // A project that central took away is no longer there to scan for.
                    let Ok(receipt) = self.desks[desk].replica.scan(&scan, stamp) else {
                        return;
                    };
                    receipt.fact
                };
                self.punches.push(fact);
            }
            Move::Stay(who, project, (day, time), out) => {
                for (direction, time) in [(1, time % 6), (2, 6 + out % 7)] {
                    let scan = Move::Scan {
                        who,
                        project,
                        direction,
                        own: out.is_multiple_of(5),
                        when: (day, time),
                    };
                    self.carry_out(desk, &scan);
                }
            }
            Move::Annul(n) => {
                if let Some(punch) = nth(&self.punches, n) {
                    let stamp = self.stamp(at((1, n)));
                    // Not here yet, or annulled before: then nothing changes.
                    let _ = self.desks[desk].replica.annul(punch, "扫错", stamp);
                }
            }
            Move::List {
                who,
                project,
                on,
                when,
            } => {
                let (stamp, project, volunteer) =
                    (self.stamp(at(when)), project_id(project), volunteer(who));
                if on {
                    let team = who.is_multiple_of(2).then(|| "一队".to_owned());
                    let body = Admitted {
                        project,
                        volunteer,
                        position: None,
                        team,
                        given: None,
                    };
                    self.write(desk, stamp, body);
                } else {
                    let reason = "换人".to_owned();
                    self.write(
                        desk,
                        stamp,
                        Removed {
                            project,
                            volunteer,
                            reason,
                            given: None,
                        },
                    );
                }
            }
            Move::FaceCheck(who, when) => {
                let stamp = self.stamp(at(when));
                let body = body::FaceChecked {
                    volunteer: volunteer(who),
                    project: None,
                    given: None,
                };
                self.write(desk, stamp, body);
            }
            Move::Confirm(who, project, when) => {
                let stamp = self.stamp(at(when));
                let body = Confirmed {
                    project: project_id(project),
                    volunteer: volunteer(who),
                    day: FIRST.saturating_add(i64::from(when.0 % 3).days()).into(),
                    given: None,
                };
                self.write(desk, stamp, body);
            }
            Move::Request {
                who,
                project,
                times,
                when,
            } => {
                let stamp = self.stamp(at(when));
                let fact = self.write(desk, stamp, request(who, project, times, when));
                self.requests.push(fact);
                // Most are decided, and approved, before long.
                if !times.is_multiple_of(4) {
                    let last = self.requests.len() as u8 - 1;
                    let soon = (when.0 + times % 3, when.1);
                    self.carry_out(desk, &Move::Decide(last, times % 4 > 1, soon));
                }
            }
            Move::Decide(n, approve, when) => {
                if let Some(request) = nth(&self.requests, n) {
                    let stamp = self.stamp(at(when));
                    let outcome = if approve {
                        Decision::Approved
                    } else {
                        Decision::Rejected
                    };
                    let reason = "已核实".to_owned();
                    // The time is stated: the clock of the desk may be anything.
                    let given = Some(Given {
                        at: at(when).into(),
                        why: "补登".to_owned(),
                    });
                    self.write(
                        desk,
                        stamp,
                        SupplementDecided {
                            request,
                            outcome,
                            reason,
                            given,
                        },
                    );
                }
            }
            Move::Dispute(who, project, when) => {
                let stamp = self.stamp(at(when));
                let body = DisputeRaised {
                    project: project_id(project),
                    volunteer: volunteer(who),
                    day: FIRST.saturating_add(i64::from(when.1 % 3).days()).into(),
                    reason: "不在场".to_owned(),
                    given: None,
                };
                let fact = self.write(desk, stamp, body);
                self.disputes.push(fact);
            }
            Move::Resolve(n, cancel, when) => {
                if let Some(dispute) = nth(&self.disputes, n) {
                    let stamp = self.stamp(at(when));
                    let outcome = if cancel {
                        Resolution::Cancel
                    } else {
                        Resolution::Keep
                    };
                    let reason = "已核实".to_owned();
                    let body = DisputeResolved {
                        dispute,
                        outcome,
                        reason,
                        given: None,
                    };
                    self.write(desk, stamp, body);
                }
            }
            Move::Push => self.push(desk),
            Move::Pull(most) => self.pull(desk, usize::from(most)),
            Move::Project(nth, how) => self.put(project(nth, how).into()),
            Move::Profile(nth) => self.put(profile(nth).into()),
            Move::Organisation(how) => {
                let name = ["jianghai", "our-town", "nowhere", ""][usize::from(how) % 4];
                self.put(organisation(name));
            }
            Move::RemoveProject(nth) => {
                self.versions += 1;
                let row = [nth % 4 + 1; 16].to_vec();
                let (table, version) = (Table::Project, self.versions);
                self.say(Remove {
                    table,
                    row,
                    version,
                    moved_to: None,
                });
            }
            Move::Flag(n) => {
                let known: Vec<FactId> = self.log.iter().map(|fact| fact.id).collect();
                if let Some(fact) = nth(&known, n) {
                    let code = "revoked".to_owned();
                    self.say(Verdict {
                        fact,
                        standing: body::Standing::Flagged,
                        code,
                    });
                }
            }
            Move::Alias(one, other) => {
                // Central names the one that goes on; the references of one person never form a ring.
                let (one, other) = (one % PEOPLE, other % PEOPLE);
                if one < other {
                    self.say(Alias {
                        volunteer: volunteer(one),
                        also: volunteer(other),
                    });
                }
            }
            Move::Clock(which, minutes) => {
                let station = self.desks[usize::from(which % 2)].replica.station().id;
                let (from, to) = (u64::from(which % 8), u64::from(which % 8) + 4);
                let offset = i64::from(minutes) * 60_000;
                self.say(ClockCorrected {
                    station,
                    from,
                    to,
                    offset,
                });
            }
            Move::Add(nth) => {
                let stamp = self.stamp(at((0, 0)));
                // Refused where it is no profile, or not a new one.
                let _ = self.desks[desk]
                    .replica
                    .add_profile(&profile(nth).text, stamp);
            }
        }
    }
}
