//! The texts of the report, in two languages.

use super::table::Dimension;
use crate::words::words;
use aduan_core::Language;

words! {
    title: "Laporan berkala penanganan pengaduan", "Periodic report on the handling of complaints";
    as_of: "keadaan per", "as of";
    position: "posisi", "position";
    stopped:
        "Pembacaan dihentikan sebelum selesai; angka di bawah hanya untuk bagian yang terbaca.",
        "Reading was stopped before the end; the figures below are of what was read.";
    amiss:
        "baris rusak, tidak dikenal, atau tidak berurutan; angka dapat lebih kecil dari keadaan sebenarnya. Jalankan aduan replay.",
        "lines are corrupt, unknown or out of order; figures may be too small. Run aduan replay.";
    unreceived:
        "pengaduan tanpa catatan penerimaan tidak dihitung.",
        "complaints without a record of their reception are not counted.";
    withheld_all:
        "Pengaduan terlalu sedikit: tidak ada angka yang dapat dipublikasikan tanpa menunjuk orang tertentu.",
        "There are too few complaints: no figure can be published without pointing at somebody.";
    withheld_note:
        "Angka 1 sampai di bawah ambang tidak ditampilkan, begitu pula angka lain yang dapat membukanya (•). Ambang:",
        "Counts from 1 to below the threshold are withheld, and with them others that would give them away (•). Threshold:";
    nothing_withheld:
        "Perhatian: angka kecil tidak disembunyikan. Laporan ini dapat menunjuk orang tertentu; jangan disebarluaskan.",
        "Mind: small counts are not withheld. This report may point at somebody; do not pass it around.";
    withheld: "tidak ditampilkan", "withheld";
    withheld_table:
        "Pengaduan terlalu sedikit untuk dirinci menurut ini.",
        "There are too few complaints for this breakdown.";
    received: "diterima", "received";
    closed: "selesai", "closed";
    open: "dalam proses", "open";
    completion: "penyelesaian", "completion";
    overdue: "lewat tenggat", "past a deadline";
    handling: "lama penanganan, median", "handling, median";
    ninth_tenth: "9 dari 10", "9 of 10";
    trend: "Tren: diterima dan selesai", "Trend: received and closed";
    stages: "Tahap: usia dan waktu tunggu", "Stages: ages and waits";
    stage: "tahap", "stage";
    standing: "sedang di sini", "there now";
    age: "usia, median", "age, median";
    ended: "lewat tahap ini", "passed it";
    in_time: "tepat waktu", "in time";
    wait: "lama, median", "wait, median";
    rules: "Tenggat menurut aturan", "Deadlines by rule";
    rule: "aturan", "rule";
    kept: "ditepati", "kept";
    missed: "terlambat", "missed";
    running: "masih berjalan", "running";
    share: "ketepatan", "share kept";
    outcomes: "Hasil", "Outcomes";
    outcome: "hasil", "outcome";
    count: "jumlah", "count";
    of_closed: "dari yang selesai", "of those closed";
    response: "tanggapan tepat waktu", "answered in time";
    total: "jumlah", "all";
    others:
        "Kantor yang angkanya terlalu kecil tidak dicantumkan.",
        "Offices whose counts are too small are left out.";
    how: "Cara menghitung", "How this is counted";
    footer:
        "Dibuat dengan aduan measures dari catatan peristiwa saja; posisi catatan yang sama selalu memberikan laporan yang sama.",
        "Made by aduan measures from the record of events alone; the same position of the record always gives the same report.";
}

/// How the figures are counted, a paragraph each.
pub(super) const fn definitions(language: Language) -> &'static [&'static str] {
    match language {
        Language::Indonesian => &[
            "Pengaduan dihitung sekali: menurut jenis yang ditemukan verifikator terakhir, dan menurut penutupan terakhir bila pernah dibuka kembali.",
            "Lewat tahap menghitung setiap kali berkas meninggalkan tahap; berkas yang kembali dihitung lagi.",
            "Tepat waktu: meninggalkan tahap sebelum tenggat yang tercatat pada peristiwanya. Untuk data tambahan tenggatnya ialah jangka waktu jawaban (R13).",
            "Median dan 9 dari 10: nilai peringkat terdekat, dalam jam penuh dibulatkan ke bawah. Nilai ditampilkan bila kasus yang sama atau di setiap sisinya tidak kurang dari ambang; nilai terkecil dan terbesar tidak pernah ditampilkan.",
            "Waktu menurut jam Jakarta (WIB). Persentase dibulatkan ke persepuluhan.",
        ],
        Language::English => &[
            "A complaint counts once: under the kind that the verifier found last, and by its last closing where it was reopened.",
            "Passing a stage counts each time a file leaves it; one that comes back counts again.",
            "In time: it left the stage before the deadline that stands in its event. For additional data that is the window for the answer (R13).",
            "Median and 9 of 10: nearest rank, in whole hours, rounded down. Told where no fewer cases than the threshold lie at it or on either side of it; the least and the greatest are never told.",
            "Times by the clocks in Jakarta (WIB). Shares are rounded to tenths of a percent.",
        ],
    }
}

/// The name of a breakdown, and of what stands in its first column.
pub(super) const fn dimension(dimension: Dimension, language: Language) -> (&'static str, &'static str) {
    match (dimension, language) {
        (Dimension::Received, Language::Indonesian) => ("Menurut waktu diterima", "diterima pada"),
        (Dimension::Received, Language::English) => ("By period of reception", "received in"),
        (Dimension::Closed, Language::Indonesian) => ("Menurut waktu selesai", "selesai pada"),
        (Dimension::Closed, Language::English) => ("By period of closing", "closed in"),
        (Dimension::Unit, Language::Indonesian) => ("Menurut unit kepatuhan internal", "unit"),
        (Dimension::Unit, Language::English) => ("By compliance unit", "unit"),
        (Dimension::Matter, Language::Indonesian) => ("Menurut jenis pengaduan", "jenis"),
        (Dimension::Matter, Language::English) => ("By kind of complaint", "kind"),
        (Dimension::Channel, Language::Indonesian) => ("Menurut saluran", "saluran"),
        (Dimension::Channel, Language::English) => ("By channel", "channel"),
        (Dimension::Holder, Language::Indonesian) => {
            ("Waktu tunggu menurut kantor pemegang berkas", "kantor")
        }
        (Dimension::Holder, Language::English) => ("Waits by the office that had the file", "office"),
    }
}
