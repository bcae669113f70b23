//! Text in a drawing: how wide it may come out, where it breaks, how it is written.

/// A way of setting text; the style sheet has a class for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Title,
    Subtitle,
    /// A stage's name, and the headings below the plan.
    Name,
    English,
    Command,
    /// A command as it is written in code.
    Token,
    Rule,
    ModelActor,
    /// What concerns time.
    Time,
    Small,
    /// What a certificate must not have.
    Alarm,
}

impl Face {
    pub(super) const ALL: [Self; 11] = [
        Self::Title,
        Self::Subtitle,
        Self::Name,
        Self::English,
        Self::Command,
        Self::Token,
        Self::Rule,
        Self::ModelActor,
        Self::Time,
        Self::Small,
        Self::Alarm,
    ];

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "sub",
            Self::Name => "name",
            Self::English => "en",
            Self::Command => "cmd",
            Self::Token => "tok",
            Self::Rule => "rule",
            Self::ModelActor => "who",
            Self::Time => "time",
            Self::Small => "small",
            Self::Alarm => "alarm",
        }
    }

    pub(super) const fn size(self) -> i32 {
        match self {
            Self::Title => 68,
            Self::Subtitle | Self::Name => 34,
            Self::English | Self::Command => 25,
            Self::Alarm => 28,
            Self::Rule | Self::ModelActor | Self::Time => 21,
            Self::Token | Self::Small => 19,
        }
    }

    pub(super) const fn bold(self) -> bool {
        matches!(self, Self::Title | Self::Name | Self::Command | Self::Rule | Self::Time | Self::Alarm)
    }

    pub(super) const fn mono(self) -> bool {
        matches!(self, Self::Token)
    }

    /// From one line to the next.
    pub(super) const fn leading(self) -> i32 {
        self.size() * 6 / 5
    }

    /// How wide this text is at most, in the widest of the fonts that the style sheet names.
    pub(super) fn width(self, text: &str) -> i32 {
        let thousandths: i32 =
            text.chars().map(|letter| if self.mono() { 610 } else { advance(letter) }).sum();
        let thousandths = if self.bold() { thousandths * 111 / 100 } else { thousandths };
        (thousandths * self.size() + 999) / 1000
    }

    /// The text in lines of at most this width; a word that is longer stands alone.
    pub(super) fn wrap(self, text: &str, width: i32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(line) + self.width(" ") + self.width(word) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// The text, cut to one line of this width.
    pub(super) fn cut(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut cut = String::new();
        for letter in text.chars() {
            if self.width(&cut) + self.width("m…") > width {
                break;
            }
            cut.push(letter);
        }
        cut + "…"
    }
}

/// The width of a letter of `DejaVu Sans`, the widest face that is commonly met, in thousandths of its size, rounded up.
fn advance(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | '\'' => 290,
        ' ' | '.' | ',' | ':' | ';' | '|' | '/' | '·' => 340,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '!' => 420,
        'a'..='z' if !matches!(letter, 'm' | 'w') => 630,
        '0'..='9' | '_' => 640,
        'm' | 'w' | 'M' | 'W' | '…' => 1000,
        letter if letter.is_ascii() => 770,
        letter if letter.is_alphabetic() && letter < '\u{250}' => 800,
        // Any other script may be as wide as it is high.
        _ => 1050,
    }
}

/// The text escaped for XML; characters that XML does not allow are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
