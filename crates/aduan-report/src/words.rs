//! A page's words, in two languages.

/// `struct Words`: a field for each row `name: "in Indonesian", "in English";`.
macro_rules! words {
    ($($word:ident: $indonesian:literal, $english:literal;)+) => {
        /// The words of the page, in one language.
        pub(super) struct Words {
            $(pub(super) $word: &'static str,)+
        }

        impl Words {
            pub(super) const fn of(language: aduan_core::Language) -> &'static Self {
                match language {
                    aduan_core::Language::Indonesian => &Self { $($word: $indonesian,)+ },
                    aduan_core::Language::English => &Self { $($word: $english,)+ },
                }
            }
        }
    };
}

pub(crate) use words;
