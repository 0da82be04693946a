//! Every word that the program says, in Chinese and English, but for what the rules and the printer say themselves.

pub(crate) mod help;
mod supplements;
mod trouble;
pub(crate) mod usage;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::row::Timing;
use replica::{
    CardCheck, ClosedAs, Compared, Comparison, Counts, Hours, Link, LogReport, Outcome,
    ProfileLine, Receipt, RefusedLine, Status, VerdictChange, Whose,
};
use rules::{FactId, Language, ProjectId, Record, Verdict};
use sync::Round;

use crate::picture::Unread;
use crate::status::Central;

pub(crate) use supplements::{
    dispute_heading, dispute_raised, dispute_resolved, dispute_row, missing_heading, missing_row,
    supplement_decided, supplement_heading, supplement_requested, supplement_row,
};
pub(crate) use trouble::{input, sentence, unread};

/// Asks for the passphrase of a home.
pub(crate) fn passphrase_prompt(language: Language) -> &'static str {
    language.pick("口令：", "Passphrase: ")
}

/// Asks for the passphrase of a home that is being made.
pub(crate) fn new_passphrase_prompt(language: Language) -> &'static str {
    language.pick("为新站点设置口令：", "Passphrase for the new station: ")
}

/// Asks for it once more.
pub(crate) fn repeat_passphrase_prompt(language: Language) -> &'static str {
    language.pick("再次输入口令：", "The same again: ")
}

/// Warns of a passphrase that is soon guessed.
pub(crate) fn weak_passphrase(language: Language) -> &'static str {
    language.pick(
        "警告：口令太弱，建议用四个以上随机词",
        "warning: a weak passphrase; four random words or more are better",
    )
}

/// A fault of the program's own, by its place.
pub(crate) fn fault(place: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("程序内部错误（{place}），请报告"),
        Language::En => format!("a fault of the program ({place}): please report it"),
    }
}

/// How far something long is.
pub(crate) fn progress(percent: u64, language: Language) -> String {
    match language {
        Language::Zh => format!("正在生成 {percent}%"),
        Language::En => format!("making up {percent}%"),
    }
}

/// What a demo holds.
pub(crate) fn demo_made(members: u64, projects: usize, punches: u64, language: Language) -> String {
    match language {
        Language::Zh => {
            format!("演示组织已建立：{members} 名志愿者，{projects} 个活动，{punches} 次打卡\n")
        }
        Language::En => format!(
            "A demo organisation: {members} volunteers, {projects} projects, {punches} punches\n"
        ),
    }
}

/// How many codes a picture holds.
pub(crate) fn codes_found(file: &str, codes: usize, ms: f64, language: Language) -> String {
    match language {
        Language::Zh => format!("{file}：{codes} 个二维码（{ms:.1} 毫秒）"),
        Language::En => format!("{file}: {codes} codes ({ms:.1} ms)"),
    }
}

/// Whether a card is good, and whose.
pub(crate) fn card_check(check: &CardCheck, language: Language) -> String {
    let mut text = match check.code {
        None => language.pick("✓ 有效", "✓ valid").to_owned(),
        Some(code) => format!("✗ {}", code.meaning(language)),
    };
    if let Some(person) = &check.person {
        text.push_str(&format!("  {} {}", person.name, person.number));
    }
    if let Some(day) = check.expires {
        text.push_str(&match language {
            Language::Zh => format!("  有效期至 {day}"),
            Language::En => format!("  until {day}"),
        });
    }
    text
}

/// A new card.
pub(crate) fn card_replaced(revision: u8, text: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("旧证已作废，新证为第 {revision} 版：\n{text}"),
        Language::En => {
            format!("The old card is retired; the new one is revision {revision}:\n{text}")
        }
    }
}

/// What was printed, and where it is.
pub(crate) fn cards_printed(printed: usize, files: &[String], language: Language) -> String {
    let files = files.join(language.pick("、", ", "));
    match language {
        Language::Zh => format!("已打印 {printed} 张：{files}"),
        Language::En => format!("{printed} cards printed: {files}"),
    }
}

