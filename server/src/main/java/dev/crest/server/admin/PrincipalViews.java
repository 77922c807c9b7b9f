package dev.crest.server.admin;

import dev.crest.server.access.Role;
import dev.crest.server.store.PrincipalKeys;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How people, programs and what belongs to them are read and shown. Stateless. */
final class PrincipalViews {
  private PrincipalViews() {}

  /**
   * A role somewhere.
   *
   * @param accountId where; every account where it is left out
   * @param divisionIds in which divisions of the account; all where it is left out
   */
  record RoleGrant(Role role, Optional<String> accountId, Optional<Set<String>> divisionIds) {
    static RoleGrant of(Principals.RoleAssignment assigned) {
      return new RoleGrant(
          Role.valueOf(assigned.role().toUpperCase(Locale.ROOT)),
          assigned.accountId(),
          assigned.divisions());
    }

    Principals.RoleAssignment assignment() {
      return new Principals.RoleAssignment(
          role.name().toLowerCase(Locale.ROOT), accountId, divisionIds);
    }
  }

  static List<RoleGrant> grants(Principal principal) {
    return principal.roles().stream().map(RoleGrant::of).toList();
  }

  static List<Principals.RoleAssignment> assignments(List<RoleGrant> grants) {
    return grants.stream().map(RoleGrant::assignment).toList();
  }

  /**
   * An API key to be made.
   *
   * @param name says what it is for
   * @param endsAt when it stops counting; never where it is left out
   */
  record ApiKeyDraft(String name, Optional<Instant> endsAt) {}

  /** An API key as the API shows it; its value is not known any more. */
  record ApiKeyView(
      String id,
      String name,
      String prefix,
      Optional<Instant> endsAt,
      Optional<Instant> lastUsed,
      Instant createdAt) {
    static ApiKeyView of(PrincipalKeys.ApiKey key) {
      return new ApiKeyView(
          key.id(), key.name(), key.shownPrefix(), key.endsAt(), key.lastUsed(), key.createdAt());
    }
  }

  /**
   * An API key that was just made.
   *
   * @param value goes into {@code x-api-key}; shown this once
   */
  record ApiKeyMade(String id, String value) {
    @Override
    public String toString() {
      return "ApiKeyMade[" + id + "]";
    }
  }

  /**
   * A client certificate to be registered or made.
   *
   * @param certificate PEM of one to be registered; where it is left out one is made
   * @param endsAt when it stops counting
   */
  record ClientCertificateDraft(
      String name, Optional<String> certificate, Optional<Instant> endsAt) {}

  /** A client certificate as the API shows it. */
  record ClientCertificateView(
      String id,
      String name,
      String fingerprint,
      String subject,
      Instant startsAt,
      Instant endsAt,
      Optional<Instant> lastUsed,
      Instant createdAt) {
    static ClientCertificateView of(PrincipalKeys.ClientCertificate held) {
      return new ClientCertificateView(
          held.id(),
          held.name(),
          HexFormat.of().formatHex(held.fingerprint()),
          held.subject(),
          held.startsAt(),
          held.endsAt(),
          held.lastUsed(),
          held.createdAt());
    }
  }

  /**
   * A client certificate that was registered or made.
   *
   * @param pkcs12 base64 of certificate and key, where it was made; shown this once
   * @param password of the PKCS#12; shown this once
   */
  record ClientCertificateMade(String id, Optional<String> pkcs12, Optional<String> password) {
    @Override
    public String toString() {
      return "ClientCertificateMade[" + id + "]";
    }
  }
}
