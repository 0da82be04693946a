//! A settled day told: its sessions for screens, and the steps that lead to its figures.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::because::{Because, Hold, Rule, Step};
use crate::code::{Detail, Refusal};
use crate::fact::Fact;
use crate::id::Id;
use crate::minutes::{Part, Source, count};
use crate::policy::CountsAs;
use crate::project::ProjectKind;
use crate::punch::TakenPunch;
use crate::record::{Session, Standing};
use crate::setting::ProjectAt;
use crate::settle::{Settled, SettledDay};
use crate::supplement::{Mended, TakenRequest};

type Key = (ProjectAt, Date);

impl<'a> Settled<'_, 'a> {
    /// The day's sessions, single punches and mended sessions, in order of their beginning.
    pub fn sessions(&self, settled: &SettledDay<'a>) -> Vec<Session> {
        let counted = (0..settled.parts.len()).map(|at| self.counted_session(settled, at));
        let open = settled
            .sessions
            .iter()
            .filter_map(|at| self.open_session(*at));
        let mut sessions: Vec<_> = counted.chain(open).collect();
        sessions.sort_by_key(|session| session.sign_in.map(|moment| moment.instant));
        sessions
    }

    fn counted_session(&self, settled: &SettledDay<'a>, at: usize) -> Session {
        let part = &settled.parts[at];
        let moment = |taken: &TakenPunch<'_>| self.setting.moment(taken.fact.time);
        let taken = |place: usize| moment(&self.attendance.taken[place]);
        let (sign_in, sign_out, request) = match part.source {
            Source::Session(at) => {
                let session = &self.attendance.sessions[at];
                (
                    Some(taken(session.sign_in)),
                    session.sign_out.map(taken),
                    None,
                )
            }
            Source::Single(place) => (Some(taken(place)), None, None),
            Source::Request(at) => {
                let request = &self.requests.taken[at];
                let (from, to) = match request.outcome {
                    Ok(Mended::Session { from, to, .. }) => (Some(from), Some(to)),
                    Ok(Mended::SingleDay) | Err(_) => (None, None),
                };
                let moment = |instant| self.setting.moment(instant);
                (
                    from.map(moment),
                    to.map(moment),
                    Some(request.fact.id.clone()),
                )
            }
        };
        let standing = self.standing(settled, at);
        Session {
            sign_in,
            sign_out,
            request,
            minutes: part.minutes,
            standing,
        }
    }

    fn standing(&self, settled: &SettledDay<'a>, at: usize) -> Standing {
        let now = self.setting.now;
        if settled.disputed.cancelled_by().is_some() {
            return Standing::Cancelled;
        }
        match settled.disputed.publicity[at].filter(|publicity| publicity.from <= now) {
            None => Standing::Pending,
            Some(publicity) if publicity.is_on(now) => {
                Standing::InPublicity(publicity.end.map(|end| self.setting.moment(end)))
            }
            Some(_) => Standing::Final,
        }
    }

    fn open_session(&self, at: usize) -> Option<Session> {
        let session = &self.attendance.sessions[at];
        if session.sign_out.is_some() {
            return None;
        }
        let over = self.setting.now > self.setting.span(session.project, session.day).closes;
        let standing = match (self.is_left_open(at), over) {
            (false, _) => Standing::Mended,
            (true, true) => Standing::MissingSignOut,
            (true, false) => Standing::Open,
        };
        let sign_in = self.setting.moment(self.attendance.sign_in(at).fact.time);
        Some(Session {
            sign_in: Some(sign_in),
            sign_out: None,
            request: None,
            minutes: 0,
            standing,
        })
    }

    /// The steps that lead to a day's figures: punches, sessions, requests, publicity, disputes.
    pub fn because(&self, key: Key, settled: &SettledDay<'a>) -> Vec<Because> {
        let mut steps = Vec::new();
        for place in &settled.punches {
            steps.push(self.punch_step(&self.attendance.taken[*place]));
        }
        for (at, part) in settled.parts.iter().enumerate() {
            if !matches!(part.source, Source::Request(_)) {
                self.part_steps(key, settled, (at, part), &mut steps);
            }
        }
        steps.extend(
            settled
                .sessions
                .iter()
                .filter_map(|session| self.open_step(*session)),
        );
        for at in &settled.requests {
            self.request_steps(key, settled, *at, &mut steps);
        }
        if self.setting.project(key.0).kind == ProjectKind::Training && !settled.parts.is_empty() {
            steps.push(Step::Training);
        }
        self.dispute_steps(key, settled, &mut steps);
        steps
            .into_iter()
            .map(|step| Because { day: key.1, step })
            .collect()
    }

    fn punch_step(&self, taken: &TakenPunch<'a>) -> Step {
        let (punch, taken_as) = (self.setting.mention(taken.fact), taken.taken_as);
        match &taken.refusal {
            Some(refusal) => Step::Refused {
                punch,
                taken_as,
                refusal: refusal.clone(),
                rule: self.rule_of_punch(taken, refusal),
            },
            None => {
                let (by, distance_m) = (taken.punch.by, taken.distance_m);
                Step::Accepted {
                    punch,
                    taken_as,
                    by,
                    distance_m,
                }
            }
        }
    }

    fn rule_of_punch(&self, taken: &TakenPunch<'a>, refusal: &Refusal) -> Option<Rule> {
        let since_ns = match &refusal.detail {
            Detail::Earlier(earlier) => Some(
                taken
                    .fact
                    .time
                    .duration_since(earlier.at.instant)
                    .as_nanos(),
            ),
            _ => None,
        };
        let policy = self.setting.policy(taken.project);
        Rule::of_punch(policy, refusal, (taken.taken_as, since_ns))
    }

    fn part_steps(
        &self,
        key: Key,
        settled: &SettledDay<'a>,
        (at, part): (usize, &Part<'a>),
        steps: &mut Vec<Step>,
    ) {
        let last = match part.source {
            Source::Session(session) => {
                let session = &self.attendance.sessions[session];
                let sign_out = session.sign_out.unwrap_or(session.sign_in);
                let places = [session.sign_in, sign_out];
                let [from, to] = places.map(|place| self.attendance.taken[place].fact);
                let facts = vec![from.id.clone(), to.id.clone()];
                steps.push(self.counted_step(key, (from.time, to.time), facts, false));
                to
            }
            Source::Single(place) => {
                let fact = self.attendance.taken[place].fact;
                steps.push(self.preset_step(key.0, fact));
                fact
            }
            Source::Request(request) => self.requests.taken[request].fact,
        };
        match (part.stands_at, part.by) {
            (None, _) => {
                steps.push(Step::Unconfirmed {
                    punch: last.id.clone(),
                    minutes: part.minutes,
                    policy: self.setting.policy(key.0).title.clone(),
                });
            }
            (Some(_), Some(by)) => {
                steps.push(Step::Confirmed {
                    confirmation: self.setting.mention(by),
                });
            }
            (Some(_), None) => {}
        }
        steps.extend(self.publicity_step(key, settled, (at, &last.id)));
    }

    fn counted_step(
        &self,
        key: Key,
        (from, to): (Timestamp, Timestamp),
        facts: Vec<Id>,
        mended: bool,
    ) -> Step {
        let project = self.setting.project(key.0);
        let policy = self.setting.policy(key.0);
        Step::Counted {
            facts,
            from: self.setting.moment(from),
            to: self.setting.moment(to),
            count: count(self.setting, key, (from, to)),
            mended,
            window: (project.start, project.end),
            rounding: policy.rounding,
            policy: policy.title.clone(),
        }
    }

    fn preset_step(&self, project: ProjectAt, fact: &Fact) -> Step {
        let policy = self.setting.policy(project);
        let project = self.setting.project(project);
        Step::Preset {
            fact: self.setting.mention(fact),
            minutes: project.single_minutes(policy),
            preset_minutes: project.preset_minutes.unwrap_or(0),
            most_minutes: policy.single_max_minutes,
            policy: policy.title.clone(),
        }
    }

    fn publicity_step(
        &self,
        key: Key,
        settled: &SettledDay<'a>,
        (at, last): (usize, &Id),
    ) -> Option<Step> {
        let policy = self.setting.policy(key.0);
        let days = policy.publicity_days;
        let publicity = settled.disputed.publicity[at].filter(|it| it.from <= self.setting.now)?;
        let minutes = settled.parts[at].minutes;
        let cancelled = settled.disputed.cancelled_by().is_some();
        let held = match publicity.end {
            _ if cancelled => Hold::Cancelled,
            None => Hold::Open,
            Some(end) if end == publicity.natural_end => Hold::None,
            Some(end) => Hold::Until(self.setting.moment(end)),
        };
        (days > 0 && minutes > 0).then(|| Step::Published {
            since: settled.parts[at].by.map_or(last, |by| &by.id).clone(),
            minutes,
            first: self.setting.date(publicity.from),
            final_from: self.setting.moment(publicity.natural_end),
            held,
            days,
            policy: policy.title.clone(),
        })
    }

    fn open_step(&self, at: usize) -> Option<Step> {
        let session = &self.attendance.sessions[at];
        if session.sign_out.is_some() {
            return None;
        }
        let sign_in = self.setting.mention(self.attendance.sign_in(at).fact);
        let closes = self.setting.span(session.project, session.day).closes;
        let until = self.setting.moment(closes);
        Some(match self.requests.closed.get(&at) {
            Some(request) => Step::Closed {
                sign_in,
                request: self.requests.taken[*request].fact.id.clone(),
            },
            None if self.setting.now > closes => Step::MissingSignOut {
                sign_in,
                until,
                grace_minutes: self.setting.policy(session.project).grace_minutes,
                policy: self.setting.policy(session.project).title.clone(),
            },
            None => Step::Open { sign_in, until },
        })
    }

    fn request_steps(&self, key: Key, settled: &SettledDay<'a>, at: usize, steps: &mut Vec<Step>) {
        let taken = &self.requests.taken[at];
        let request = self.setting.mention(taken.fact);
        let mended = match &taken.outcome {
            Err(refusal) => {
                steps.push(Step::RequestRefused {
                    request,
                    refusal: refusal.clone(),
                    rule: Rule::of_request(
                        self.setting.policy(key.0),
                        refusal,
                        self.setting.project(key.0).timing,
                    ),
                });
                return;
            }
            Ok(mended) => self.mended_step(key, taken, mended),
        };
        let decision = taken
            .decided
            .map(|(fact, decision)| (self.setting.mention(fact), decision));
        steps.push(Step::Requested { request, decision });
        let source = Source::Request(at);
        let part = settled.parts.iter().position(|part| part.source == source);
        if let Some(part) = part {
            steps.push(mended);
            self.effect_steps(key, settled, part, steps);
        }
    }

    fn mended_step(&self, key: Key, taken: &TakenRequest<'a>, mended: &Mended) -> Step {
        match mended {
            Mended::SingleDay => self.preset_step(key.0, taken.fact),
            Mended::Session {
                from,
                to,
                pairs_with,
                ..
            } => {
                let paired = pairs_with.map(|place| self.attendance.taken[place].fact.id.clone());
                let facts = std::iter::once(taken.fact.id.clone())
                    .chain(paired)
                    .collect();
                self.counted_step(key, (*from, *to), facts, true)
            }
        }
    }

    fn effect_steps(&self, key: Key, settled: &SettledDay<'a>, part: usize, steps: &mut Vec<Step>) {
        let policy = self.setting.policy(key.0);
        let (stands_at, by) = (settled.parts[part].stands_at, settled.parts[part].by);
        if let (Some(stands_at), Some(decision)) = (stands_at, by) {
            steps.push(Step::TakesEffect {
                decision: decision.id.clone(),
                at: self.setting.moment(stands_at),
                pending: stands_at > self.setting.now,
                rule: policy.supplement.takes_effect,
                policy: policy.title.clone(),
            });
        }
        let request = match settled.parts[part].source {
            Source::Request(at) => &self.requests.taken[at].fact.id,
            Source::Session(_) | Source::Single(_) => return,
        };
        let service = self.setting.project(key.0).kind == ProjectKind::Service;
        if service && policy.supplement.counts_as == CountsAs::Honorary {
            steps.push(Step::Honorary {
                request: request.clone(),
                policy: policy.title.clone(),
            });
        }
        steps.extend(self.publicity_step(key, settled, (part, request)));
    }

    fn dispute_steps(&self, key: Key, settled: &SettledDay<'a>, steps: &mut Vec<Step>) {
        let policy = self.setting.policy(key.0);
        let holds = || {
            let mut publicity = settled.disputed.publicity.iter().flatten();
            publicity.any(|publicity| publicity.end.is_none())
        };
        for taken in &settled.disputed.taken {
            let (dispute, refusal) = (self.setting.mention(taken.fact), taken.refusal.clone());
            let accepted = refusal.is_none();
            let rule = refusal
                .as_ref()
                .and_then(|refusal| Rule::of(policy, refusal));
            steps.push(Step::Disputed {
                dispute,
                refusal,
                rule,
            });
            match taken.resolved {
                Some((resolution, _)) => steps.push(Step::Resolved {
                    dispute: taken.fact.id.clone(),
                    resolution: self.setting.mention(resolution),
                    cancelled: taken.cancelled_by().is_some(),
                }),
                None if accepted && holds() => {
                    steps.push(Step::Held {
                        dispute: taken.fact.id.clone(),
                    });
                }
                None => {}
            }
        }
    }
}
