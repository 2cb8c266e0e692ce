//! `rust-bert` on libtorch: `peer-rust-bert --model DIR --ids FILE --threads N`.

#[path = "../../harness.rs"]
mod harness;
#[path = "../../padded.rs"]
mod padded;

use harness::{Failure, Options, measure};
use padded::{Batch, Model, Padded};
use rust_bert::Config;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::{Device, Tensor, nn::VarStore, no_grad};

struct RustBert {
    model: BertModel<BertEmbeddings>,
    _store: VarStore,
}

impl Model for RustBert {
    fn forward(&mut self, batch: &Batch, pool: &mut dyn FnMut(&[f32])) -> Result<(), Failure> {
        let shape = [batch.rows as i64, batch.length as i64];
        let ids = Tensor::from_slice(&batch.ids).view(shape);
        let mask = Tensor::from_slice(&batch.mask).view(shape);
        let states = no_grad(|| self.model.forward_t(Some(&ids), Some(&mask), None, None, None, None, None, false))?;
        pool(&Vec::<f32>::try_from(&states.hidden_state.contiguous().view(-1))?);
        Ok(())
    }
}

fn load(options: &Options) -> Result<Padded<RustBert>, Failure> {
    tch::set_num_threads(options.number("threads", 1)? as i32);
    let folder = options.path("model")?;
    let config = BertConfig::from_file(folder.join("config.json"));
    let mut store = VarStore::new(Device::Cpu);
    let model = BertModel::new_with_optional_pooler(store.root(), &config, false);
    store.load(folder.join("model.safetensors"))?;
    Ok(Padded { model: RustBert { model, _store: store }, size: options.number("batch", 32)? })
}

fn main() -> Result<(), Failure> {
    let options = Options::read(std::env::args().skip(1))?;
    measure("0.23.0", &options, load)
}
