//! `candle`: `peer-candle --model DIR --ids FILE`. Threads by RAYON_NUM_THREADS and CANDLE_NUM_THREADS, its own way.

#[path = "../../harness.rs"]
mod harness;
#[path = "../../padded.rs"]
mod padded;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use harness::{Failure, Options, measure};
use padded::{Batch, Model, Padded};
use std::fs::File;

struct Candle(BertModel);

impl Model for Candle {
    fn forward(&mut self, batch: &Batch, pool: &mut dyn FnMut(&[f32])) -> Result<(), Failure> {
        let shape = (batch.rows, batch.length);
        let tensor =
            |values: &[i64]| Tensor::from_vec(values.iter().map(|value| *value as u32).collect(), shape, &Device::Cpu);
        let ids = tensor(&batch.ids)?;
        let states = self.0.forward(&ids, &ids.zeros_like()?, Some(&tensor(&batch.mask)?))?;
        pool(&states.flatten_all()?.to_vec1::<f32>()?);
        Ok(())
    }
}

fn load(options: &Options) -> Result<Padded<Candle>, Failure> {
    let folder = options.path("model")?;
    let config: Config = serde_json::from_reader(File::open(folder.join("config.json"))?)?;
    // SAFETY: nothing writes to the file while this process runs.
    let weights =
        unsafe { VarBuilder::from_mmaped_safetensors(&[folder.join("model.safetensors")], DType::F32, &Device::Cpu)? };
    Ok(Padded { model: Candle(BertModel::load(weights, &config)?), size: options.number("batch", 32)? })
}

fn main() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    measure("0.11.1", &options, load)
}
