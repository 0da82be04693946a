//! Reed–Solomon over GF(256) as QR codes use it: errors anywhere, and erasures where the sampler was unsure.

const PRIMITIVE: u16 = 0x11d;

const fn powers() -> [u8; 512] {
    let mut table = [0u8; 512];
    let (mut value, mut i) = (1u16, 0);
    while i < 510 {
        table[i] = value as u8;
        value <<= 1;
        if value & 0x100 != 0 {
            value ^= PRIMITIVE;
        }
        i += 1;
    }
    table
}

const fn logarithms() -> [u8; 256] {
    let mut table = [0u8; 256];
    let mut i = 0;
    while i < 255 {
        table[EXP[i] as usize] = i as u8;
        i += 1;
    }
    table
}

static EXP: [u8; 512] = powers();
static LOG: [u8; 256] = logarithms();

fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    EXP[usize::from(LOG[usize::from(a)]) + usize::from(LOG[usize::from(b)])]
}

fn divide(a: u8, b: u8) -> u8 {
    if a == 0 {
        return 0;
    }
    EXP[usize::from(LOG[usize::from(a)]) + 255 - usize::from(LOG[usize::from(b)])]
}

/// `α` to a power, which may be negative.
fn alpha(power: i32) -> u8 {
    EXP[power.rem_euclid(255) as usize]
}

/// Value at `x` of a polynomial whose lowest coefficient comes first.
fn evaluate(polynomial: &[u8], x: u8) -> u8 {
    polynomial
        .iter()
        .rev()
        .fold(0, |sum, &coefficient| multiply(sum, x) ^ coefficient)
}

fn times(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut product = vec![0; a.len() + b.len() - 1];
    for (i, &x) in a.iter().enumerate() {
        for (j, &y) in b.iter().enumerate() {
            product[i + j] ^= multiply(x, y);
        }
    }
    product
}

/// Corrects `block` in place, its last `check` bytes being the check symbols, `erased` the positions not to be believed.
/// Answers how many bytes changed that were not erased, or `None` when the block is beyond repair.
pub(crate) fn correct(block: &mut [u8], check: usize, erased: &[usize]) -> Option<usize> {
    if check == 0 || check > block.len() || block.len() > 255 || erased.len() > check {
        return None;
    }
    let syndromes = syndromes(block, check);
    if syndromes.iter().all(|&s| s == 0) {
        return Some(0);
    }
    let last = block.len() - 1;
    let power_of = |position: usize| (last - position) as i32;
    let erasures = erased.iter().fold(vec![1u8], |locator, &position| {
        times(&locator, &[1, alpha(power_of(position))])
    });
    let locator = berlekamp_massey(&syndromes, &erasures, erased.len())?;
    let positions = roots(&locator, block.len())?;
    let mut evaluator = times(&syndromes, &locator);
    evaluator.truncate(check);
    let mut errors = 0;
    for &position in &positions {
        let inverse = alpha(-power_of(position));
        let slope = derivative_at(&locator, inverse);
        if slope == 0 {
            return None;
        }
        let magnitude = multiply(
            alpha(power_of(position)),
            divide(evaluate(&evaluator, inverse), slope),
        );
        if magnitude != 0 && !erased.contains(&position) {
            errors += 1;
        }
        block[position] ^= magnitude;
    }
    self::syndromes(block, check)
        .iter()
        .all(|&s| s == 0)
        .then_some(errors)
}

fn syndromes(block: &[u8], check: usize) -> Vec<u8> {
    (0..check)
        .map(|i| {
            block
                .iter()
                .fold(0, |sum, &byte| multiply(sum, EXP[i]) ^ byte)
        })
        .collect()
}

/// The shortest locator of errors and erasures together; `None` when there are more than can be located.
fn berlekamp_massey(syndromes: &[u8], erasures: &[u8], erased: usize) -> Option<Vec<u8>> {
    let check = syndromes.len();
    let mut locator = erasures.to_vec();
    let mut previous = erasures.to_vec();
    let mut length = erased;
    for step in erased..check {
        previous.insert(0, 0);
        let delta = locator
            .iter()
            .take(step + 1)
            .enumerate()
            .fold(0, |sum, (i, &c)| sum ^ multiply(c, syndromes[step - i]));
        if delta == 0 {
            continue;
        }
        let mut next = locator.clone();
        next.resize(next.len().max(previous.len()), 0);
        for (to, &from) in next.iter_mut().zip(&previous) {
            *to ^= multiply(delta, from);
        }
        if 2 * length <= step + erased {
            length = step + 1 + erased - length;
            previous = locator.iter().map(|&c| divide(c, delta)).collect();
        }
        locator = next;
    }
    while locator.last() == Some(&0) {
        locator.pop();
    }
    let degree = locator.len().checked_sub(1)?;
    (degree == length && 2 * degree <= check + erased).then_some(locator)
}

/// Positions in the block the locator points at; `None` unless there are as many as its degree.
fn roots(locator: &[u8], length: usize) -> Option<Vec<usize>> {
    let found: Vec<usize> = (0..length)
        .filter(|&position| evaluate(locator, alpha(-((length - 1 - position) as i32))) == 0)
        .collect();
    (found.len() + 1 == locator.len()).then_some(found)
}

/// The formal derivative: in characteristic two only odd powers remain.
fn derivative_at(locator: &[u8], x: u8) -> u8 {
    let square = multiply(x, x);
    locator
        .iter()
        .skip(1)
        .step_by(2)
        .rev()
        .fold(0, |sum, &coefficient| multiply(sum, square) ^ coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appends check bytes by dividing through the generator.
    fn encode(data: &[u8], check: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for &root in &EXP[..check] {
            generator = times(&[root, 1], &generator);
        }
        generator.reverse();
        let mut rest = data.to_vec();
        rest.resize(data.len() + check, 0);
        for i in 0..data.len() {
            let factor = rest[i];
            for (j, &g) in generator.iter().enumerate() {
                rest[i + j] ^= multiply(factor, g);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
        let mut state = seed;
        move |below| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % below
        }
    }

    #[test]
    fn any_mixture_of_errors_and_erasures_within_the_capacity_is_corrected() {
        let mut number = numbers(7);
        for round in 0..2_000 {
            let check = 2 + number(29);
            let data: Vec<u8> = (0..1 + number(100)).map(|_| number(256) as u8).collect();
            let whole = encode(&data, check);
            let erased_count = number(check.min(whole.len()) + 1);
            let error_count = ((check - erased_count) / 2).min(whole.len() - erased_count);
            let mut places: Vec<usize> = (0..whole.len()).collect();
            for i in (1..places.len()).rev() {
                places.swap(i, number(i + 1));
            }
            let mut block = whole.clone();
            for &place in &places[..erased_count + error_count] {
                block[place] ^= 1 + number(255) as u8;
            }
            let answer = correct(&mut block, check, &places[..erased_count]);
            assert_eq!(answer, Some(error_count), "round {round}");
            assert_eq!(block, whole, "round {round}");
        }
    }

    #[test]
    fn far_beyond_the_capacity_nothing_is_claimed() {
        let mut number = numbers(11);
        let whole = encode(b"a volunteer's card", 20);
        let claimed = (0..2_000)
            .filter(|_| {
                let mut block: Vec<u8> = whole.iter().map(|_| number(256) as u8).collect();
                correct(&mut block, 20, &[]).is_some()
            })
            .count();
        assert!(claimed < 5, "{claimed}");
    }
}
