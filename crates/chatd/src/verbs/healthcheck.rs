//! `chatd healthcheck`: asks `/readyz` of the admin listener that the configuration names; for containers.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use super::{configure, fail};
use crate::cli::Flags;
use crate::config::source::Sources;
use crate::serve::listen::reachable;

/// How long each step of the question may take.
const WAIT: Duration = Duration::from_secs(3);

/// Exit code 0 when the server takes work, 1 when it does not.
pub fn run(flags: Flags) -> ExitCode {
    let config = match configure(&Sources::of_process(flags)) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let Some(address) = config.admin.listen.filter(|address| address.port() != 0) else {
        let fault = "the configuration names no address of the admin listener; give --admin-listen";
        return fail(fault, 2);
    };
    match status(reachable(address)) {
        Ok(200) => ExitCode::SUCCESS,
        Ok(status) => fail(&format!("not ready: {address} answered {status}"), 1),
        Err(error) => fail(&format!("not ready: {address}: {error}"), 1),
    }
}

fn status(address: SocketAddr) -> io::Result<u16> {
    let mut stream = TcpStream::connect_timeout(&address, WAIT)?;
    stream.set_read_timeout(Some(WAIT))?;
    stream.set_write_timeout(Some(WAIT))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut head)?;
    let number = std::str::from_utf8(&head[9..]).ok();
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| io::Error::other("this is no HTTP"))
}
