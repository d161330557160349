-- Quizzes in one line each, those begun last first. A parameter that is null filters nothing.
with wanted as (
    select sitting.*, learner.name as learner_name
    from sitting join learner on learner.key = sitting.learner
    where (:id is null or id = :id)
      and (:learner is null or sitting.learner = (select key from learner where name = :learner))
      and (:bank is null or bank = :bank)
      and (:open is null or (ended is null) = :open)
      and (:with_empty or exists (select 1 from answer where answer.sitting = sitting.key))
    order by sitting.key desc
    limit :limit
)
select
    wanted.id,
    learner_name as learner,
    bank,
    bank_title,
    coalesce(regrade.score, wanted.score) as score,
    "select",
    seed,
    begun,
    begun_offset,
    (select at from event where event.sitting = wanted.key order by number desc limit 1) as last,
    (select "offset" from answer where answer.sitting = wanted.key order by n desc limit 1)
        as last_offset,
    count(n) as turns,
    coalesce(sum(skipped or timed_out), 0) as skipped,
    coalesce(sum(right), 0) as right,
    total(iif(graded, points, 0.0)) as points,
    total(iif(graded, out_of, 0.0)) as max_points,
    total(answer.seconds) as seconds,
    (select content from event where event.key = wanted.ended) as result,
    regrade.outcome as marked_again,
    regrade.at as marked_at,
    regrade."offset" as marked_offset
from wanted
    left join answer on answer.sitting = wanted.key
    left join regrade on regrade.key = (
        select max(key) from regrade where regrade.sitting = wanted.key and undone is null
    )
group by wanted.key
order by wanted.key desc
