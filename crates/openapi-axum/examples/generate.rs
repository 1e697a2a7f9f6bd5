//! Generates from a document into a directory: `cargo run --example generate -- SPEC OUT [SOURCE]`.

use std::path::Path;
use std::process::ExitCode;

use openapi_axum::{Settings, generate};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [spec, out, rest @ ..] = arguments.as_slice() else {
        return fail("usage: generate SPEC OUT [SOURCE]");
    };
    let settings = Settings {
        trait_name: "ChatApi".to_owned(),
        types_crate: "chat_types".to_owned(),
        header_source: rest.first().unwrap_or(spec).clone(),
        header_command: "cargo xtask codegen".to_owned(),
    };
    let text = match std::fs::read_to_string(spec) {
        Ok(text) => text,
        Err(error) => return fail(&format!("cannot read {spec}: {error}")),
    };
    match generate(&text, &settings) {
        Ok(artifacts) => write(Path::new(out), &artifacts),
        Err(problems) => fail(
            &problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    }
}

fn write(out: &Path, artifacts: &openapi_axum::Artifacts) -> ExitCode {
    for (path, contents) in artifacts {
        let path = out.join(path);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&path, contents));
        if let Err(error) = written {
            return fail(&format!("cannot write {}: {error}", path.display()));
        }
    }
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "this is a command line")]
fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
