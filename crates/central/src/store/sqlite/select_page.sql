select
    fact.position, fact.id, chain.station, chain.epoch, fact.seq, fact.prev, fact.kind, fact.version,
    fact.wall, fact.mono, fact.boot, fact.hlc, fact.actor, fact.body
from fact
join chain on chain.number = fact.chain
where fact.organisation = ?1 and fact.position > ?2 and fact.chain <> ?3
order by fact.position
limit ?4
