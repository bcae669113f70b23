//! A way of one's own for SMS: a modem, by the spool folder of the SMS Server Tools. What waits in the outbox is sent through it.

use aduan::core::{Channel, Matter, Office};
use aduan::desk::{IdentityWords, Reception, TicketSecret};
use aduan::relay::{Accepted, Channels, Letter, Letters, NotSent, Reason, Settings, Sms, Texter};
use aduan::store::OsEntropy;
use std::path::PathBuf;

/// Gives each SMS to the daemon of a modem, as a file.
struct Modem {
    outgoing: PathBuf,
}

impl Texter for Modem {
    fn send(&self, sms: &Sms) -> Result<Accepted, NotSent> {
        // Written beside the folder and then moved: the daemon reads whatever lies in it.
        let (file, to) = (sms.id.0.to_string(), sms.to.international().trim_start_matches('+'));
        let unfinished = self.outgoing.with_file_name(&file);
        let text = format!("To: {to}\n\n{}", sms.text.reveal());
        std::fs::write(&unfinished, text)
            .and_then(|()| std::fs::rename(&unfinished, self.outgoing.join(file)))
            .map_err(|_| NotSent::ForNow(Reason::Folder))?;
        Ok(Accepted::default())
    }

    fn check(&self) -> Result<String, Reason> {
        if self.outgoing.is_dir() { Ok("the spool folder is there".to_owned()) } else { Err(Reason::Folder) }
    }
}

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let desk = aduan::open(&folder.path().join("desk"))?;
    let unit: Office = "KPPBC-050500".parse()?;
    let mut complaint = Reception::new(Channel::Website, Matter::Duties, "two weeks at counter 4", unit);
    let mut identity = IdentityWords::default();
    identity.mobile = Some("0812-3456-7890".into());
    complaint.identity = Some(identity);
    let (_, ticket) = desk.receive_online(&desk.trace()?, complaint, &TicketSecret::fresh(&OsEntropy)?)?;

    let outgoing = folder.path().join("outgoing");
    std::fs::create_dir(&outgoing)?;
    let settings: Settings = toml::from_str("follow = 'https://pengaduan.contoh.example/pantau'")?;
    let letters = Letters::shipped(settings.follow, 1)?;
    let channels = Channels::new(letters).with_texter(Box::new(Modem { outgoing: outgoing.clone() }));
    for message in desk.outbox(0, 100)?.ready {
        let letter: Letter = channels.letters().render(&message)?;
        channels.send(&letter)?;
        desk.sent(message.id)?;
    }

    let mut files = std::fs::read_dir(&outgoing)?;
    let sent = std::fs::read_to_string(files.next().ok_or("an SMS")??.path())?;
    assert!(
        sent.starts_with("To: 6281234567890\n\nTiket pengaduan Anda:") && sent.contains(&ticket.reveal())
    );
    Ok(())
}
