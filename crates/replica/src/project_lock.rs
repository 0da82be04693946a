//! What may still be changed in a project, and what is wrong with changing it to what a form says.

use rules::draft::{self, Change};
use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::new_project::NewProject;
use crate::project_form::{FieldProblem, ProjectForm, Reading};
use crate::settle;
use crate::waiting::Seen;

/// What changing a project comes to.
pub(crate) fn consequence(with: &Reading, seen: &Seen, new: &NewProject) -> Result<Change> {
    let before = settle::of_rules(seen.target()).ok_or(Error::Damaged)?;
    let key = (seen.row.id, seen.row.organisation);
    let after =
        settle::of_rules(&new.row(key, Vec::new(), seen.row.review)).ok_or(Error::Damaged)?;
    Ok(draft::check_change(&before, &after, with.at, &with.zone))
}

/// What is wrong with changing a project to what a form says: fields that lacked something before may lack it on.
pub(crate) fn changed_problems(
    db: &Connection,
    with: &Reading,
    (seen, before): (&Seen, &ProjectForm),
    form: &ProjectForm,
) -> Result<Vec<FieldProblem>> {
    let mut problems = form.read(db, with)?.err().unwrap_or_default();
    let lacked: Vec<_> = before
        .read(db, with)?
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|problem| problem.field)
        .collect();
    let was_so = |problem: &FieldProblem| {
        lacked.contains(&problem.field) && form.same_in(before, problem.field)
    };
    problems.retain(|problem| !was_so(problem));
    if problems.is_empty() {
        problems = locked(with, seen, &form.lenient(with.today))?;
    }
    Ok(problems)
}

/// The fields that a change touches and that do not change any more.
pub(crate) fn locked(with: &Reading, seen: &Seen, new: &NewProject) -> Result<Vec<FieldProblem>> {
    let before = seen.target();
    let differs = |field: &'static str, differs: bool| differs.then_some(field);
    let (zh, en, fields) = match consequence(with, seen, new)? {
        Change::Free | Change::Audit => return Ok(Vec::new()),
        Change::Finished => (
            "活动已经结束，不能再修改",
            "The activity is over and does not change any more",
            vec!["name"],
        ),
        Change::TimingFixed => (
            "计时方式发布后不能改；需要另一种方式时，请删除后重新发布",
            "The timing does not change once published: delete the activity and make another",
            vec!["timing"],
        ),
        Change::WindowFixed => {
            let after = new.row((before.id, before.organisation), Vec::new(), before.review);
            let fields = [
                differs("from", after.from != before.from),
                differs("to", after.to != before.to && after.from == before.from),
                differs("start", after.start != before.start),
                differs("end", after.end != before.end),
            ];
            (
                "活动已经开始：签到时段和已过去的日期不能再改",
                "The activity has started: its window and the days gone by do not change",
                fields.into_iter().flatten().collect(),
            )
        }
    };
    Ok(fields
        .into_iter()
        .map(|field| FieldProblem::new(field, zh, en))
        .collect())
}
