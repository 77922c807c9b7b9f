package dev.crest.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** CAs and server secrets in their tables. */
record StoredAuthorities(Writer writer, Database database) implements AuthorityRecords {
  private static final String ALL = "select * from certificate_authority order by created_at, id";

  @Override
  public List<StoredAuthority> all() {
    return List.copyOf(
        database.read(connection -> Sql.list(connection, ALL, StoredAuthorities::map)));
  }

  @Override
  public void add(StoredAuthority authority) {
    writer.edit(scope -> {
      check(scope.connection(), authority);
      AuthorityTable.insert(scope.connection(), authority, 1, scope.now(), scope.now());
      scope.outdates(Change.Cached.AUTHORITIES);
      scope.report(
          new ChangeRecord("certificate-authority", "create", authority.id())
              .account(authority.accountId())
              .after("name", authority.name())
              .after("kind", authority.kind())
              .after("parent_id", authority.parentId())
              .after("serial_number", authority.certificate().serialNumber().hex())
              .by(Actor.system(), scope.now()));
      return authority;
    });
  }

  static void check(Connection c, StoredAuthority authority) throws SQLException {
    var faults = new Faults().name(authority.name());
    if (Accounts.find(c, authority.accountId()).isEmpty()) {
      faults.unknown("account_id");
    }
    if (authority.parentId().isPresent()
        && !Sql.exists(
            c,
            "select 1 from certificate_authority where id = ? and account_id = ?",
            authority.parentId().get(),
            authority.accountId())) {
      faults.unknown("parent_id");
    }
    faults
        .require(
            authority.parentId().isEmpty() == (authority.kind() == Kind.ROOT),
            "parent_id",
            "a root has none, every other CA has one")
        .clash(
            Sql.exists(c, "select 1 from certificate_authority where id = ?", authority.id()),
            "id",
            "is taken")
        .clash(
            AuthorityTable.nameTaken(c, authority.accountId(), authority.name(), authority.id()),
            "name",
            "is taken in this account")
        .clash(
            Sql.exists(
                c,
                "select 1 from certificate_authority where account_id = ? and fingerprint = ?",
                authority.accountId(),
                authority.certificate().fingerprint()),
            "certificate",
            "is there already")
        .refuse("certificate-authority");
  }

  @Override
  public long version() {
    return database
        .read(c ->
            Sql.first(
                c,
                "select value from change_version where name = ?",
                row -> row.number("value"),
                Change.Cached.AUTHORITIES))
        .orElse(0L);
  }

  @Override
  public Optional<byte[]> secret(String name) {
    return database.read(connection ->
        Sql.first(
            connection,
            "select sealed from server_secret where name = ?",
            row -> row.bytes("sealed"),
            name));
  }

  @Override
  public void secretIfAbsent(String name, byte[] sealed) {
    writer.edit(scope -> {
      int made =
          Sql.update(
              scope.connection(),
              "insert into server_secret (name, sealed, created_at) values (?, ?, ?) on conflict (name) do nothing",
              name,
              sealed,
              scope.now());
      if (made > 0) {
        scope.report(
            new ChangeRecord("server-secret", "create", name).by(Actor.system(), scope.now()));
      }
      return made > 0;
    });
  }

  private static StoredAuthority map(Row row) throws SQLException {
    return new StoredAuthority(
        row.text("id"),
        row.text("account_id"),
        row.text("name"),
        row.optionalText("parent_id"),
        row.constant("kind", Kind.class),
        CertificateTable.read(row.bytes("certificate")),
        row.bytes("encrypted_key"),
        row.flag("enabled"));
  }
}
