-- Shipped templates have a key that scripts use and the same id in every installation; every start of a server brings
-- them up to date. The one that the quickstart made by itself becomes the shipped one.
alter table certificate_template add column shipped_key ${key_text};
create unique index certificate_template_shipped_key on certificate_template (shipped_key)
  where shipped_key is not null;

create index certificate_profile_template on certificate_profile (template_id);

update certificate_profile set template_id = '064214e0-6bd2-3015-8cf2-8b9d3e4ab48b'
  where template_id in (select id from certificate_template where account_id is null and name = 'Device TLS client');
update certificate_template set id = '064214e0-6bd2-3015-8cf2-8b9d3e4ab48b', shipped_key = 'device-tls-client'
  where account_id is null and name = 'Device TLS client';
