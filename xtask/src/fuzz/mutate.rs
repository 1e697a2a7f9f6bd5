//! Small damages that leave most of a document as it was, so that it gets far.

/// Words and numbers that have a meaning somewhere in a document.
const WORDS: &[&str] = &[
    "$ref: '#/components/schemas/",
    "#/",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "type: object",
    "type: array",
    "type: string",
    "type: [string, 'null']",
    "nullable: true",
    "enum: []",
    "const: 0",
    "discriminator:",
    "additionalProperties: false",
    "default",
    "0",
    "-1",
    "1e308",
    "18446744073709551616",
    "true",
    "null",
    "''",
    "{}",
    "[]",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: *a",
    "---\n",
    "3.1.0",
    "3.0.3",
    "4XX",
    "application/json",
    "multipart/form-data",
    "text/event-stream",
    "self",
    "r#type",
    "\u{1f980}",
    "\\",
    "\"",
];

/// Makes documents, always the same ones for the same start.
pub(super) struct Mutator {
    state: u64,
    seeds: Vec<Vec<u8>>,
}

impl Mutator {
    pub(super) fn new(start: u64, seeds: Vec<Vec<u8>>) -> Self {
        Self {
            state: start.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            seeds,
        }
    }

    /// The next document: one of the seeds with one to four damages.
    pub(super) fn next(&mut self) -> Vec<u8> {
        let seed = self.below(self.seeds.len());
        let mut document = self.seeds.get(seed).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.damage(&mut document);
        }
        document
    }

    fn damage(&mut self, document: &mut Vec<u8>) {
        match self.below(8) {
            0 => self.flip(document),
            1 => self.remove_line(document),
            2 => self.repeat_line(document),
            3 => self.swap_words(document),
            4 => self.splice(document),
            5 => self.cut(document),
            6 => self.indent(document),
            _ => self.insert_word(document),
        }
    }

    fn flip(&mut self, document: &mut [u8]) {
        let at = self.below(document.len());
        let bit = self.below(8);
        if let Some(byte) = document.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }

    fn remove_line(&mut self, document: &mut Vec<u8>) {
        let (start, end) = self.line(document);
        document.drain(start..end);
    }

    /// Puts a line a second time, somewhere else: references and keys in unexpected places.
    fn repeat_line(&mut self, document: &mut Vec<u8>) {
        let (start, end) = self.line(document);
        let line = document[start..end].to_vec();
        let (to, _) = self.line(document);
        document.splice(to..to, line);
    }

    /// Replaces a word by one of another place.
    fn swap_words(&mut self, document: &mut Vec<u8>) {
        let (start, end) = self.word(document);
        let (from, until) = self.word(document);
        let word = document[from..until].to_vec();
        document.splice(start..end, word);
    }

    /// Replaces a line by one of another seed.
    fn splice(&mut self, document: &mut Vec<u8>) {
        let other = self.below(self.seeds.len());
        let Some(other) = self.seeds.get(other).cloned() else {
            return;
        };
        let (from, until) = self.line(&other);
        let (start, end) = self.line(document);
        document.splice(start..end, other[from..until].iter().copied());
    }

    fn cut(&mut self, document: &mut Vec<u8>) {
        let start = self.below(document.len());
        let length = self.below(64);
        let end = (start + length).min(document.len());
        document.drain(start..end);
    }

    /// Moves a line to another level.
    fn indent(&mut self, document: &mut Vec<u8>) {
        let (start, _) = self.line(document);
        if self.below(2) == 0 {
            document.splice(start..start, *b"  ");
        } else if document[start..].starts_with(b"  ") {
            document.drain(start..start + 2);
        }
    }

    fn insert_word(&mut self, document: &mut Vec<u8>) {
        let word = WORDS[self.below(WORDS.len())];
        let (start, end) = self.word(document);
        document.splice(start..end, word.bytes());
    }

    /// Start and end of a line, with its end of line.
    fn line(&mut self, document: &[u8]) -> (usize, usize) {
        let at = self.below(document.len());
        let start = document[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |found| found + 1);
        let end = document[at..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(document.len(), |found| at + found + 1);
        (start, end)
    }

    /// Start and end of a word: what stands between spaces, quotes and punctuation.
    fn word(&mut self, document: &[u8]) -> (usize, usize) {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-/#$.".contains(byte);
        let at = self.below(document.len());
        let before = document[..at]
            .iter()
            .rev()
            .take_while(|it| is_part(it))
            .count();
        let after = document[at..].iter().take_while(|it| is_part(it)).count();
        (at - before, at + after)
    }

    /// A number below `end`, or 0 (xorshift64*).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(number).map_or(0, |number| number.checked_rem(end).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::Mutator;

    #[test]
    fn the_same_start_makes_the_same_documents() {
        let seeds = vec![b"a: 1\nb: [x, y]\n".to_vec(), Vec::new()];
        let made = |start| {
            let mut mutator = Mutator::new(start, seeds.clone());
            (0..500).map(|_| mutator.next()).collect::<Vec<_>>()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }
}
