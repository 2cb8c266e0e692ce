//! Which backend runs the encoder, and where.

use super::backend::Backend;
use super::bert::Bert;
use super::entailment::Entailment;
use super::folder::{ModelError, ModelFolder};
use crate::problem::{UnknownChoice, one_of};
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// An implementation of the encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BackendKind {
    /// The encoder of this crate, on the processor. Its name on the command line, in manifests and here is that of the crate
    /// `ndarray`, which once did the computing and does not any more; it stays, since scripts and runs have it.
    #[default]
    Ndarray,
    /// The crate `rust-bert` on libtorch, on the processor or a GPU; in builds with the feature `rust-bert`.
    RustBert,
}

/// What the backend computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
    /// The CUDA GPU of this number.
    Cuda(usize),
}

/// A backend and what it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackendChoice {
    /// The backend.
    pub kind: BackendKind,
    /// Where it computes.
    pub device: Device,
    /// Threads of a backend that has threads of its own; by default one a processor.
    pub threads: Option<usize>,
}

impl BackendChoice {
    /// The chosen backend over a model's encoder, with a branch for speakers if the folder has one.
    ///
    /// # Errors
    /// [`ModelError`] if this build does not have the backend, the device is not there, or the weights do not fit.
    pub fn backend(self, model: &ModelFolder) -> Result<Arc<dyn Backend>, ModelError> {
        match (self.kind, self.device) {
            (BackendKind::Ndarray, Device::Cpu) => {
                Ok(Arc::new(Bert::new(Arc::clone(&model.weights), model.speakers.as_ref(), &model.config)?))
            }
            (BackendKind::Ndarray, _) => {
                refuse("the backend ndarray runs on the processor alone; --backend rust-bert runs on a GPU")
            }
            #[cfg(feature = "rust-bert")]
            (BackendKind::RustBert, _) => {
                Ok(Arc::new(super::torch::RustBert::new(&model.weights, model.speakers.as_ref(), &model.config, self)?))
            }
            #[cfg(not(feature = "rust-bert"))]
            (BackendKind::RustBert, _) => refuse(NOT_BUILT),
        }
    }

    /// The chosen backend over the encoder that compares texts with codebook entries, if the model's folder has one.
    ///
    /// # Errors
    /// As [`BackendChoice::backend`].
    pub fn entries(self, model: &ModelFolder) -> Result<Option<Arc<dyn Backend>>, ModelError> {
        let Some(own) = &model.entries else { return Ok(None) };
        match self.kind {
            BackendKind::Ndarray => {
                Ok(Some(Arc::new(Bert::over(Arc::clone(&model.weights), own, None, &model.config)?)))
            }
            #[cfg(feature = "rust-bert")]
            BackendKind::RustBert => {
                Ok(Some(Arc::new(super::torch::RustBert::over(&model.weights, Some(own), None, &model.config, self)?)))
            }
            #[cfg(not(feature = "rust-bert"))]
            BackendKind::RustBert => refuse(NOT_BUILT),
        }
    }

    /// The model for natural language inference in `folder`, on the chosen backend, and the SHA-256 of its files.
    ///
    /// # Errors
    /// [`ModelError`] as above, and if the backend runs no such models.
    pub fn entailment(self, folder: &Path) -> Result<(Box<dyn Entailment>, String), ModelError> {
        match self.kind {
            BackendKind::Ndarray => {
                refuse(&format!("the model in {} needs --backend rust-bert (docs/backends.md)", folder.display()))
            }
            #[cfg(feature = "rust-bert")]
            BackendKind::RustBert => {
                let (model, sha256) = super::torch::NliModel::open(folder, self)?;
                Ok((Box::new(model), sha256))
            }
            #[cfg(not(feature = "rust-bert"))]
            BackendKind::RustBert => refuse(NOT_BUILT),
        }
    }
}

#[cfg(not(feature = "rust-bert"))]
const NOT_BUILT: &str = "this program was built without the backend rust-bert; run `just libtorch` and build with \
                         `--features rust-bert` (docs/backends.md)";

fn refuse<T>(reason: &str) -> Result<T, ModelError> {
    Err(ModelError::Backend { reason: reason.to_owned() })
}

impl fmt::Display for BackendKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ndarray => "ndarray",
            Self::RustBert => "rust-bert",
        })
    }
}

impl FromStr for BackendKind {
    type Err = UnknownChoice;

    fn from_str(name: &str) -> Result<Self, UnknownChoice> {
        one_of(name, &[("ndarray", Self::Ndarray), ("rust-bert", Self::RustBert)])
    }
}

impl fmt::Display for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => formatter.write_str("cpu"),
            Self::Cuda(number) => write!(formatter, "cuda:{number}"),
        }
    }
}

impl FromStr for Device {
    type Err = UnknownChoice;

    fn from_str(name: &str) -> Result<Self, UnknownChoice> {
        match name {
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            _ => name
                .strip_prefix("cuda:")
                .and_then(|number| number.parse().ok())
                .filter(|number| *number < 64)
                .map(Self::Cuda)
                .ok_or_else(|| UnknownChoice { known: "cpu, cuda:0, cuda:1 and so on".to_owned() }),
        }
    }
}

impl Serialize for BackendKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Device {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for kind in [BackendKind::Ndarray, BackendKind::RustBert] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        for device in [Device::Cpu, Device::Cuda(0), Device::Cuda(3)] {
            assert_eq!(device.to_string().parse(), Ok(device));
        }
        assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
        for wrong in ["gpu", "cuda:", "cuda:-1", "cuda:64", "CPU"] {
            assert!(wrong.parse::<Device>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_default_backend_runs_no_model_for_inference() {
        let refused = BackendChoice::default().entailment(Path::new("no/such/folder"));
        assert!(refused.is_err_and(|error| error.to_string().contains("needs --backend rust-bert")));
    }
}
