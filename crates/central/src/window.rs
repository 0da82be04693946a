//! Which counters of a station's requests were seen: the highest, and the 64 at and below it.

/// The counters seen so far. Bit `n` of `seen` stands for `highest - n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Window {
    pub(crate) highest: u64,
    pub(crate) seen: u64,
}

impl Window {
    /// The window once this counter was used; `None` where it was before, or is too old to tell.
    pub(crate) fn with(self, counter: u64) -> Option<Window> {
        if counter > self.highest {
            let shift = u32::try_from(counter - self.highest).unwrap_or(u32::MAX);
            let seen = self.seen.checked_shl(shift).unwrap_or(0) | 1;
            return Some(Window {
                highest: counter,
                seen,
            });
        }
        let bit = 1_u64.checked_shl(u32::try_from(self.highest - counter).ok()?)?;
        (self.seen & bit == 0).then_some(Window {
            seen: self.seen | bit,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counter_is_taken_once_in_any_order_within_the_window() {
        let mut window = Window::default();
        for counter in [3, 1, 2, 70, 8, 7, 69, 1_000] {
            window = window.with(counter).unwrap();
            assert_eq!(window.with(counter), None, "{counter} again");
        }
        assert_eq!(window.with(937).unwrap().highest, 1_000);
        assert_eq!(window.with(936), None, "older than the window");
        assert_eq!(
            window.with(u64::MAX).unwrap(),
            Window {
                highest: u64::MAX,
                seen: 1
            }
        );
        assert_eq!(window.with(u64::MAX).unwrap().with(u64::MAX), None);
    }

    #[test]
    fn a_counter_below_the_window_is_refused_and_not_forgotten() {
        let window = Window::default().with(70).unwrap();
        assert_eq!(window.with(6), None);
        assert!(window.with(7).is_some());
    }
}
