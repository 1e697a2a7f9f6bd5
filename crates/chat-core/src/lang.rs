//! Languages that a chat can be held in.

/// A language of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English, `en`.
    En,
    /// Spanish, `es`.
    Es,
    /// French, `fr`.
    Fr,
    /// German, `de`.
    De,
    /// Italian, `it`.
    It,
    /// Japanese, `ja`.
    Ja,
    /// Korean, `ko`.
    Ko,
    /// Portuguese, `pt`.
    Pt,
    /// Brazilian Portuguese, `pt-BR`.
    PtBr,
    /// Swedish, `sv`.
    Sv,
}

impl Lang {
    /// Every language, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::En,
        Self::Es,
        Self::Fr,
        Self::De,
        Self::It,
        Self::Ja,
        Self::Ko,
        Self::Pt,
        Self::PtBr,
        Self::Sv,
    ];

    /// Reads a tag, letter case aside; `None` for one that the platform does not know.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str().eq_ignore_ascii_case(tag))
    }

    /// The tag in its canonical spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::De => "de",
            Self::It => "it",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::Pt => "pt",
            Self::PtBr => "pt-BR",
            Self::Sv => "sv",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn letter_case_does_not_matter_and_unknown_tags_are_none() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(&lang.as_str().to_uppercase()), Some(lang));
        }
        assert_eq!(Lang::parse("xy"), None);
        assert_eq!(Lang::parse("pt_BR"), None);
    }
}