/// A card that was not printed.
pub(crate) fn card_not_printed(member: &str, detail: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("未打印 {member}：{detail}"),
        Language::En => format!("not printed {member}: {detail}"),
    }
}

/// How a project takes time.
pub(crate) fn timing(timing: Timing, language: Language) -> &'static str {
    match timing {
        Timing::Single => language.pick("单签", "single"),
        Timing::Double => language.pick("双签", "double"),
    }
}

/// The heading of the project list.
pub(crate) fn project_heading(language: Language) -> [String; 5] {
    language
        .pick(
            ["活动", "计时", "日期", "时段", "编号"],
            ["Project", "Timing", "Days", "Window", "Id"],
        )
        .map(str::to_owned)
}

/// A project in full, line by line.
pub(crate) fn project_shown(project: &replica::ProjectInFull, language: Language) -> String {
    let (line, described) = (&project.line, &project.described);
    let stage = match line.stage {
        rules::Stage::Announced => language.pick("未开始报名", "sign-up has not opened"),
        rules::Stage::Recruiting => language.pick("招募", "recruiting"),
        rules::Stage::InProgress => language.pick("进行", "in progress"),
        rules::Stage::Finished => language.pick("完成", "finished"),
    };
    let days = format!("{} – {}", described.from, described.to);
    let window = format!(
        "{} – {}",
        described.start.strftime("%H:%M"),
        described.end.strftime("%H:%M")
    );
    let timing = timing(described.timing, language);
    let wanted = described
        .wanted
        .map_or_else(String::new, |wanted| format!(" / {wanted}"));
    let mut lines = vec![
        format!("{}  {}", described.name, line.summary.id),
        format!("{stage} · {timing} · {days} · {window}"),
        match language {
            Language::Zh => format!("录用 {}{wanted} · 到过 {} 人", line.admitted, project.came),
            Language::En => format!("admitted {}{wanted} · {} came", line.admitted, project.came),
        },
    ];
    if project.leaving || !project.waiting.is_empty() {
        lines.push(
            language
                .pick("有修改等待中心确认", "a change waits for central")
                .to_owned(),
        );
    }
    lines.join("\n") + "\n"
}

/// A project was changed.
pub(crate) fn project_changed(name: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("已修改活动：{name}\n"),
        Language::En => format!("Project changed: {name}\n"),
    }
}

/// A project was deleted.
pub(crate) fn project_deleted(language: Language) -> String {
    language
        .pick("已删除活动\n", "Project deleted\n")
        .to_owned()
}

/// A project was made.
pub(crate) fn project_created(name: &str, id: ProjectId, language: Language) -> String {
    match language {
        Language::Zh => format!("已新建活动“{name}”：{id}"),
        Language::En => format!("Project “{name}” created: {id}"),
    }
}

/// The heading of the member list.
pub(crate) fn member_heading(language: Language) -> [String; 5] {
    language
        .pick(
            ["编号", "姓名", "拼音", "志愿者证", "组织"],
            ["Number", "Name", "Pinyin", "Card", "Organisation"],
        )
        .map(str::to_owned)
}

/// How someone's card stands.
pub(crate) fn card_state(state: Option<&str>, language: Language) -> &'static str {
    match state {
        Some("valid") => language.pick("有效", "valid"),
        Some("expired") => language.pick("已过期", "expired"),
        Some(_) => language.pick("已作废", "retired"),
        None => language.pick("无", "none"),
    }
}

/// Columns that mean nothing here.
pub(crate) fn columns_ignored(columns: &[String], language: Language) -> String {
    let columns = columns.join(language.pick("、", ", "));
    match language {
        Language::Zh => format!("已忽略的列：{columns}"),
        Language::En => format!("columns ignored: {columns}"),
    }
}

/// What became of a list of people.
pub(crate) fn imported(imported: u64, refused: &[RefusedLine], language: Language) -> String {
    let mut text = match language {
        Language::Zh => format!("已导入 {imported} 人"),
        Language::En => format!("{imported} people taken in"),
    };
    for line in refused {
        let (number, field) = (line.line, line.field);
        let reason = line.problem.message(language);
        text.push_str(&match language {
            Language::Zh => format!("\n第 {number} 行未导入：{field}：{reason}"),
            Language::En => format!("\nline {number} was not: {field}: {reason}"),
        });
    }
    text
}

