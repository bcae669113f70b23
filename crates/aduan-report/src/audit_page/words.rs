//! The texts of the report, in two languages.

use crate::words::words;

words! {
    title: "Laporan audit pengaduan", "Audit of complaints";
    as_of: "sebagaimana pada", "as of";
    stopped:
        "Dihentikan sebelum selesai: laporan ini hanya mencakup yang telah dibaca.",
        "Stopped before the end: this covers only what was read.";
    complaints: "pengaduan", "complaints";
    events: "peristiwa", "events";
    decisions: "keputusan diuji kembali", "decisions taken again";
    findings: "temuan", "findings";
    grave: "temuan berat", "grave findings";
    unattended: "lewat tenggat", "past a deadline";
    clean:
        "Tidak ada temuan: setiap keputusan yang tercatat sesuai dengan prosedur.",
        "Nothing was found: every recorded decision is what the procedure gives.";
    imported:
        "keputusan diimpor dari lembar kerja sistem lama.",
        "decisions were imported from an old system's sheet.";
    assumed:
        "keputusan tidak ada dalam lembar kerja; diandaikan oleh pemetaannya.",
        "decisions are not in the sheet; its map assumes them.";
    consequences:
        "keputusan berbeda hanya karena temuan sebelumnya; tidak dihitung sebagai temuan.",
        "decisions differ only because of a finding before them; they are not counted as findings.";
    unjudged:
        "keputusan tidak dapat diuji kembali, karena ada yang hilang atau tidak dikenal sebelumnya.",
        "decisions could not be taken again, because something before them is missing or not known.";
    unrecognised:
        "tindakan tidak dapat diuji terhadap T6: pelakunya tidak beralias, padahal pengaduannya menyebut terlapor.",
        "acts could not be judged by T6: their actor has no alias, in a complaint that names an official.";
    no_rulebook: "Peraturan tidak tersedia", "No rulebook";
    no_calendar: "Kalender tidak tersedia", "No calendar";
    no_directory: "Daftar kantor tidak tersedia", "No directory of offices";
    over_time: "Pengaduan dari bulan ke bulan", "Complaints over time";
    last_months: "36 bulan terakhir.", "The last 36 months.";
    received: "diterima", "received";
    closed: "ditutup", "closed";
    ages: "Usia berkas yang terbuka menurut tahap", "Age of open files by stage";
    days7: "sampai 7 hari", "up to 7 days";
    days30: "8–30 hari", "8 to 30 days";
    days90: "31–90 hari", "31 to 90 days";
    days_more: "lebih dari 90 hari", "over 90 days";
    by_rule: "Temuan menurut aturan", "Findings by rule";
    by_office: "Temuan menurut kantor", "Findings by office";
    others: "lainnya", "all others";
    no_rule: "tanpa nomor aturan", "no numbered rule";
    no_office: "kantor tidak diketahui", "office not known";
    findings_title: "Temuan dan buktinya", "Findings and their evidence";
    none: "Tidak ada.", "None.";
    line: "baris", "line";
    complaint: "pengaduan", "complaint";
    version: "versi", "version";
    what: "apa yang salah", "what is wrong";
    evidence: "bukti", "evidence";
    recorded: "tercatat", "recorded";
    gives: "menurut prosedur", "the procedure gives";
    more: "temuan lain; --all menampilkan semuanya.", "more; --all lists them.";
    unattended_title: "Tenggat yang terlewat", "Deadlines that passed";
    unattended_note:
        "Tenggat yang terlewat bukan kesalahan pencatatan: ia menunjukkan apa yang seharusnya terjadi dan belum terjadi.",
        "A deadline that passed is no fault of the record: it shows what should have happened and had not.";
    rule: "aturan", "rule";
    still: "masih menunggu", "still waiting";
    met_late: "dipenuhi terlambat", "met late";
    at_most: "paling lama terlambat (hari)", "latest by (days)";
    longest: "Yang paling lama menunggu", "Waiting longest";
    stage: "tahap", "stage";
    office: "kantor", "office";
    days: "hari", "days";
    worst: "Lini masa pengaduan yang paling bermasalah", "Timelines of the worst";
    footer:
        "Dibuat oleh aduan audit dari catatan peristiwa saja; catatan itu tidak memuat kata-kata pengadu.",
        "Made by aduan audit from the record of events alone; it has no word of what complainants wrote.";
}
