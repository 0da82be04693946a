//! The program as it is used: run over homes on disk, its answers and exit statuses looked at.

mod cards;
mod cases;
mod command_line;
mod desk;
mod faults;
mod lists;
mod pictures;
mod profiles;
mod station;
mod supplements;
mod sweep;
