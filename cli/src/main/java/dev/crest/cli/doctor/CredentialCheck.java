package dev.crest.cli.doctor;

import dev.crest.estclient.EstException;
import dev.crest.estclient.PlainAnswer;
import dev.crest.estwire.EstOperation;

/**
 * Whether the server takes the credential. It is sent with a body that is no certification request:
 * servers find out who is calling before they read (RFC 7030 §4.2.3), so that the answer tells what
 * they make of the credential, while nothing can be issued and no use is counted.
 */
final class CredentialCheck {
  private final Case known;

  CredentialCheck(Case known) {
    this.known = known;
  }

  Finding credential() throws InterruptedException {
    boolean passcode = known.setup().credential().isPresent();
    if (!passcode && known.identity.isEmpty()) {
      return Finding.skipped(
          Check.CREDENTIAL, "none is given (--passcode-file, or --cert and --key)");
    }
    if (!known.setup().probing()) {
      return Finding.skipped(Check.CREDENTIAL, "not tried, as you wish (--no-credential-probe)");
    }
    if (known.readsFirst) {
      return Finding.skipped(
          Check.CREDENTIAL,
          "the server reads a request before it asks who sends it, so that only enrolling would tell");
    }
    try {
      return told(known.known().build().probe(EstOperation.SIMPLEENROLL), passcode);
    } catch (EstException.Denied e) {
      return problem(
          e.getMessage() + ".",
          "Trust the server explicitly, with --trust-anchor or --fingerprint, or use a client"
              + " certificate.");
    } catch (EstException e) {
      return problem(
          "The server gave no answer to the credential: " + e.getMessage() + ".",
          passcode
              ? "Try again; if it stays so, tell the people of the server."
              : "It ends the connection where a certificate is shown that it does not take: have"
                  + " your certificate or its CA registered there, or use another one.");
    }
  }

  private Finding told(PlainAnswer answer, boolean passcode) {
    return switch (answer.status()) {
      case 401 -> passcode ? passcodeRefused(answer) : certificateRefused(answer);
      case 403 ->
          passcode && answer.authorized()
              ? problem(
                  "The passcode may not enrol here (HTTP status 403)" + said(answer),
                  "Use the URL of the policy that the passcode is for, or have it allowed there.")
              : certificateRefused(answer);
      case 404, 405, 501 ->
          Finding.warning(
              Check.CREDENTIAL,
              "There is no simpleenroll here, so that the credential is not tried" + said(answer),
              "Keys may be made by the server only under this policy: crest keygen.");
      case 429, 503 ->
          problem(
              "The server does not want to be asked now (HTTP status "
                  + answer.status()
                  + ")"
                  + said(answer),
              "Wait "
                  + answer
                      .retryAfter(known.setup().clock())
                      .map(TimeChecks::text)
                      .orElse("a few minutes")
                  + "; after many wrong passcodes a server shuts an address out for a while.");
      default -> taken(answer, passcode);
    };
  }

  private Finding taken(PlainAnswer answer, boolean passcode) {
    if (answer.status() < 400 || answer.status() >= 500) {
      return Finding.warning(
          Check.CREDENTIAL,
          "The answer does not tell whether it is taken (HTTP status "
              + answer.status()
              + ")"
              + said(answer),
          "Enrolling will tell.");
    }
    if (passcode && !answer.authorized()) {
      return Finding.ok(
          Check.CREDENTIAL,
          known.identity.isPresent()
              ? "the certificate is taken; no passcode was asked for"
              : "no passcode was asked for");
    }
    return Finding.ok(
        Check.CREDENTIAL,
        passcode
            ? "the passcode is taken; no use of it was spent"
            : "the certificate is taken; nothing was requested with it");
  }

  private static Finding passcodeRefused(PlainAnswer answer) {
    return problem(
        "The passcode is not taken" + said(answer),
        "It is misspelt, expired, used up, not valid yet, or of another policy; servers do not say"
            + " which. Compare it with the one of this policy, look up the reason in the server's audit"
            + " log, or ask for a new one. A passcode with a user name needs --user.");
  }

  private static Finding certificateRefused(PlainAnswer answer) {
    return problem(
        "The certificate is not taken (HTTP status " + answer.status() + ")" + said(answer),
        "It may be revoked, or not be one of those that may enrol here: have it, or its CA, added to"
            + " the authentication policy, and check that the URL is of the policy that it is for.");
  }

  private static String said(PlainAnswer answer) {
    return answer.said().map(text -> ". The server says: " + text).orElse(".");
  }

  private static Finding problem(String what, String cure) {
    return Finding.problem(Check.CREDENTIAL, what, cure);
  }
}
