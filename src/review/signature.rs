//! Whether anybody has labelled a statement of a table.

use super::columns::Columns;
use super::statement::Written;
use crate::export::{AS_CODED, CODER};

/// What the labels of a statement are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Somebody's.
    Labelled,
    /// The machine's, and whoever agrees with it leaves no trace.
    AsExported,
    /// There are none yet, or nobody has signed what the machine said.
    Unlabelled,
    /// Somebody's, who has not signed them, or nobody's: that does not show.
    Unsigned,
}

/// How a table says who has labelled what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// By a signature in the column `coder`.
    Coder,
    /// Not, but what is still the machine's shows by the column `as_coded`.
    Mark,
    /// Not at all: what has labels is labelled.
    Labels,
}

impl Signs {
    /// Those of a table.
    ///
    /// # Errors
    /// It is an export with the machine's labels that has neither column any more, so that these and a person's cannot be
    /// told apart.
    pub fn of(columns: &Columns) -> Result<Self, String> {
        if columns.has(CODER) {
            return Ok(Self::Coder);
        }
        if columns.has(AS_CODED) {
            return Ok(Self::Mark);
        }
        match columns.of_machine() {
            Some(column) => Err(format!(
                "it has the machine's column {column:?}, and neither {AS_CODED:?}, by which labels that are still the machine's \
                 are known, nor {CODER:?}. Put {AS_CODED:?} back, or add a column {CODER:?} with the initials of whoever has seen a row"
            )),
            None => Ok(Self::Labels),
        }
    }

    /// What the labels of `statement` are.
    pub fn standing(self, statement: &Written) -> Standing {
        match self {
            Self::Coder if !statement.coder.is_empty() => Standing::Labelled,
            Self::Coder if statement.is_changed() => Standing::Unsigned,
            Self::Coder => Standing::Unlabelled,
            Self::Mark | Self::Labels if statement.is_as_coded() => Standing::AsExported,
            Self::Mark | Self::Labels if !statement.is_changed() => Standing::Unlabelled,
            // Every row of the export had a mark.
            Self::Mark if statement.mark.is_empty() => Standing::Unsigned,
            Self::Mark | Self::Labels => Standing::Labelled,
        }
    }
}
