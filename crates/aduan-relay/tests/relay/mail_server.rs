//! A mail server as a process of its own: aiosmtpd, which `scripts/aiosmtpd` installs.

use crate::certificates::Certificates;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Beneath the workspace; also the end-to-end tests use this file.
fn of_workspace(path: &str) -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|above| above.join("Cargo.lock").exists()).expect("a workspace").join(path)
}

fn python() -> PathBuf {
    of_workspace("target/aiosmtpd/bin/python")
}

pub(crate) const PASSWORD: &str = "rahasia-surat-42";

pub(crate) struct MailServer {
    process: Child,
    events: Receiver<serde_json::Value>,
    port: u64,
    folder: TempDir,
    certificates: Certificates,
    encryption: &'static str,
    settings: serde_json::Value,
}

fn run(settings: &serde_json::Value) -> (Child, Receiver<serde_json::Value>) {
    let program = of_workspace("crates/aduan-relay/tests/relay/mail_server.py");
    let mut command = Command::new(python());
    let command = command.arg(program).arg(settings.to_string()).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let (sender, events) = channel();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = sender.send(serde_json::from_str(&line).unwrap());
        }
    });
    (process, events)
}

impl MailServer {
    /// Starts one: `encryption` is `none`, `starttls` or `tls`; `more` are further settings. `None` where aiosmtpd is missing
    /// outside of the gate.
    pub(crate) fn start(encryption: &'static str, more: &[(&str, serde_json::Value)]) -> Option<Self> {
        let there = Command::new(python())
            .args(["-c", "import aiosmtpd"])
            .status()
            .is_ok_and(|status| status.success());
        assert!(there || std::env::var_os("CI").is_none(), "aiosmtpd is missing: scripts/aiosmtpd");
        if !there {
            eprintln!("skipped: aiosmtpd is missing: scripts/aiosmtpd");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let certificates = Certificates::write(folder.path(), "127.0.0.1");
        let mut settings = serde_json::json!({
            "encryption": encryption, "certificate": certificates.certificate, "key": certificates.key,
        });
        for (name, value) in more {
            settings[*name] = value.clone();
        }
        let (process, events) = run(&settings);
        let mut server = Self { process, events, port: 0, folder, certificates, encryption, settings };
        server.port = server.event("port").as_u64().unwrap();
        Some(server)
    }

    /// Settings that reach it; `more` are lines of `[mail.smtp]`.
    pub(crate) fn settings(&self, more: &str) -> String {
        let authority = self.certificates.authority.display();
        let trust =
            if self.encryption == "none" { String::new() } else { format!("ca_file = '{authority}'\n") };
        format!(
            "[mail]\nfrom = 'Pengaduan <pengaduan@contoh.example>'\nreturn_path = 'kembali@contoh.example'\n\
             [mail.smtp]\nhost = '127.0.0.1'\nport = {}\nencryption = '{}'\n{trust}{more}",
            self.port, self.encryption
        )
    }

    /// The user, with the right password or another one.
    pub(crate) fn user(&self, password: &str) -> String {
        format!("user = 'aduan'\npassword = {{ file = '{}' }}\n", crate::secret(self.folder.path(), password))
    }

    /// The next of what it tells that has this field.
    #[track_caller]
    pub(crate) fn event(&self, field: &str) -> serde_json::Value {
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(20)).expect("the server tells it");
            if event.get(field).is_some() {
                return if field == "mail" { event } else { event[field].clone() };
            }
        }
    }

    /// All that it has told since it was last asked.
    pub(crate) fn events(&self) -> Vec<serde_json::Value> {
        self.events.try_iter().collect()
    }

    /// How many letters it has taken since it was last asked.
    pub(crate) fn letters(&self) -> usize {
        self.events().iter().filter(|event| event.get("mail").is_some()).count()
    }

    /// Ends it, and starts it again at the same port.
    pub(crate) fn restart(&mut self) {
        self.stop();
        self.settings["port"] = self.port.into();
        (self.process, self.events) = run(&self.settings);
        self.event("port");
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
