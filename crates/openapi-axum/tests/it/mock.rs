//! What the mock answers, by the kinds of answers that a document can have. `served` has one that is compiled.

use openapi_axum::{Settings, generate};

const DOCUMENT: &str = r##"
openapi: 3.1.0
info: { title: Mocked, version: "1" }
paths:
  /named:
    get:
      operationId: named
      responses:
        "200":
          description: The first example that its schema accepts.
          content:
            application/json:
              schema: { type: object, required: [count], properties: { count: { type: integer } } }
              examples:
                wrong: { value: { count: many } }
                shared: { $ref: '#/components/examples/Shared' }
  /range:
    get:
      operationId: range
      responses:
        2XX: { description: Any success., content: { text/plain: {} } }
  /default:
    get:
      operationId: otherwise
      responses:
        default:
          description: Anything.
          headers:
            X-Left: { required: true, schema: { type: integer, minimum: 5 } }
            X-Shown: { schema: { type: string, default: '"quoted"' } }
            X-Hidden: { schema: { type: string } }
  /moved:
    get:
      operationId: moved
      responses:
        "302": { description: Elsewhere. }
        "204": { description: Nothing. }
  /lines:
    get:
      operationId: lines
      responses:
        "200": { description: Texts., content: { text/event-stream: { example: "event: line\ndata: one\n\n" } } }
  /impossible:
    get:
      operationId: impossible
      responses:
        "200":
          description: Never.
          content: { application/json: { schema: { type: string, pattern: '^(?=b)a$' } } }
components:
  examples:
    Shared: { value: { count: 3 } }
"##;

fn mock(on: bool) -> Option<String> {
    let settings = Settings {
        mock: on,
        ..Settings::default()
    };
    let mut files = generate(DOCUMENT, &settings).expect("the document generates");
    files.shift_remove("server/generated/mock.rs")
}

#[test]
fn answers_are_what_the_document_says() {
    let text = mock(true).expect("there is a mock");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        r##"const NAMED: &str = r#"{"count":3}"#;"##,
        r#"const RANGE: &str = "example";"#,
        "RangeResponse::Status2xx( StatusClass::new(StatusCode::OK)",
        "OtherwiseResponse::Default( StatusCode::OK, OtherwiseDefaultHeaders {",
        r#"x_left: example("5")?"#,
        r##"x_shown: example(r#""\"quoted\"""#)?"##,
        "x_hidden: None",
        "Ok(MovedResponse::NoContent)",
        r#"const LINES: &str = "one";"#,
        "Events::of([Event::new(LINES.to_owned())])",
        "/// Not implemented: no value of `application/json` could be made from the document. async fn impossible",
        "Err(Failure::Unimplemented.into())",
    ] {
        assert!(words.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn the_same_document_has_the_same_mock() {
    assert_eq!(mock(true), mock(true));
}

#[test]
fn there_is_none_unless_it_is_wanted() {
    assert_eq!(mock(false), None);
}
