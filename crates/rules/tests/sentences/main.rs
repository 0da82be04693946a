//! The sentences of the attendance rules that are easily misread, each with the cases it decides.

mod punches;
mod reasons;
mod story;
mod supplements;
