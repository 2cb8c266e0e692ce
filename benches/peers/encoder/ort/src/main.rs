//! ONNX Runtime through `ort`: `peer-ort --model DIR --library libonnxruntime.so --ids FILE --threads N`.

#[path = "../../harness.rs"]
mod harness;
#[path = "../../padded.rs"]
mod padded;

use harness::{Failure, Options, measure};
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use padded::{Batch, Model, Padded};

struct Ort(Session);

impl Model for Ort {
    fn forward(&mut self, batch: &Batch, pool: &mut dyn FnMut(&[f32])) -> Result<(), Failure> {
        let shape = [batch.rows, batch.length];
        let types = vec![0i64; batch.ids.len()];
        let outputs = self.0.run(ort::inputs![
            "input_ids" => TensorRef::from_array_view((shape, batch.ids.as_slice()))?,
            "attention_mask" => TensorRef::from_array_view((shape, batch.mask.as_slice()))?,
            "token_type_ids" => TensorRef::from_array_view((shape, types.as_slice()))?,
        ])?;
        pool(outputs["last_hidden_state"].try_extract_tensor::<f32>()?.1);
        Ok(())
    }
}

fn load(options: &Options) -> Result<Padded<Ort>, Failure> {
    let environment = ort::init_from(options.path("library")?)?.build()?;
    let session = Session::builder(&environment)?
        .with_optimization_level(GraphOptimizationLevel::Level3)
        .and_then(|builder| builder.with_intra_threads(options.number("threads", 1).unwrap_or(1)))
        .and_then(|builder| builder.with_inter_threads(1))
        .map_err(|error| error.to_string())?
        .commit_from_file(options.path("model")?.join("model.onnx"))?;
    Ok(Padded { model: Ort(session), size: options.number("batch", 32)? })
}

fn main() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    measure("2.0.0-rc.15", &options, load)
}
