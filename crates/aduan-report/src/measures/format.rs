//! Figures as people read them.

use super::table::Figure;
use aduan_core::Language;

impl Figure {
    /// A count: `1.234` or `1,234`; `•` where it is withheld, `–` where there is none.
    ///
    /// ```
    /// use aduan_report::measures::Figure;
    /// use aduan_core::Language;
    /// assert_eq!(Figure::Number(1234).as_count(Language::Indonesian), "1.234");
    /// assert_eq!(Figure::Withheld.as_count(Language::English), "•");
    /// ```
    pub fn as_count(self, language: Language) -> String {
        self.said(|number| language.grouped(number))
    }

    /// Thousandths as a share of a hundred: `87,3 %` or `87.3%`.
    ///
    /// ```
    /// use aduan_report::measures::Figure;
    /// use aduan_core::Language;
    /// assert_eq!(Figure::Number(873).as_share(Language::English), "87.3%");
    /// ```
    pub fn as_share(self, language: Language) -> String {
        self.said(|thousandths| {
            let (whole, tenth) = (thousandths / 10, thousandths % 10);
            match language {
                Language::Indonesian => format!("{whole},{tenth}\u{a0}%"),
                Language::English => format!("{whole}.{tenth}%"),
            }
        })
    }

    /// Hours as days and hours: `4 hr 7 jam` or `4 d 7 h`.
    ///
    /// ```
    /// use aduan_report::measures::Figure;
    /// use aduan_core::Language;
    /// assert_eq!(Figure::Number(103).as_hours(Language::English), "4\u{a0}d 7\u{a0}h");
    /// ```
    pub fn as_hours(self, language: Language) -> String {
        let (day, hour) = match language {
            Language::Indonesian => ("hr", "jam"),
            Language::English => ("d", "h"),
        };
        self.said(|hours| match (hours / 24, hours % 24) {
            (0, hours) => format!("{hours}\u{a0}{hour}"),
            (days, hours) => format!("{days}\u{a0}{day} {hours}\u{a0}{hour}"),
        })
    }

    fn said(self, say: impl FnOnce(u64) -> String) -> String {
        match self {
            Self::Number(number) => say(number),
            Self::Withheld => "•".to_owned(),
            Self::Nothing => "–".to_owned(),
        }
    }
}
