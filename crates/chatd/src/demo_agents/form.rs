//! The form that a demo agent sends: a real, one-page PDF.

/// The bytes.
pub const FORM_PDF: &[u8] = include_bytes!("form.pdf");
/// How they are served.
pub const FORM_CONTENT_TYPE: &str = "application/pdf";
/// The name offered on download.
pub const FORM_FILE_NAME: &str = "request-form.pdf";

#[cfg(test)]
mod tests {
    use super::FORM_PDF;

    #[test]
    fn is_a_whole_pdf() {
        assert!(FORM_PDF.starts_with(b"%PDF-1.4\n"));
        assert!(FORM_PDF.ends_with(b"%%EOF\n"));
        let text = String::from_utf8_lossy(FORM_PDF);
        let offset = text.rsplit("startxref\n").next().expect("a startxref");
        let offset: usize = offset
            .lines()
            .next()
            .expect("a line")
            .parse()
            .expect("a number");
        assert!(FORM_PDF[offset..].starts_with(b"xref\n"));
    }
}