/// The answer to a scan: what the rules say, where the earlier scan was, why a picture could not be read.
pub(crate) fn scan_message(receipt: &Receipt, why: Option<&Unread>, language: Language) -> String {
    let mut message = receipt.message(language);
    let more = why
        .map(|why| unread(why, language))
        .or_else(|| receipt.earlier_desk.clone());
    if let Some(more) = more {
        message.push_str(&match language {
            Language::Zh => format!("（{more}）"),
            Language::En => format!(" ({more})"),
        });
    }
    message
}

/// The answer as people see it.
pub(crate) fn scan_line(receipt: &Receipt, message: &str) -> String {
    let mark = match receipt.outcome {
        Outcome::Accepted => "✓",
        Outcome::Rejected | Outcome::RefusedCard | Outcome::Unreadable | Outcome::Unknown => "✗",
    };
    match &receipt.person {
        Some(person) => format!("{mark} {message}  {} {}", person.name, person.number),
        None => format!("{mark} {message}"),
    }
}

/// A punch was taken back.
pub(crate) fn annulled(fact: FactId, language: Language) -> String {
    match language {
        Language::Zh => format!("已撤销（记录 {fact}）"),
        Language::En => format!("Taken back (fact {fact})"),
    }
}

/// A face check was noted.
pub(crate) fn face_checked(fact: FactId, language: Language) -> String {
    match language {
        Language::Zh => format!("已记录面验（记录 {fact}）"),
        Language::En => format!("Face check noted (fact {fact})"),
    }
}

/// The head counts of a day.
pub(crate) fn sweep_counts(day: Date, counts: &Counts, language: Language) -> String {
    let Counts {
        expected,
        present,
        left,
        absent,
    } = counts;
    match language {
        Language::Zh => {
            format!("{day}  在场 {present}  已签退 {left}  应到 {expected}  未到 {absent}")
        }
        Language::En => {
            format!(
                "{day}  present {present}  signed out {left}  expected {expected}  not here {absent}"
            )
        }
    }
}

/// What the columns of open sessions are called.
pub(crate) fn sweep_heading(language: Language) -> [String; 6] {
    language
        .pick(
            ["编号", "姓名", "团队", "签到", "签到台", "现在签退"],
            ["Number", "Name", "Team", "Since", "Desk", "Signing out now"],
        )
        .map(str::to_owned)
}

/// What signing out gives.
pub(crate) fn sweep_minutes(minutes: u32, language: Language) -> String {
    let hours = rules::hours(u64::from(minutes));
    match language {
        Language::Zh => format!("{hours} 小时"),
        Language::En => format!("{hours} hours"),
    }
}

/// What became of an open session.
pub(crate) fn sweep_outcome(outcome: &ClosedAs, language: Language) -> String {
    match outcome {
        ClosedAs::SignedOut { minutes, .. } => {
            let earned = sweep_minutes(*minutes, language);
            match language {
                Language::Zh => format!("已签退，{earned}"),
                Language::En => format!("Signed out, {earned}"),
            }
        }
        ClosedAs::Requested { .. } => language
            .pick("已申请补录", "A supplementary record was asked for")
            .to_owned(),
        ClosedAs::Left => language.pick("保留不动", "Left as it is").to_owned(),
        ClosedAs::NotInside(_) => language
            .pick("已在别处签退", "Signed out elsewhere meanwhile")
            .to_owned(),
        ClosedAs::Refused(refusal) => refusal.message(language),
    }
}

/// Volunteers were put on a list.
pub(crate) fn admitted(people: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("已录用 {people} 人"),
        Language::En => format!("{people} people admitted"),
    }
}

/// A day's hours.
pub(crate) fn hours_line(record: &Record, project: &str, language: Language) -> String {
    let (volunteer, day, hours) = (record.volunteer.as_str(), record.day, record.hours());
    let mut line = match language {
        Language::Zh => format!("{day}  {volunteer}  {project}  {hours} 小时"),
        Language::En => format!("{day}  {volunteer}  {project}  {hours} hours"),
    };
    if record.cancelled {
        line.push_str(language.pick("  已取消", "  cancelled"));
    }
    if record.missing_sign_out {
        line.push_str(language.pick("  缺签退", "  no sign-out"));
    }
    line
}

