//! What Linux tells of the machine and of this process; elsewhere nothing is told.

use std::fs;

/// Name of the processor.
pub(super) fn processor() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = info.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(name.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// Forgets the peak of memory so far, so that [`peak_bytes`] is that of what comes.
pub(super) fn reset_peak() {
    // Where it cannot be reset, a peak includes what came before: more, never less.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Most memory that was resident at once.
pub(super) fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
