select
    position, organisation, id, ?2 as station, ?3 as epoch, seq, prev, hash, kind, version,
    wall, mono, boot, hlc, actor, body
from fact where chain = ?1
union all
select
    null, null, id, ?2, ?3, seq, prev, hash, kind, version,
    wall, mono, boot, hlc, actor, body
from quarantine where chain = ?1
order by seq