/// Under which profiles hours were counted, and which of them are not here.
pub(crate) fn profiles_of(hours: &Hours, language: Language) -> String {
    let mut text = titles(hours, language);
    for stood_in in &hours.stood_in {
        let (name, profile) = (&stood_in.name, &stood_in.profile);
        let policy = hours.policies.get(&stood_in.project);
        let instead = policy.unwrap_or(&hours.policy).title.text(language);
        text.push_str(&match language {
            Language::Zh => {
                format!("\n“{name}”的规则方案 {profile} 尚未收到或不可用，暂按{instead}计算")
            }
            Language::En => format!(
                "\nThe profile {profile} of “{name}” is not here or cannot be used; it counts under {instead} for now"
            ),
        });
    }
    text
}

/// What the policies are called; the organisation's where nothing was counted.
fn titles(hours: &Hours, language: Language) -> String {
    let titles: BTreeSet<&str> = hours
        .policies
        .values()
        .map(|policy| policy.title.text(language))
        .collect();
    if titles.is_empty() {
        return hours.policy.title.text(language).to_owned();
    }
    let titles: Vec<&str> = titles.into_iter().collect();
    titles.join(language.pick("、", ", "))
}

/// Which two are compared.
pub(crate) fn compared_profiles(comparison: &Comparison, language: Language) -> String {
    let (own, other) = (
        profiles_of(&comparison.own, language),
        titles(&comparison.other, language),
    );
    match language {
        Language::Zh => format!("现行规则：{own}\n比较规则：{other}"),
        Language::En => format!("As it counts: {own}\nCompared with: {other}"),
    }
}

/// The heading of the comparison.
pub(crate) fn comparison_heading(language: Language) -> [String; 5] {
    language
        .pick(
            ["志愿者", "姓名", "现行（小时）", "比较（小时）", "差"],
            [
                "Volunteer",
                "Name",
                "As it counts",
                "Compared",
                "Difference",
            ],
        )
        .map(str::to_owned)
}

/// The last line of the comparison.
pub(crate) fn together(language: Language) -> &'static str {
    language.pick("合计", "Together")
}

/// A punch, request or dispute that is judged otherwise, and why.
pub(crate) fn verdict_change(
    compared: &Compared,
    change: &VerdictChange,
    when: &str,
    language: Language,
) -> String {
    let said = |verdict: &Verdict| match verdict.outcome.refusal() {
        Some(refusal) => refusal.message(language),
        None => match verdict.taken_as {
            Some(taken_as) => rules::accepted(taken_as, None, language),
            None => language.pick("有效", "valid").to_owned(),
        },
    };
    let volunteer = compared.volunteer.as_str();
    let (own, other) = (said(&change.own), said(&change.other));
    let colon = language.pick("：", ": ");
    format!("{volunteer}  {when}{colon}{own} → {other}")
}

/// The heading of the list of profiles.
pub(crate) fn profile_heading(language: Language) -> [String; 5] {
    language
        .pick(
            ["名称", "规则方案", "版本", "生效日期", "来源"],
            ["Name", "Profile", "Version", "In force from", "Whose"],
        )
        .map(str::to_owned)
}

/// Whose a profile is, and whether the organisation works under it.
pub(crate) fn whose(profile: &ProfileLine, language: Language) -> String {
    let whose = match profile.whose {
        Whose::Platform => language.pick("平台", "platform"),
        Whose::Organisation => language.pick("本组织", "organisation"),
    };
    match (profile.in_use, language) {
        (true, Language::Zh) => format!("{whose}（现用）"),
        (true, Language::En) => format!("{whose} (in use)"),
        (false, Language::Zh | Language::En) => whose.to_owned(),
    }
}

