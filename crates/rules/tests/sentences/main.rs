//! The sentences of the attendance rules that are easily misread, each with the cases it decides.

mod policies;
mod punches;
mod readings;
mod reasons;
mod story;
mod supplements;
