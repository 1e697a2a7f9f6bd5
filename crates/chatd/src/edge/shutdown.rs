//! The signal to stop, seen by every listener and background task.

use std::io;

use tokio::sync::watch;

/// The receiving side: clone it into whatever must end.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

/// The sending side.
#[derive(Clone, Debug)]
pub struct ShutdownTrigger(watch::Sender<bool>);

/// A fresh pair.
pub fn shutdown_pair() -> (ShutdownTrigger, Shutdown) {
    let (sender, receiver) = watch::channel(false);
    (ShutdownTrigger(sender), Shutdown(receiver))
}

impl ShutdownTrigger {
    /// Asks everybody to stop; again is the same as once.
    pub fn fire(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// Returns when the stop is asked for, at once if it already was; also when nobody can ask any more.
    pub async fn requested(&mut self) {
        // An error means that the trigger is gone: nobody is left to serve for.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Whether the stop was asked for.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }
}

/// Fires on SIGTERM or SIGINT.
///
/// # Errors
///
/// When the handlers cannot be installed.
pub fn on_signals(trigger: ShutdownTrigger) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        trigger.fire();
    });
    Ok(())
}
