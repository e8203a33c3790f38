//! Text in pieces, each of which knows what it is.

use crate::numbers::NONE;

/// A sentence, or a part of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text(pub Vec<Piece>);

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Plain(String),
    Strong(String),
    /// Said beside, for those who want to know.
    Faint(String),
    /// A name or a command, as it is typed.
    Code(String),
    /// A number with its interval, in the form of [`crate::report::numbers`].
    Figure(String),
    /// What stands below a number, such as how many of it are outliers.
    Below(String),
    /// The name of an arm, with its mark where there are marks.
    Arm(String),
    /// Text that leads to a part of the report.
    Link {
        text: String,
        to: String,
    },
    Badge(Badge),
    /// A badge beside a number: where there is no room, only its sign.
    Sign(Badge),
    /// What was measured.
    Target(&'static str),
}

/// A word that stands out. Its sign says the same as its tint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Badge {
    pub tone: Tone,
    pub sign: &'static str,
    pub word: &'static str,
}

/// What a word means for whoever hoped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Bad,
    Even,
    Open,
    /// Nothing was judged.
    Silent,
}

impl Tone {
    /// The word for style sheets.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Even => "even",
            Self::Open => "open",
            Self::Silent => "silent",
        }
    }
}

impl Text {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece::Plain(text.into())])
    }

    pub(crate) fn code(text: impl Into<String>) -> Self {
        Self(vec![Piece::Code(text.into())])
    }

    pub(crate) fn arm(name: &str) -> Self {
        Self(vec![Piece::Arm(name.to_owned())])
    }

    pub(crate) fn figure(figure: impl Into<String>) -> Self {
        Self(vec![Piece::Figure(figure.into())])
    }

    /// Two arms, the one in question first.
    pub(crate) fn against(arm: &str, base: &str) -> Self {
        Self::arm(arm).and(Piece::Plain(" against ".to_owned())).and(Piece::Arm(base.to_owned()))
    }

    /// With one more piece at its end.
    pub(crate) fn and(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }

    /// Whether it says nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.0
            .iter()
            .all(|piece| matches!(piece, Piece::Plain(text) | Piece::Figure(text) if text.is_empty() || text == NONE))
    }

    /// The words alone.
    pub(crate) fn words(&self) -> String {
        self.0.iter().map(Piece::words).collect()
    }
}

impl Piece {
    /// The words alone.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Plain(text)
            | Self::Strong(text)
            | Self::Faint(text)
            | Self::Code(text)
            | Self::Figure(text)
            | Self::Arm(text)
            | Self::Link { text, .. } => text.clone(),
            Self::Below(text) => format!(" ({text})"),
            Self::Badge(badge) => badge.word.to_owned(),
            Self::Sign(badge) => format!(" {}", badge.sign),
            Self::Target(word) => (*word).to_owned(),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

impl From<Piece> for Text {
    fn from(piece: Piece) -> Self {
        Self(vec![piece])
    }
}

impl From<Badge> for Text {
    fn from(badge: Badge) -> Self {
        Self(vec![Piece::Badge(badge)])
    }
}

impl<const N: usize> From<[Piece; N]> for Text {
    fn from(pieces: [Piece; N]) -> Self {
        Self(pieces.into())
    }
}
