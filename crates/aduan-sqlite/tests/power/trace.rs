//! The `strace` output of a process: its calls on files, in order.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The calls that change a file, a name, or what is durable. Nothing else that the store does touches a disk.
const CALLS: &str = "trace=open,openat,creat,close,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,\
    fsync,fdatasync,sync_file_range,unlink,unlinkat,link,linkat,rename,renameat,renameat2,copy_file_range,sendfile,\
    dup,dup2,dup3,mmap";

/// One call, whole. It began at one line of the trace and ended at another, if other threads came between.
#[derive(Debug)]
pub struct Call {
    pub name: String,
    /// What stands between the parentheses.
    arguments: String,
    /// What it gave; `None` if the process ended within it.
    pub gave: Option<i64>,
    pub began: usize,
    pub ended: usize,
}

impl Call {
    /// A number among the arguments. Strings before it are written in hexadecimal digits, without a comma.
    pub fn number(&self, index: usize) -> i64 {
        let text = self.arguments.split(", ").nth(index).unwrap_or_default();
        text.parse().unwrap_or_else(|_| panic!("argument {index} of {self:?} is no number"))
    }

    pub fn says(&self, word: &str) -> bool {
        self.arguments.contains(word)
    }

    /// The bytes of the `index`-th string among the arguments.
    pub fn bytes(&self, index: usize) -> Vec<u8> {
        let quoted = self.arguments.split('"').nth(2 * index + 1).unwrap_or_else(|| panic!("{self:?}"));
        let after = self.arguments.split('"').nth(2 * index + 2).unwrap_or_default();
        assert!(!after.starts_with("..."), "the trace has cut a string: {}", self.name);
        let digits = quoted.as_bytes().as_chunks::<4>().0;
        assert_eq!(4 * digits.len(), quoted.len());
        digits
            .iter()
            .map(|[_, _, high, low]| {
                let value = |digit: u8| char::from(digit).to_digit(16).expect("a hexadecimal digit") as u8;
                value(*high) << 4 | value(*low)
            })
            .collect()
    }

    pub fn path(&self, index: usize) -> PathBuf {
        PathBuf::from(String::from_utf8(self.bytes(index)).expect("a path of ours"))
    }
}

/// `strace` around a command that is to be added; it writes to `to`.
pub fn tracing(to: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "--seccomp-bpf",
        "-qqq",
        "-xx",
        "-s",
        "4194304",
        "-e",
        "signal=none",
        "-e",
        CALLS,
        "-o",
    ]);
    command.arg(to).arg("--");
    command
}

/// The calls of a trace, in the order in which they began.
pub fn parse(text: &str) -> Vec<Call> {
    let (mut calls, mut unfinished) = (Vec::<Call>::new(), HashMap::new());
    for (number, line) in text.lines().enumerate() {
        let (thread, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        let rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix("<... ") {
            let (name, rest) = rest.split_once(" resumed>").unwrap_or_else(|| panic!("{line}"));
            let index: usize = unfinished.remove(thread).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(calls[index].name, name);
            calls[index].gave = gave(rest);
            calls[index].ended = number;
            continue;
        }
        let (name, rest) = rest.split_once('(').unwrap_or_else(|| panic!("{line}"));
        let (arguments, gave, ended) = match rest.strip_suffix(" <unfinished ...>") {
            Some(arguments) => {
                unfinished.insert(thread.to_owned(), calls.len());
                (arguments, None, usize::MAX)
            }
            None => (rest.rsplit_once(" = ").unwrap_or_else(|| panic!("{line}")).0, gave(rest), number),
        };
        let arguments = arguments.trim_end().trim_end_matches(')').to_owned();
        calls.push(Call { name: name.to_owned(), arguments, gave, began: number, ended });
    }
    calls
}

fn gave(text: &str) -> Option<i64> {
    text.rsplit_once(" = ")?.1.split(' ').next()?.parse().ok()
}
