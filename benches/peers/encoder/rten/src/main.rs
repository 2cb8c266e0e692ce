//! `rten`: `peer-rten --model DIR --ids FILE --threads N`.

#[path = "../../harness.rs"]
mod harness;
#[path = "../../padded.rs"]
mod padded;

use harness::{Failure, Options, measure};
use padded::{Batch, Model, Padded};
use rten::{NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::sync::Arc;

struct Rten {
    model: rten::Model,
    inputs: [NodeId; 3],
    output: NodeId,
    pool: Arc<ThreadPool>,
}

impl Model for Rten {
    fn forward(&mut self, batch: &Batch, pool: &mut dyn FnMut(&[f32])) -> Result<(), Failure> {
        let tensor = |values: &[i64]| {
            NdTensor::<i32, 2>::from_data(
                [batch.rows, batch.length],
                values.iter().map(|value| *value as i32).collect::<Vec<i32>>(),
            )
        };
        let types = tensor(&vec![0; batch.ids.len()]);
        let [ids_node, mask_node, types_node] = self.inputs;
        let inputs = vec![
            (ids_node, tensor(&batch.ids).into()),
            (mask_node, tensor(&batch.mask).into()),
            (types_node, types.into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let [output] = self.model.run_n(inputs, [self.output], Some(options))?;
        let states: Tensor<f32> = output.try_into()?;
        pool(states.data().ok_or("the output is not contiguous")?);
        Ok(())
    }
}

fn load(options: &Options) -> Result<Padded<Rten>, Failure> {
    let model = rten::ModelOptions::with_all_ops()
        .prepack_weights(true)
        .load_file(options.path("model")?.join("model.onnx"))?;
    let inputs = [model.node_id("input_ids")?, model.node_id("attention_mask")?, model.node_id("token_type_ids")?];
    let output = model.node_id("last_hidden_state")?;
    let pool = Arc::new(ThreadPool::with_num_threads(options.number("threads", 1)?));
    Ok(Padded { model: Rten { model, inputs, output, pool }, size: options.number("batch", 32)? })
}

fn main() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    measure("0.27.0", &options, load)
}
