//! The pieces of a statement's text as SQLite cuts them, without their meaning.

/// One piece of text that matters here; white space and comments are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A keyword, a plain name or a number.
    Word(&'a [u8]),
    /// What stands between quotation marks or brackets; a doubled mark inside makes two of one.
    Quoted(&'a [u8]),
    /// The end of a statement, or of one in the body of a trigger.
    Semicolon,
    /// Any other character.
    Mark(u8),
}

impl Token<'_> {
    /// Whether it is one of some words, in any case.
    pub fn is_any(&self, words: &[&[u8]]) -> bool {
        match self {
            Self::Word(word) => words.iter().any(|candidate| word.eq_ignore_ascii_case(candidate)),
            Self::Quoted(_) | Self::Semicolon | Self::Mark(_) => false,
        }
    }

    /// Whether it is one of some names, in any case, quoted or not.
    pub fn names_any(&self, names: &[&[u8]]) -> bool {
        match self {
            Self::Word(name) | Self::Quoted(name) => names.iter().any(|candidate| name.eq_ignore_ascii_case(candidate)),
            Self::Semicolon | Self::Mark(_) => false,
        }
    }
}

/// Scans a text into tokens; a string or comment that never ends lasts to the end of the text.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    text: &'a [u8],
    /// How many bytes have been read.
    read: usize,
}

impl<'a> Tokens<'a> {
    /// The tokens of a text.
    pub fn of(sql: &'a str) -> Self {
        Self { text: sql.as_bytes(), read: 0 }
    }

    /// The place behind the last token, in bytes from the beginning.
    pub fn offset(&self) -> usize {
        self.read
    }

    /// The next token and the place where it begins.
    pub fn next_with_start(&mut self) -> Option<(Token<'a>, usize)> {
        self.skip_blank();
        let start = self.read;
        self.next().map(|token| (token, start))
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.read..]
    }

    /// Passes over white space and comments.
    fn skip_blank(&mut self) {
        loop {
            match *self.rest() {
                [b' ' | b'\t' | b'\n' | b'\r' | b'\x0c', ..] => self.read += 1,
                // SQLite takes a byte order mark for white space.
                [0xef, 0xbb, 0xbf, ..] => self.read += 3,
                [b'-', b'-', ..] => {
                    self.read_past(b"\n");
                }
                // Without a character behind it, it is a slash and a star to SQLite.
                [b'/', b'*', _, ..] => {
                    self.read += 2;
                    self.read_past(b"*/");
                }
                _ => return,
            }
        }
    }

    /// Reads up to and past an end, and hands back what stood before it; what never ends lasts to the end of the text.
    fn read_past(&mut self, end: &[u8]) -> &'a [u8] {
        let rest = self.rest();
        let (inside, length) = match rest.windows(end.len()).position(|window| window == end) {
            Some(start) => (&rest[..start], start + end.len()),
            None => (rest, rest.len()),
        };
        self.read += length;
        inside
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blank();
        let rest = self.rest();
        let &first = rest.first()?;
        if is_word_byte(first) {
            let length = rest.iter().take_while(|&&byte| is_word_byte(byte)).count();
            self.read += length;
            return Some(Token::Word(&rest[..length]));
        }
        self.read += 1;
        Some(match first {
            b';' => Token::Semicolon,
            b'\'' | b'"' | b'`' => Token::Quoted(self.read_past(&[first])),
            b'[' => Token::Quoted(self.read_past(b"]")),
            mark => Token::Mark(mark),
        })
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}
