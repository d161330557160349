//! Scripts: what the banks and the quizzes ask of them.

pub mod conditions;
