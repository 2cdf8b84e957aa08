//! How the program ends.

use std::process::ExitCode;

/// The exit status; a greater one wins over a smaller one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// 0: nothing at or above the threshold.
    #[default]
    Clean = 0,
    /// 1: findings at or above the threshold.
    Found = 1,
    /// 2: the run itself failed, at least for one file.
    Failed = 2,
    /// 130: a person ended the run before it was done.
    Interrupted = 130,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}
