package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.access.Permission;
import dev.crest.server.access.SessionSignIn;
import dev.crest.server.access.Sessions;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Principals.Principal;
import dev.crest.server.store.SessionRecords;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Shows who is signed in, and begins sessions with their cookie. Thread-safe. */
@Component
final class SessionViews {
  private final Accounts accounts;
  private final Sessions sessions;

  SessionViews(Accounts accounts, Sessions sessions) {
    this.accounts = accounts;
    this.sessions = sessions;
  }

  /** What is permitted in one account; some of it perhaps in some divisions only. */
  record AccountPermissions(String accountId, String accountName, Set<Permission> permissions) {}

  /**
   * Who is signed in.
   *
   * @param csrfToken what changes carry in {@code x-csrf-token}, where a cookie signs in
   * @param sessionId which session, where a cookie signs in
   * @param endsAt when that ends at the latest
   */
  record SessionView(
      String id,
      Identity.Kind kind,
      String name,
      List<PrincipalViews.RoleGrant> roles,
      List<AccountPermissions> accounts,
      Optional<String> csrfToken,
      Optional<String> sessionId,
      Optional<Instant> endsAt) {
    @Override
    public String toString() {
      return "SessionView[" + id + "]";
    }
  }

  /** Begins a session: sets its cookie, ends the one that the request had, shows who it is. */
  SessionView begin(
      HttpServletRequest request,
      HttpServletResponse response,
      Principal person,
      SessionRecords.Method method) {
    SessionSignIn.current(request)
        .ifPresent(old ->
            sessions.end(
                CallContext.actor(request), old.session().principalId(), old.session().id()));
    var begun = sessions.begin(CallContext.source(request), person, method);
    response.addHeader("Set-Cookie", Sessions.cookie(begun));
    return view(begun.open().identity(), Optional.of(begun.open()));
  }

  SessionView view(Identity identity, Optional<Sessions.Open> open) {
    return new SessionView(
        identity.id(),
        identity.kind(),
        identity.name(),
        identity.roles().stream()
            .map(a -> new PrincipalViews.RoleGrant(a.role(), a.account(), a.divisions()))
            .toList(),
        permissions(identity),
        open.map(Sessions.Open::csrfToken),
        open.map(each -> each.session().id()),
        open.map(each -> each.session().endsAt()));
  }

  private List<AccountPermissions> permissions(Identity identity) {
    return accounts.all().stream()
        .filter(account ->
            identity.roles().stream()
                .anyMatch(role -> role.account().map(account.id()::equals).orElse(true)))
        .map(account ->
            new AccountPermissions(
                account.id(), account.name(), identity.permissions(account.id())))
        .toList();
  }
}
