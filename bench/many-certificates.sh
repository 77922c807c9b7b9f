#!/usr/bin/env bash
# Puts many certificates into a quickstart's database, for trying how quick lists stay: copies of its first certificate with names,
# serial numbers and dates of their own. Never for a database that is worth something: the copies are not what they say.
#   ./crest bench many-certificates DATA [COUNT]     with the server stopped
set -euo pipefail
data="${1:?the data folder of a quickstart}"
count="${2:-1000000}"
command -v sqlite3 >/dev/null || { echo "sqlite3 is needed" >&2; exit 1; }
sqlite3 "$data/crest.db" <<SQL
.bail on
pragma journal_mode = wal;
pragma synchronous = off;
begin;
create temp table model as select * from certificate order by id limit 1;
with recursive n(i) as (select 1 union all select i + 1 from n where i < $count)
insert into certificate (id, account_id, division_id, authority_id, serial, policy_id, profile_id, credential_id, renews, status, status_changed_at,
  revocation_reason, issued_at, not_before, not_after, subject, fingerprint, spki_sha256, subject_der, der, common_name, renewed)
select printf('01900000-%04x-7%03x-8000-%012x', (i >> 12) & 65535, i & 4095, i), m.account_id, m.division_id, m.authority_id, printf('%040x', i), m.policy_id, m.profile_id,
  m.credential_id, null, case when i % 50 = 0 then 1 when i % 75 = 0 then 2 else 0 end, m.status_changed_at,
  case when i % 50 = 0 then 4 end, m.issued_at - (i % 300) * 86400000, m.issued_at - (i % 300) * 86400000,
  m.issued_at + (i % 400 - 30) * 86400000 + i, 'CN=sensor-' || i || ',O=Example', randomblob(32), randomblob(32), m.subject_der, m.der, 'sensor-' || i,
  i % 10 = 9
from n, model m;
insert into certificate_name (certificate_id, name) select id, 'san.dns_name:' || common_name || '.example' from certificate where common_name like 'sensor-%';
commit;
analyze;
pragma wal_checkpoint(truncate);
SQL
echo "$count certificates in $data/crest.db"
