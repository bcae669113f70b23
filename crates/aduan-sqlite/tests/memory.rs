//! A video of 200 MB in a few MB of memory: in, bound, and out again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Actor, Command, Matter, Media};
use aduan_sqlite::SqliteStore;
use aduan_testkit::test_desk::{TestDesk, verifier};
use std::io::{self, Read, Write};
use std::process::Command as Process;
use std::sync::Arc;

const VIDEO: u64 = 200 << 20;
/// The limit, in KiB.
const MOST: u64 = 16 << 10;

/// Bytes that do not repeat within a segment, so many.
struct Video(u64);

impl Read for Video {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = usize::try_from(self.0).unwrap_or(usize::MAX).min(into.len());
        for chunk in into[..count].chunks_mut(8) {
            self.0 -= chunk.len() as u64;
            let bytes = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(count)
    }
}

struct Same(Video, u64);

impl Write for Same {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut expected = vec![0; bytes.len()];
        self.0.read_exact(&mut expected)?;
        assert!(bytes == expected, "other bytes come back");
        self.1 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn kibibytes(of: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(of)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The highest since the last call, over what there was then.
fn peak(since: &mut u64) -> u64 {
    let grown = kibibytes("VmHWM:").saturating_sub(*since);
    // Begins anew to keep the highest.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    *since = kibibytes("VmHWM:");
    grown
}

/// Not a test of its own: memory is a whole process's.
#[test]
fn child() {
    if std::env::var_os("ADUAN_VIDEO").is_none() {
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    world.desk.upload(id, &mut Video(1 << 20), VIDEO).unwrap();
    let mut since = 0;
    peak(&mut since);

    let attachment = world.desk.upload(id, &mut Video(VIDEO), VIDEO).unwrap();
    let up = peak(&mut since);
    assert_eq!(attachment.sealed.bytes, VIDEO);
    let bind = Command::AttachEvidence { content: attachment.clone(), media: Media::Video };
    let done = world.desk.act(&world.desk.trace().unwrap(), &complainant, id, bind).unwrap();
    let Event::EvidenceAttached(attached) = &done.records[0].event else { panic!() };
    let bound = peak(&mut since);
    let mut out = Same(Video(VIDEO), 0);
    world.desk.read_to(&verifier(), id, attached.content.id, &mut out).unwrap();
    let down = peak(&mut since);
    assert_eq!(out.1, VIDEO);
    println!("\nuploading took {up} KiB, binding {bound}, reading {down}");
    assert!(up.max(bound).max(down) < MOST, "{up}, {bound}, {down} KiB");
}

#[test]
fn a_video_of_200_mb_takes_a_few_mb_of_memory() {
    let mut child = Process::new(std::env::current_exe().unwrap());
    let output = child.args(["child", "--exact", "--nocapture"]).env("ADUAN_VIDEO", "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let measured = said.lines().find(|line| line.starts_with("uploading took")).expect("it was measured");
    println!("{measured}");
}
