-- Goes up with every change of a row: an update that was made from an older version is refused.
alter table account add column version bigint not null default 1;
alter table division add column version bigint not null default 1;
alter table certificate_authority add column version bigint not null default 1;
alter table certificate_template add column version bigint not null default 1;
alter table certificate_profile add column version bigint not null default 1;
alter table authentication_policy add column version bigint not null default 1;
alter table credential add column version bigint not null default 1;
alter table certificate_management_policy add column version bigint not null default 1;
