package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The certificate management policies that use a profile. Stateless. */
final class ProfileUsers {
  private record User(
      String name,
      String divisionId,
      Optional<KeyType> defaultKeyType,
      Optional<KeyType> authorityKey) {}

  private ProfileUsers() {}

  /** Returns the names of policies that use a profile and are not deleted. */
  static List<String> names(Connection c, String profileId) throws SQLException {
    return users(c, profileId).stream().map(User::name).toList();
  }

  /** Adds a clash for each field that existing policies would contradict, naming them. */
  static void check(
      Connection c, String profileId, Profile content, Set<String> divisions, Faults faults)
      throws SQLException {
    var users = users(c, profileId);
    clash(
        users,
        user -> user.defaultKeyType().map(content.keys()::allows).orElse(true),
        "profile.keys.allowed",
        "lacks the default key type of the certificate management policies ",
        faults);
    clash(
        users,
        user -> signs(content, user),
        "profile.signature_algorithm",
        "is none that the CA of these certificate management policies can do: ",
        faults);
    clash(
        users,
        user -> divisions.isEmpty() || divisions.contains(user.divisionId()),
        "divisions",
        "leaves out the division of the certificate management policies ",
        faults);
  }

  private static void clash(
      List<User> users, Predicate<User> good, String field, String message, Faults faults) {
    var bad = users.stream().filter(good.negate()).map(User::name).toList();
    faults.clash(!bad.isEmpty(), field, message + CatalogState.named(bad));
  }

  private static boolean signs(Profile content, User user) {
    return content
        .signatureAlgorithm()
        .flatMap(SignatureAlgorithms::identifier)
        .map(wanted ->
            user.authorityKey().filter(key -> SignatureAlgorithms.fits(wanted, key)).isPresent())
        .orElse(true);
  }

  private static List<User> users(Connection c, String profileId) throws SQLException {
    return Sql.list(
        c,
        """
        select p.name, p.division_id, p.default_key_type, a.certificate
        from certificate_management_policy p left join certificate_authority a on a.id = p.authority_id
        where p.profile_id = ? and p.deleted = 0 order by p.name\
        """,
        row ->
            new User(
                row.text("name"),
                row.text("division_id"),
                row.optionalText("default_key_type")
                    .map(name -> KeyType.valueOf(name.toUpperCase(Locale.ROOT))),
                row.optionalBytes("certificate")
                    .flatMap(der -> KeyType.of(Certificate.read(Der.of(der)).publicKeyInfo()))),
        profileId);
  }
}
