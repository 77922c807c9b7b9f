-- The rare ones among very many certificates in the order of their expiry: without sorting all of them, nor looking through the
-- others for them. Their conditions say in other words what those of certificate_by_withdrawn and certificate_by_renewed say, so
-- that a statement names the index that it means.
create index certificate_by_withdrawn_expiry on certificate (account_id, status, not_after, id) where status > 0;
create index certificate_by_renewed_expiry on certificate (account_id, not_after, id) where renewed > 0;
