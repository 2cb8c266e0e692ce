//! `config.json` of a model folder: the encoder's shape, and how its heads are to be used.

use serde::Deserialize;

/// `config.json`: the keys of Hugging Face's `BertConfig` that matter here, and this project's own under `demarche`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelConfig {
    /// Width of the hidden states.
    pub hidden_size: usize,
    /// Number of layers.
    pub num_hidden_layers: usize,
    /// Number of attention heads; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Width of the feed-forward layer.
    pub intermediate_size: usize,
    /// Added to the variance in layer normalization.
    pub layer_norm_eps: f32,
    /// Number of token ids.
    pub vocab_size: usize,
    /// Longest sequence.
    pub max_position_embeddings: usize,
    /// Activation of the feed-forward layer; only `gelu` (the exact one, by erf) is supported.
    pub hidden_act: String,
    /// How the heads are to be used.
    pub demarche: HeadSettings,
}

/// The part of `config.json` that belongs to this project.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct HeadSettings {
    /// Version of this layout; 3.
    pub format: u32,
    /// Name of the model.
    pub name: String,
    /// Version of the model.
    pub version: String,
    /// How sequences are built.
    pub inputs: InputSettings,
    /// How token vectors become a sentence's vector; only `sentence_mean`, over its own tokens, is supported.
    pub pooling: String,
    /// The trained themes, in the order of the rows of `theme.weight`.
    pub themes: Vec<ThemeSettings>,
    /// Settings of themes that have no trained head.
    pub unseen: UnseenSettings,
    /// Settings of the stance head.
    pub stance: StanceSettings,
}

/// How sequences are built; all lengths in tokens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InputSettings {
    /// A longer sentence is cut at its end, and the statement marked as truncated.
    pub sentence_tokens: usize,
    /// A longer title is cut at its end.
    pub title_tokens: usize,
    /// A longer proposition is cut at its end.
    pub proposition_tokens: usize,
    /// A window's own sentences fill at most so many, each with its role and its end token; one sentence may be longer.
    pub window_tokens: usize,
    /// The sentences before them that a window shows fill at most so many, counted in the same way.
    pub context_tokens: usize,
    /// The same for the stance pass; as many as for themes where a model does not say.
    #[serde(default)]
    pub stance_context_tokens: Option<usize>,
    /// Stands before a sentence with a speaker in the stance pass. Names are left out, so that the stance follows the
    /// text.
    pub speaker_role: String,
    /// Stands before a sentence without one.
    pub narrator_role: String,
    /// What stands in for the title of an article that has none.
    #[serde(default)]
    pub title_fallback: TitleFallback,
}

impl InputSettings {
    /// The longest sequence that these settings allow, special tokens included, with roles of `role` tokens.
    pub fn longest_sequence(&self, role: usize) -> usize {
        const FRAME: usize = 3;
        let read = self.window_tokens.max(self.sentence_tokens.saturating_add(role + 1));
        let shown = self.context_tokens.max(self.stance_context());
        // Whatever stands in the file: a sum that is too large is still too large.
        [self.proposition_tokens, self.title_tokens, shown, read].into_iter().fold(FRAME, usize::saturating_add)
    }

    /// What the sentences before a window of the stance pass fill at most, in tokens.
    pub fn stance_context(&self) -> usize {
        self.stance_context_tokens.unwrap_or(self.context_tokens)
    }
}

/// What stands in for the title of an article that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleFallback {
    /// Nothing.
    #[default]
    None,
    /// The article's first sentence, where a window does not hold it.
    FirstSentence,
}

/// A theme with a trained head.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ThemeSettings {
    /// The theme's id in the codebook.
    pub id: String,
    /// The theme is present from this probability on.
    pub threshold: f32,
    /// Divides the logit (Guo et al. 2017, temperature scaling).
    pub temperature: f32,
    /// Which encoder's vectors the head reads.
    #[serde(default)]
    pub reads: ThemeVector,
}

/// The encoder whose vectors a theme's head reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeVector {
    /// That of `model.safetensors`.
    #[default]
    Model,
    /// That of `entries.safetensors`: heads of themes that the model had not seen.
    Entries,
}

/// Themes without a trained head. Their logit is the likeness of sentence and entry times `scale`, plus `bias`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct UnseenSettings {
    /// Such a theme is present from this probability on.
    pub threshold: f32,
    /// Times the likeness.
    pub scale: f32,
    /// Plus this.
    pub bias: f32,
}

/// The stance heads.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StanceSettings {
    /// Divides the logits of the head that serves every target without a head of its own.
    pub temperature: f32,
    /// Added to the log-probabilities of favor, against and neutral before the largest is chosen as the label: what
    /// thresholds are to a choice of two. Probabilities stay as they are.
    #[serde(default)]
    pub label_offsets: [f32; 3],
    /// The targets with a head of their own, in the order of the rows of `stance.target.weight`, three each.
    #[serde(default)]
    pub targets: Vec<TargetSettings>,
}

/// A target with a stance head of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TargetSettings {
    /// The target's id in the codebook.
    pub id: String,
    /// Divides the logits.
    pub temperature: f32,
    /// As [`StanceSettings::label_offsets`], for this target.
    #[serde(default)]
    pub label_offsets: [f32; 3],
}
