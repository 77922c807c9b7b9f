package dev.crest.server.store;

import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.SerialNumber;
import dev.crest.server.store.CertificateRecords.Standing;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.Listing.SortKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One page of certificates, out of very many.
 *
 * <p>Neither database knows before which of several indexes is the good one, so it is chosen here:
 * one condition drives, in whose index the rows stand in the order asked for; the others are
 * written so that no index serves them. Used once, by one thread.
 */
final class CertificateListing {
  private static final String SELECT =
      """
      select c.*, (select max(n.id) from certificate n where n.renews = c.id) as superseded_by
      from certificate c\
      """;
  private static final String SELECT_BY_NAME =
      """
      select c.*, (select max(n.id) from certificate n where n.renews = c.id) as superseded_by
      from certificate_name s join certificate c on c.id = s.certificate_id\
      """;

  /** Filters by equality, the most telling first. */
  private static final Map<String, String> EQUAL = new LinkedHashMap<>();

  static {
    EQUAL.put("device_id", "c.device_id");
    EQUAL.put("credential_id", "c.credential_id");
    EQUAL.put("policy_id", "c.policy_id");
    EQUAL.put("profile_id", "c.profile_id");
    EQUAL.put("authority_id", "c.authority_id");
    EQUAL.put("division_id", "c.division_id");
  }

  private final Reach reach;
  private final ListQuery query;
  private final Instant now;
  private final String id;
  private final Listing<StoredCertificate> listing;
  private boolean driven;
  private boolean byExpiry;

  CertificateListing(Database database, Reach reach, ListQuery query, Instant now) {
    this.reach = reach;
    this.query = query;
    this.now = now;
    this.id = filter("san_prefix").isPresent() ? "s.certificate_id" : "c.id";
    this.listing = new Listing<>(database, query, id);
  }

  /**
   * Reads the page.
   *
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming everything that is wrong with
   *     the query
   */
  Page<StoredCertificate> page(Connection connection) throws SQLException {
    var standings = standings();
    order(standings);
    fingerprint();
    serial();
    name();
    commonName();
    standing(standings);
    EQUAL.forEach((filter, column) ->
        listing.value(filter).ifPresent(value -> listing.where(driving(column) + " = ?", value)));
    issued();
    listing.between("expires", "c.not_after");
    within();
    return listing.page(
        connection,
        filter("san_prefix").isPresent() ? SELECT_BY_NAME : SELECT,
        CertificateRecords::map);
  }

  /** Chooses the usual order, and lets it drive where it is one that an index of its own has. */
  private void order(List<Standing> standings) {
    listing
        .sort("issued", new SortKey(id, false))
        .sort("not_after", SortKey.number("c.not_after"))
        .sort("common_name", new SortKey("c.common_name", false));
    boolean expiry =
        filter("expires_from").isPresent()
            || filter("expires_to").isPresent()
            || standings.equals(List.of(Standing.EXPIRED));
    var usual = "-issued";
    if (filter("san_prefix").isPresent()) {
      listing.sort("san", new SortKey("s.name", false));
      usual = "san";
    } else if (filter("common_name").isPresent()) {
      usual = "common_name";
    } else if (expiry) {
      usual = standings.equals(List.of(Standing.EXPIRED)) ? "-not_after" : "not_after";
    }
    listing.usually(usual);
    var sort = query.sort().orElse(usual);
    byExpiry = sort.endsWith("not_after");
    driven =
        sort.endsWith("common_name")
            || filter("common_name").isPresent()
            || filter("san_prefix").isPresent()
            || unique();
    // Those that are withdrawn or superseded have an index in this order of their own.
    if (!driven && byExpiry && !withdrawn(standings) && !superseded(standings)) {
      driven = true;
      listing.where("c.account_id = ?", reach.accountId());
    }
  }

  /** Whether a filter finds one or a few, in whatever order. */
  private boolean unique() {
    return filter("fingerprint").isPresent()
        || filter("serial").isPresent()
        || filter("san").isPresent();
  }

  private void fingerprint() {
    listing
        .value("fingerprint")
        .map(text -> text.replace(":", ""))
        .ifPresent(text -> {
          if (text.matches("[0-9A-Fa-f]{64}")) {
            listing.where("c.fingerprint = ?", (Object) HexFormat.of().parseHex(text));
          } else {
            listing.fault("fingerprint", "must be SHA-256 in 64 hexadecimal digits");
          }
        });
  }

  /** A serial number is one CA's, and an account has few. */
  private void serial() {
    listing
        .value("serial")
        .map(text -> text.replace(":", ""))
        .ifPresent(text -> {
          try {
            var serial = SerialNumber.ofHex(text).hex();
            if (filter("fingerprint").isPresent()) {
              listing.where(aside("c.serial") + " = ?", serial);
            } else {
              listing.where(
                  "c.authority_id in (select a.id from certificate_authority a where a.account_id = ?)"
                      + " and c.serial = ?",
                  reach.accountId(),
                  serial);
            }
          } catch (MalformedInput e) {
            listing.fault("serial", "must be hexadecimal");
          }
        });
  }

