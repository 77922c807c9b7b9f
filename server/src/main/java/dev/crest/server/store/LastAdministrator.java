package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.SQLException;

/**
 * Keeps a change from locking everybody out: where there was a system administrator of every
 * account who can sign in, there must be one afterwards.
 */
final class LastAdministrator {
  private static final String FIND =
      """
      select 1 from principal p
      where p.enabled = 1 and (p.ends_at is null or p.ends_at > ?)
        and exists (select 1 from role_assignment r where r.principal_id = p.id
          and r.role = 'system_administrator' and r.account_id is null)
        and (exists (select 1 from principal_password w where w.principal_id = p.id)
          or exists (select 1 from passkey k where k.principal_id = p.id)
          or exists (select 1 from external_identity x where x.principal_id = p.id)
          or exists (select 1 from api_key a where a.principal_id = p.id and (a.ends_at is null or a.ends_at > ?))
          or exists (select 1 from principal_certificate c where c.principal_id = p.id and c.ends_at > ?))
      limit 1\
      """;

  private LastAdministrator() {}

  /** Changes something. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws SQLException;
  }

  /**
   * @throws Refused {@code CONFLICT} if the change left nobody; the transaction is undone then
   */
  static <T> T kept(Change.Scope scope, Step<T> change) throws SQLException {
    boolean before = exists(scope);
    var result = change.run();
    if (before && !exists(scope)) {
      throw Refused.of(
          Kind.CONFLICT,
          "last-administrator",
          "Nobody could administer this system any more: make another system administrator of"
              + " every account first.");
    }
    return result;
  }

  private static boolean exists(Change.Scope scope) throws SQLException {
    return Sql.exists(scope.connection(), FIND, scope.now(), scope.now(), scope.now());
  }
}
