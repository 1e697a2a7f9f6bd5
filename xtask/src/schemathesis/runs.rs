//! What Schemathesis is run against: a document, a server, and how to ask it.

/// One run. What belongs to it (settings, hooks, data) lies in `conformance/NAME`.
pub(super) struct Run {
    pub(super) name: &'static str,
    /// The document, from the root.
    pub(super) document: &'static str,
    pub(super) server: Program,
    /// Which key of the server's first line has the URL, and where the API is below it.
    pub(super) url: (&'static str, &'static str),
    pub(super) credentials: Option<Credentials>,
    /// Whether the hooks count the answers, and the count is judged.
    pub(super) counted: bool,
}

/// A program of this workspace, which prints a line of JSON when it serves.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// Paths in them are below the directory of the run.
    pub(super) arguments: &'static [&'static str],
}

/// HTTP Basic.
pub(super) struct Credentials {
    pub(super) user: &'static str,
    /// Which key of the server's first line has the password.
    pub(super) password: &'static str,
}

/// One after the other, each with a server of its own.
pub(super) const RUNS: &[Run] = &[
    Run {
        name: "chat",
        document: "spec/chat.yaml",
        server: Program {
            name: "chatd",
            arguments: &[
                "--json",
                "--listen=127.0.0.1:0",
                "--data=data",
                "--rate-limit=off",
                // Short, so that chats which nobody writes into can be resumed within the run.
                "--dismiss-after=2s",
            ],
        },
        url: ("url", "/apps/api/v1"),
        credentials: Some(Credentials {
            user: "demo",
            password: "token",
        }),
        counted: true,
    },
    Run {
        name: "desk",
        document: "spec/desk.yaml",
        server: Program {
            name: "chatd",
            arguments: &[
                "--json",
                "--listen=127.0.0.1:0",
                "--data=data",
                "--rate-limit=off",
                "--emulator",
            ],
        },
        url: ("admin_url", "/desk/v1"),
        credentials: Some(Credentials {
            user: "admin",
            password: "admin_token",
        }),
        counted: true,
    },
    // The server of every feature of the generator: it answers what it is asked for, failures too.
    Run {
        name: "wide",
        document: "conformance/wide/wide.yaml",
        server: Program {
            name: "wide",
            arguments: &[],
        },
        url: ("url", ""),
        credentials: None,
        counted: false,
    },
];
