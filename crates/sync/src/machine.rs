//! What to do next: a state machine without clock, socket or random numbers.

use std::time::Duration;

/// How long to rest when all went well and nothing waits.
const QUIET: Duration = Duration::from_secs(20);
/// The first pause after a failure; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause: central coming back is noticed within this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something waits, the rest is over, or somebody asked.
    Woken,
    /// The last effect succeeded; whether the same has more to do.
    Done {
        /// Whether it does.
        more: bool,
    },
    /// The last effect failed in a way that may pass.
    Failed,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Hand the next rows over.
    HandOver,
    /// Push the next run of facts.
    Push,
    /// Pull the next page.
    Pull,
    /// Carry some photographs.
    Photographs,
    /// Wait for a wake or for so long, whichever comes first.
    Rest(Duration),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Resting,
    HandingOver,
    Pushing,
    Pulling,
    Photographs,
}

/// Where a station stands in its rounds.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    phase: Phase,
    failures: u32,
}

impl Machine {
    /// What follows from an event. `jitter` is a number from 0 to 1 that keeps stations from asking in step.
    pub fn step(&mut self, event: Event, jitter: f64) -> Effect {
        match (event, self.phase) {
            (Event::Woken, Phase::Resting) => self.go(Phase::HandingOver),
            // A wake during a round is no news: the round comes to it.
            (Event::Woken, phase) => self.go(phase),
            // Photographs are many and large: facts of the meantime go between two armfuls.
            (Event::Done { more: true }, Phase::Photographs) => self.go(Phase::Pushing),
            (Event::Done { more: true }, phase) => self.go(phase),
            (Event::Done { more: false }, Phase::HandingOver) => self.go(Phase::Pushing),
            (Event::Done { more: false }, Phase::Pushing) => self.go(Phase::Pulling),
            (Event::Done { more: false }, Phase::Pulling) => self.go(Phase::Photographs),
            (Event::Done { more: false }, Phase::Photographs | Phase::Resting) => self.rest(jitter),
            (Event::Failed, _) => self.fail(jitter),
        }
    }

    fn go(&mut self, phase: Phase) -> Effect {
        self.phase = phase;
        match phase {
            Phase::Resting | Phase::HandingOver => {
                self.phase = Phase::HandingOver;
                Effect::HandOver
            }
            Phase::Pushing => Effect::Push,
            Phase::Pulling => Effect::Pull,
            Phase::Photographs => Effect::Photographs,
        }
    }

    fn rest(&mut self, jitter: f64) -> Effect {
        self.phase = Phase::Resting;
        self.failures = 0;
        Effect::Rest(QUIET.mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0)))
    }

    fn fail(&mut self, jitter: f64) -> Effect {
        self.phase = Phase::Resting;
        let pause = FIRST_PAUSE
            .saturating_mul(1 << self.failures.min(6))
            .min(LONGEST_PAUSE);
        self.failures += 1;
        Effect::Rest(pause.mul_f64(0.5 + jitter.clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(machine: &mut Machine) -> Vec<Effect> {
        let mut effects = vec![machine.step(Event::Woken, 0.5)];
        while !matches!(effects.last(), Some(Effect::Rest(_))) {
            effects.push(machine.step(Event::Done { more: false }, 0.5));
        }
        effects
    }

    #[test]
    fn a_round_pushes_before_it_pulls_and_then_rests() {
        let effects = quiet(&mut Machine::default());
        let round = [
            Effect::HandOver,
            Effect::Push,
            Effect::Pull,
            Effect::Photographs,
            Effect::Rest(QUIET),
        ];
        assert_eq!(effects, round);
    }

    #[test]
    fn what_has_more_to_do_goes_on() {
        let mut machine = Machine::default();
        machine.step(Event::Woken, 0.5);
        machine.step(Event::Done { more: false }, 0.5);
        assert_eq!(machine.step(Event::Done { more: true }, 0.5), Effect::Push);
    }

    #[test]
    fn photographs_that_take_long_do_not_keep_facts_waiting() {
        let mut machine = Machine::default();
        machine.step(Event::Woken, 0.5);
        for _ in 0..3 {
            machine.step(Event::Done { more: false }, 0.5);
        }
        let next = machine.step(Event::Done { more: true }, 0.5);
        assert_eq!(next, Effect::Push);
    }

    #[test]
    fn pauses_double_up_to_a_minute_and_a_good_round_forgets_them() {
        let mut machine = Machine::default();
        let pauses: Vec<u64> = (0..8)
            .map(|_| {
                machine.step(Event::Woken, 0.5);
                match machine.step(Event::Failed, 0.5) {
                    Effect::Rest(pause) => pause.as_secs(),
                    _ => 0,
                }
            })
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        quiet(&mut machine);
        machine.step(Event::Woken, 0.5);
        assert_eq!(machine.step(Event::Failed, 0.5), Effect::Rest(FIRST_PAUSE));
    }
}