/// A profile was added.
pub(crate) fn profile_added(profile: &ProfileLine, language: Language) -> String {
    let title = profile.title.text(language);
    let (name, version, from) = (&profile.name, profile.version, profile.effective_from);
    match language {
        Language::Zh => {
            format!("已加入规则方案“{title}”（{name}）第 {version} 版，适用于 {from} 起开始的活动")
        }
        Language::En => format!(
            "Profile “{title}” ({name}), version {version}, added; it is for projects that begin on {from} or later"
        ),
    }
}

/// The heading of the totals.
pub(crate) fn totals_heading(language: Language) -> [String; 5] {
    language
        .pick(
            ["志愿者", "信用时长", "荣誉时长", "培训时长", "积分"],
            ["Volunteer", "Credit", "Honorary", "Training", "Points"],
        )
        .map(str::to_owned)
}

/// The station belongs.
pub(crate) fn enrolled(status: &Status, language: Language) -> String {
    let (station, name) = (status.station, organisation(status));
    match language {
        Language::Zh => format!("已加入中心服务器：站点 {station}，组织 {name}"),
        Language::En => format!("Joined: station {station}, organisation {name}"),
    }
}

/// The organisation's name; its id before the first page came.
fn organisation(status: &Status) -> String {
    match &status.organisation {
        Some((id, name)) if name.is_empty() => id.to_string(),
        Some((_, name)) => name.clone(),
        None => "—".to_owned(),
    }
}

/// What a round came to.
pub(crate) fn round(round: &Round, language: Language) -> String {
    let Round {
        pushed,
        pulled,
        flagged,
        refused,
    } = round;
    match language {
        Language::Zh => {
            format!("已上传 {pushed} 条，下载 {pulled} 条；{flagged} 条不计入，{refused} 条需处理")
        }
        Language::En => format!(
            "{pushed} facts pushed, {pulled} pulled; {flagged} do not count, {refused} need attention"
        ),
    }
}

/// How the station stands.
pub(crate) fn status(
    status: &Status,
    central: Central,
    now: Timestamp,
    language: Language,
) -> String {
    let (desk, organisation) = (&status.desk, organisation(status));
    let (unsent, attention) = (status.unsent, status.attention);
    let minutes = status
        .waiting_since
        .map(|since| now.duration_since(since).as_mins().max(0));
    let waiting = match (language, minutes) {
        (Language::Zh, Some(minutes)) if unsent > 0 => format!("（最早已等待 {minutes} 分钟）"),
        (Language::En, Some(minutes)) if unsent > 0 => {
            format!(" (the oldest for {minutes} minutes)")
        }
        (Language::Zh | Language::En, _) => String::new(),
    };
    let central = central_state(status, central, language);
    match language {
        Language::Zh => format!(
            "{desk} · {organisation}\n待上传 {unsent} 条{waiting}，需处理 {attention} 条\n中心服务器：{central}"
        ),
        Language::En => format!(
            "{desk} · {organisation}\n{unsent} facts wait{waiting}, {attention} need attention\nCentral: {central}"
        ),
    }
}

fn central_state(status: &Status, central: Central, language: Language) -> String {
    let state = match central {
        Central::None => language.pick("未加入", "none"),
        Central::Reachable => language.pick("已连接", "reachable"),
        Central::Unreachable => language.pick("连接不上", "unreachable"),
    };
    match &status.link {
        Link::Joined(url) => format!("{state} {url}"),
        Link::Standalone => state.to_owned(),
    }
}

/// Whether the log holds.
pub(crate) fn log_report(report: &LogReport, language: Language) -> String {
    let facts = report.facts;
    match (report.valid, report.first_bad, language) {
        (true, _, Language::Zh) => format!("✓ 日志完整，共 {facts} 条记录"),
        (true, _, Language::En) => format!("✓ the log holds: {facts} facts"),
        (false, Some(bad), Language::Zh) => format!("✗ 日志已被改动，第一条异常记录：{bad}"),
        (false, Some(bad), Language::En) => {
            format!("✗ the log does not hold; the first bad fact is {bad}")
        }
        (false, None, Language::Zh) => "✗ 日志末尾缺少记录".to_owned(),
        (false, None, Language::En) => "✗ the log does not hold: its tail is missing".to_owned(),
    }
}
