//! The format of `requests.txt`.
//!
//! A case begins with `# ` and a title. `> ` lines are the request: method and target, headers, an empty one, the body.
//! `< ` lines are the answer: its status, headers that it must have, an empty one, the body; without the empty line any
//! body is right. JSON is compared as JSON.

/// A request and its answer.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) line: usize,
    pub(crate) title: String,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) request_headers: Vec<(String, String)>,
    pub(crate) request_body: String,
    pub(crate) status: u16,
    pub(crate) answer_headers: Vec<(String, String)>,
    pub(crate) answer_body: Option<String>,
}

/// Reads every case.
pub(crate) fn parse(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some(title) = line.strip_prefix("# ") else {
            continue;
        };
        let block = lines[index + 1..]
            .iter()
            .take_while(|line| !line.starts_with("# "));
        let side = |mark: char| -> Vec<&str> {
            let of_side = block.clone().filter_map(|line| line.strip_prefix(mark));
            of_side
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .collect()
        };
        cases.push(case(index + 1, title, &side('>'), &side('<')));
    }
    cases
}

fn case(line: usize, title: &str, request: &[&str], answer: &[&str]) -> Case {
    let (method, target) = request
        .first()
        .and_then(|first| first.split_once(' '))
        .unwrap_or_else(|| panic!("line {line}: no method and target"));
    let (request_headers, request_body) = head_and_body(&request[1..]);
    let status = answer.first().and_then(|status| status.parse().ok());
    let (answer_headers, answer_body) = head_and_body(&answer[1.min(answer.len())..]);
    Case {
        line,
        title: title.to_owned(),
        method: method.to_owned(),
        target: target.to_owned(),
        request_headers,
        // A form of several parts has lines that end in CR LF.
        request_body: request_body.unwrap_or_default().replace("\\r\n", "\r\n"),
        status: status.unwrap_or_else(|| panic!("line {line}: no status")),
        answer_headers,
        answer_body,
    }
}

fn head_and_body(lines: &[&str]) -> (Vec<(String, String)>, Option<String>) {
    let end = lines.iter().position(|line| line.is_empty());
    let (head, body) = lines.split_at(end.unwrap_or(lines.len()));
    let headers = head.iter().filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let body = end.map(|_| body[1..].join("\n"));
    (headers.collect(), body)
}
