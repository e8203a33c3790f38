//! What the head of a request says of its body, before any of it is read.

use shared::error::{ErrorCode, Failure};

/// The length of a body by its `Content-Length`, if it has one. No length is too long to be read; `usize` has 32 bits here,
/// so what is beyond them is as much as fits.
pub(super) fn announced(header: Option<&str>) -> Result<Option<usize>, Failure> {
    let Some(text) = header else { return Ok(None) };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::new(ErrorCode::MalformedBody, "the Content-Length is no number of bytes"));
    }
    Ok(Some(text.parse().unwrap_or(usize::MAX)))
}

/// Refuses a body that has to be unpacked first.
pub(super) fn check_coding(content_encoding: Option<&str>) -> Result<(), Failure> {
    let codings = content_encoding.unwrap_or_default().split(',').map(str::trim);
    if codings.into_iter().all(|coding| coding.is_empty() || coding.eq_ignore_ascii_case("identity")) {
        return Ok(());
    }
    unsupported("a compressed body is not read; send it as it is, without Content-Encoding")
}

/// Refuses a body that names another encoding of its characters than UTF-8. Whatever else the type says, the body is read as
/// JSON, since plain `curl -d` says that it sends a form.
pub(super) fn check_charset(content_type: Option<&str>) -> Result<(), Failure> {
    let parameters = content_type.unwrap_or_default().split([';', ',']).filter_map(|part| part.split_once('='));
    let mut charsets = parameters
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"'));
    // ASCII is UTF-8 too.
    let readable = ["utf-8", "utf8", "us-ascii"];
    if charsets.all(|charset| readable.iter().any(|known| charset.eq_ignore_ascii_case(known))) {
        return Ok(());
    }
    unsupported("the Content-Type names another charset than utf-8, the only one that is read")
}

fn unsupported(message: &str) -> Result<(), Failure> {
    Err(Failure::new(ErrorCode::UnsupportedBody, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_number_however_large() {
        assert_eq!(announced(None).unwrap(), None);
        for (text, length) in [("0", 0), ("7", 7), ("0000000000000000000000000000000000000000000000007", 7)] {
            assert_eq!(announced(Some(text)).unwrap(), Some(length), "{text}");
        }
        for text in ["18446744073709551616", "99999999999999999999999999999999999999999999999999"] {
            assert_eq!(announced(Some(text)).unwrap(), Some(usize::MAX), "{text}");
        }
        for text in ["", " ", "-1", "+1", "1.5", "1e3", "0x10", "1, 1", "1 1", "many", "１"] {
            assert_eq!(announced(Some(text)).unwrap_err().code, ErrorCode::MalformedBody, "{text}");
        }
    }

    #[test]
    fn a_body_comes_as_it_is() {
        for coding in [None, Some(""), Some("identity"), Some("Identity , identity")] {
            assert!(check_coding(coding).is_ok(), "{coding:?}");
        }
        for coding in ["gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip", "x"] {
            assert_eq!(check_coding(Some(coding)).unwrap_err().code, ErrorCode::UnsupportedBody, "{coding}");
        }
    }

    #[test]
    fn a_body_is_utf_8() {
        let types = [
            "",
            "application/json",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-8",
            "application/json;CHARSET=\"UTF-8\"",
            "text/plain; x=y; charset=utf8",
            "text/plain; charset=US-ASCII",
        ];
        for content_type in types {
            assert!(check_charset(Some(content_type)).is_ok(), "{content_type}");
        }
        assert!(check_charset(None).is_ok());
        let strange = [
            "application/json; charset=utf-16",
            "application/json;charset=ISO-8859-1",
            "application/json; Charset = \"latin1\"",
            "application/json; charset=",
            "application/json; charset=utf-8; charset=utf-16",
            "application/json, text/plain; charset=windows-1252",
        ];
        for content_type in strange {
            let failure = check_charset(Some(content_type)).unwrap_err();
            assert_eq!(failure.code, ErrorCode::UnsupportedBody, "{content_type}");
        }
    }
}
