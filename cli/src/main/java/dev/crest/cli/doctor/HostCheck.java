package dev.crest.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.estclient.EstException;
import dev.crest.estclient.PlainAnswer;
import dev.crest.estwire.EstOperation;
import java.util.Locale;

/**
 * Whether the host is the one for the kind of credential that is given: servers with two have one
 * for passcodes, and one named {@code clientauth.…} for client certificates.
 */
final class HostCheck {
  private static final String PREFIX = "clientauth.";

  private final Case known;

  HostCheck(Case known) {
    this.known = known;
  }

  /** What a host does with somebody who shows nothing. */
  private enum Kind {
    ASKS_FOR_PASSCODE,
    WANTS_CERTIFICATE,
    UNKNOWN
  }

  Finding host() throws InterruptedException {
    boolean passcode = known.setup().credential().isPresent();
    boolean certificate = known.identity.isPresent();
    boolean asks = known.server().asks();
    if (certificate && !passcode && !asks) {
      return noOneAsks();
    }
    if (known.demanding) {
      return certificateHost(passcode, certificate, "");
    }
    if (!known.setup().probing()) {
      return Finding.ok(Check.HOST, asking(asks));
    }
    String said;
    Kind kind;
    try {
      var answer = known.client().build().probe(EstOperation.SIMPLEENROLL);
      kind = kind(answer);
      known.readsFirst = answer.status() == 400 && kind == Kind.UNKNOWN;
      said = answer.said().orElse("");
    } catch (EstException.Untrusted | EstException.Unreachable e) {
      // The handshake was good before, so that it is the missing certificate which ends this one.
      kind = asks ? Kind.WANTS_CERTIFICATE : Kind.UNKNOWN;
      said = "";
    } catch (EstException e) {
      return Finding.warning(
          Check.HOST, "The host does not say whom it serves: " + e.getMessage() + ".", "");
    }
    return switch (kind) {
      case WANTS_CERTIFICATE -> certificateHost(passcode, certificate, said);
      case ASKS_FOR_PASSCODE ->
          Finding.ok(
              Check.HOST,
              asks ? "takes passcodes and client certificates" : "takes passcodes (HTTP Basic)");
      case UNKNOWN -> Finding.ok(Check.HOST, asking(asks));
    };
  }

  private static String asking(boolean asks) {
    return asks ? "asks for a client certificate in TLS" : "asks for no client certificate in TLS";
  }

  private static Kind kind(PlainAnswer answer) {
    if (answer.status() == 401) {
      return Kind.ASKS_FOR_PASSCODE;
    }
    boolean refused = answer.status() == 403 || answer.status() == 495 || answer.status() == 496;
    boolean page =
        answer.status() == 400
            && new String(answer.body(), UTF_8)
                .toLowerCase(Locale.ROOT)
                .contains("no required ssl certificate");
    return refused || page ? Kind.WANTS_CERTIFICATE : Kind.UNKNOWN;
  }

  private Finding noOneAsks() {
    return Finding.problem(
        Check.HOST,
        "This host asks for no client certificate in TLS, so that yours is never shown.",
        "Use the host for certificates, usually "
            + known.at(PREFIX + known.host())
            + "\nIf that is it already, a proxy before the server ends TLS: let TCP through to the"
            + " server, or have the proxy ask for certificates.");
  }

  private Finding certificateHost(boolean passcode, boolean certificate, String said) {
    if (certificate) {
      return passcode
          ? Finding.warning(
              Check.HOST,
              "This host is for client certificates; the passcode plays no part here.",
              "Leave out --passcode-file, or use the host for passcodes.")
          : Finding.ok(Check.HOST, "is for client certificates");
    }
    if (!passcode) {
      return Finding.ok(Check.HOST, "is for client certificates; none is given");
    }
    return Finding.problem(
        Check.HOST,
        "This host is for client certificates, and you give a passcode."
            + (said.isEmpty() ? "" : " It says: " + said),
        otherHost(known));
  }

  /** Says where to go with a passcode, and with a certificate, from a host for certificates. */
  static String otherHost(Case known) {
    var host = known.host();
    return (host.toLowerCase(Locale.ROOT).startsWith(PREFIX)
            ? "With a passcode, use " + known.at(host.substring(PREFIX.length())) + "\n"
            : "With a passcode, use the server's host for passcodes.\n")
        + "With a certificate, stay here and give --cert and --key.";
  }
}