  private void name() {
    listing
        .value("san")
        .ifPresent(name ->
            listing.where(
                "c.id in (select e.certificate_id from certificate_name e where e.name = ?)",
                CertificateTable.searched(name)));
    listing
        .value("san_prefix")
        .map(CertificateTable::searched)
        .ifPresent(prefix ->
            // A certificate is listed by the first of its names that begins so.
            listing
                .where("s.name >= ? and s.name < ?", prefix, behind(prefix))
                .where(
                    "not exists (select 1 from certificate_name f where f.certificate_id = s.certificate_id"
                        + " and f.name >= ? and f.name < s.name)",
                    prefix));
  }

  private void commonName() {
    listing
        .value("common_name")
        .map(CertificateTable::searched)
        .ifPresent(prefix -> {
          boolean drives = filter("san_prefix").isEmpty() && !unique();
          var column = drives ? "c.common_name" : aside("c.common_name");
          driven = true;
          listing.where(column + " >= ? and " + column + " < ?", prefix, behind(prefix));
        });
  }

  /** Returns text that comes behind everything that begins with a prefix. */
  private static String behind(String prefix) {
    return prefix + Character.toString(Character.MAX_CODE_POINT);
  }

  private List<Standing> standings() {
    var chosen = new ArrayList<Standing>();
    listing
        .value("status")
        .ifPresent(value -> {
          for (var name : value.split(",", -1)) {
            try {
              if (!name.equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("written in capitals");
              }
              chosen.add(Standing.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
              listing.fault("status", "must be of valid, expired, revoked, suspended, superseded");
            }
          }
        });
    return List.copyOf(chosen);
  }

  private void standing(List<Standing> standings) {
    if (standings.isEmpty()) {
      return;
    }
    // Nearly all certificates are of this side or that of now: no condition to look for rows by,
    // except for those that expired, in the order of expiry.
    var end = standings.equals(List.of(Standing.EXPIRED)) ? "c.not_after" : "(c.not_after + 0)";
    var alternatives = new ArrayList<String>();
    var bound = new ArrayList<Object>();
    for (var standing : standings) {
      switch (standing) {
        case REVOKED -> alternatives.add("c.status = 2");
        case SUSPENDED -> alternatives.add("c.status = 1");
        case EXPIRED -> alternatives.add("(c.status in (0, 3) and " + end + " < ?)");
        case SUPERSEDED ->
            alternatives.add("((c.renewed + 0) = 1 and c.status in (0, 3) and " + end + " >= ?)");
        case VALID ->
            alternatives.add("((c.status + 0) = 0 and (c.renewed + 0) = 0 and " + end + " >= ?)");
      }
      if (standing != Standing.REVOKED && standing != Standing.SUSPENDED) {
        bound.add(now);
      }
    }
    listing.where("(" + String.join(" or ", alternatives) + ")", bound.toArray());
    if (withdrawn(standings) && !driven) {
      // Said in the very words of the partial index that has the order, as it must be to be used.
      driven = true;
      var words = byExpiry ? "c.status > 0" : "c.status <> 0";
      listing.where(words + " and c.account_id = ?", reach.accountId());
    }
    if (superseded(standings) && !driven) {
      driven = true;
      var words = byExpiry ? "c.renewed > 0" : "c.renewed = 1";
      listing.where(words + " and c.account_id = ?", reach.accountId());
    }
  }

  private static boolean withdrawn(List<Standing> standings) {
    return standings.equals(List.of(Standing.REVOKED))
        || standings.equals(List.of(Standing.SUSPENDED));
  }

  private static boolean superseded(List<Standing> standings) {
    return standings.equals(List.of(Standing.SUPERSEDED));
  }

  /** Ids begin with the time of issuance, so that a span of time is a span of ids. */
  private void issued() {
    listing
        .instant("issued_from")
        .ifPresent(from -> listing.where(id + " >= ?", Identifiers.first(from)));
    listing.instant("issued_to").ifPresent(to -> listing.where(id + " < ?", Identifiers.first(to)));
  }

  private void within() {
    listing.where(aside("c.account_id") + " = ?", reach.accountId());
    reach
        .divisions()
        .ifPresent(divisions -> {
          if (divisions.isEmpty()) {
            listing.where("1 = 0");
          } else {
            var marks = String.join(", ", divisions.stream().map(_ -> "?").toList());
            listing.where(driving("c.division_id") + " in (" + marks + ")", divisions.toArray());
          }
        });
    if (!driven) {
      listing.where("c.account_id = ?", reach.accountId());
    }
  }

  /** Returns a column for the condition that drives, if it is the first to ask. */
  private String driving(String column) {
    if (driven) {
      return aside(column);
    }
    driven = true;
    return column;
  }

  /** Returns a column as an expression that no index has. */
  private static String aside(String column) {
    return "coalesce(" + column + ", '')";
  }

  private Optional<String> filter(String name) {
    return Optional.ofNullable(query.filters().get(name));
  }
}
