//! Check symbols for what people read aloud and type: a Reed-Solomon code over GF(32).
//!
//! With `N` check symbols, every error in up to `N` places of up to 31 symbols is seen; with one, so is every
//! swap of two neighbours. This guards against mistakes, not against an adversary.

/// Crockford's alphabet: no I, L, O or U, which are misread or misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The symbol of a value below 32.
pub(crate) fn symbol(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// The value of a symbol, either case, with the usual misreadings (I and L for 1, O for 0).
pub(crate) fn value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == symbol).and_then(|at| u8::try_from(at).ok())
}

/// The product in GF(32) modulo x^5 + x^2 + 1.
const fn multiply(left: u8, right: u8) -> u8 {
    let (mut product, mut bit) = (0_u16, 0);
    while bit < 5 {
        if right & (1 << bit) != 0 {
            product ^= (left as u16) << bit;
        }
        bit += 1;
    }
    let mut high = 9;
    while high >= 5 {
        if product & (1 << high) != 0 {
            product ^= 0b10_0101 << (high - 5);
        }
        high -= 1;
    }
    (product & 31) as u8
}

/// The check symbols of `values`: the remainder by a generator whose leading coefficient is left out.
fn remainder<const N: usize>(values: impl IntoIterator<Item = u8>, generator: [u8; N]) -> [u8; N] {
    values.into_iter().fold([0; N], |state, value| {
        let factor = value ^ state[0];
        std::array::from_fn(|i| state.get(i + 1).copied().unwrap_or(0) ^ multiply(factor, generator[i]))
    })
}

/// One check symbol: the generator is x + α.
pub(crate) fn one(values: impl IntoIterator<Item = u8>) -> u8 {
    remainder(values, [2])[0]
}

/// Two check symbols: the generator is (x + α)(x + α²) = x² + 6x + 8.
pub(crate) fn two(values: impl IntoIterator<Item = u8>) -> [u8; 2] {
    remainder(values, [6, 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: [u8; 16] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 31, 30, 0, 17, 8, 0, 12];

    #[test]
    fn every_change_of_two_symbols_is_seen() {
        let right = two(DATA);
        for (i, j) in (0..16).flat_map(|i| (0..i).map(move |j| (i, j))) {
            for (a, b) in (1..32).flat_map(|a| (0..32).map(move |b| (a, b))) {
                let mut wrong = DATA;
                wrong[i] ^= a;
                wrong[j] ^= b;
                assert_ne!(two(wrong), right, "{i} {j} {a} {b}");
            }
        }
    }

    #[test]
    fn one_symbol_sees_every_slip_and_every_swap_of_neighbours() {
        let digits = [2, 0, 2, 5, 0, 0, 0, 1, 2, 3];
        for i in 0..digits.len() {
            for slip in (0..10).filter(|slip| *slip != digits[i]) {
                let mut wrong = digits;
                wrong[i] = slip;
                assert_ne!(one(wrong), one(digits));
            }
            if i > 0 && digits[i] != digits[i - 1] {
                let mut wrong = digits;
                wrong.swap(i, i - 1);
                assert_ne!(one(wrong), one(digits));
            }
        }
    }

    #[test]
    fn every_symbol_has_its_value_in_either_case() {
        for code in 0..32 {
            assert_eq!(value(symbol(code)), Some(code));
            assert_eq!(value(symbol(code).to_ascii_lowercase()), Some(code));
        }
        assert_eq!((value('o'), value('l'), value('U'), value('é')), (Some(0), Some(1), None, None));
    }
}
