//! Devices of libtorch.

use super::contain::contain;
use crate::encoder::{BackendChoice, Device, ModelError};

/// Tokens of a padded batch: enough for the matrix products of a few threads, or of a GPU.
pub(super) fn budget(device: tch::Device) -> usize {
    if device.is_cuda() { 32_768 } else { 1_024 }
}

/// The device of a choice, after a look whether it is there; libtorch is told the number of threads.
pub(super) fn open(choice: BackendChoice) -> Result<tch::Device, ModelError> {
    let failed = |reason: String| ModelError::Backend { reason: format!("libtorch does not start: {reason}") };
    let threads = choice.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    contain(|| tch::set_num_threads(i32::try_from(threads).unwrap_or(i32::MAX))).map_err(failed)?;
    let Device::Cuda(number) = choice.device else { return Ok(tch::Device::Cpu) };
    let there = contain(|| if tch::Cuda::is_available() { tch::Cuda::device_count() } else { 0 }).map_err(failed)?;
    if i64::try_from(number).is_ok_and(|number| number < there) {
        return Ok(tch::Device::Cuda(number));
    }
    let hint = if there == 0 {
        "; the folder that `just libtorch` makes has no CUDA, take a libtorch 2.4 with CUDA for it (docs/backends.md)"
    } else {
        ""
    };
    Err(ModelError::Backend { reason: format!("{} is not there: libtorch sees {there} GPUs{hint}", choice.device) })
}

/// The backend's name in a manifest.
pub(super) fn name(device: tch::Device) -> String {
    let device = match device {
        tch::Device::Cuda(number) => format!("cuda:{number}"),
        _ => "cpu".to_owned(),
    };
    format!("rust-bert 0.23 f32 on {device}")
}
