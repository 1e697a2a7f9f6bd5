//! Path templates as the router knows them.

/// A piece of a segment.
enum Piece<'a> {
    Literal(&'a str),
    Parameter(&'a str),
}

fn pieces(segment: &str) -> Vec<Piece<'_>> {
    let mut list = Vec::new();
    let mut rest = segment;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if !literal.is_empty() {
            list.push(Piece::Literal(literal));
        }
        list.push(Piece::Parameter(name));
        rest = tail;
    }
    if !rest.is_empty() {
        list.push(Piece::Literal(rest));
    }
    list
}

fn has_parameter(segment: &str) -> bool {
    pieces(segment)
        .iter()
        .any(|piece| matches!(piece, Piece::Parameter(_)))
}

/// The path that the router matches: every segment with a parameter is one, named by its position.
pub(super) fn route(path: &str) -> String {
    let mut count = 0;
    let segments = path.split('/').map(|segment| {
        if has_parameter(segment) {
            count += 1;
            return format!("{{p{count}}}");
        }
        // Braces that are no parameter stand for themselves.
        literal(segment).replace('{', "{{").replace('}', "}}")
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The template with its parameters unnamed: two of one shape take the same requests.
pub(super) fn shape(path: &str) -> String {
    written(path, |_| "{}".to_owned())
}

/// The template as it stands in the paths of requests.
pub(super) fn encoded(path: &str) -> String {
    written(path, |name| format!("{{{name}}}"))
}

fn written(path: &str, parameter: impl Fn(&str) -> String) -> String {
    let segments = path.split('/').map(|segment| {
        let pieces = pieces(segment).into_iter();
        let pieces = pieces.map(|piece| match piece {
            Piece::Literal(text) => literal(text),
            Piece::Parameter(name) => parameter(name),
        });
        pieces.collect::<String>()
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether a segment is more than a parameter or a literal.
pub(super) fn is_mixed(path: &str) -> bool {
    path.split('/')
        .any(|segment| has_parameter(segment) && pieces(segment).len() > 1)
}

/// How many characters of a template are literal.
pub(super) fn literals(path: &str) -> usize {
    let pieces = path.split('/').flat_map(pieces);
    let lengths = pieces.map(|piece| match piece {
        Piece::Literal(text) => text.len(),
        Piece::Parameter(_) => 0,
    });
    lengths.sum()
}

/// Text as it stands in the path of a request: what cannot is percent-encoded, also `?` and `#`, which would end it.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        let stays = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%{}".contains(&byte);
        if stays {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encoded, is_mixed, literals, route, shape};

    #[test]
    fn parameters_are_named_by_position() {
        let cases = [
            ("/a/{id}/b/{x}", "/a/{p1}/b/{p2}", false),
            ("/a/{x}.{y}", "/a/{p1}", true),
            ("/users('{id}')", "/{p1}", true),
            ("/a b/ü#c", "/a%20b/%C3%BC%23c", false),
            ("/a/", "/a/", false),
            ("/a/{", "/a/{{", false),
        ];
        for (path, expected, mixed) in cases {
            assert_eq!(route(path), expected, "{path}");
            assert_eq!(is_mixed(path), mixed, "{path}");
        }
    }

    #[test]
    fn templates_of_one_shape_take_the_same_requests() {
        assert_eq!(shape("/a/{x}:go"), shape("/a/{y}:go"));
        assert_ne!(shape("/a/{x}:go"), shape("/a/{x}"));
        assert_eq!(encoded("/a b/{x}"), "/a%20b/{x}");
        assert!(literals("/a/{x}:go") > literals("/a/{x}"));
    }
}
