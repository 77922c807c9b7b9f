package dev.crest.server.access;

import dev.crest.server.store.Actor;
import dev.crest.server.store.Principals.Principal;
import dev.crest.server.store.SessionRecords;
import dev.crest.server.store.SessionRecords.Method;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Sessions of people: the cookie holds 256 random bits, the store their SHA-256 alone. Whoever has
 * a role less or is switched off is so at the next request. Thread-safe.
 */
@Component
public final class Sessions {
  /** The prefix has browsers take it from this host alone, by TLS alone (RFC 6265bis §4.1.3). */
  public static final String COOKIE = "__Host-crest-session";

  private final SessionRecords records;
  private final AccessSettings settings;
  private final InstantSource clock;
  private final LastUse lastUse;

  Sessions(SessionRecords records, AccessSettings settings, InstantSource clock) {
    this.records = records;
    this.settings = settings;
    this.clock = clock;
    this.lastUse = new LastUse(clock, records::seen);
  }

  /**
   * A session.
   *
   * @param csrfToken what a change has to carry in {@code x-csrf-token}
   */
  public record Open(SessionRecords.Session session, Identity identity, String csrfToken) {
    @Override
    public String toString() {
      return "Open[" + session.id() + "]";
    }
  }

  /**
   * A session that was just begun.
   *
   * @param token what goes into the cookie
   */
  public record Begun(String token, Open open) {
    @Override
    public String toString() {
      return "Begun[" + open.session().id() + "]";
    }
  }

  /**
   * Begins a session of somebody who has proved who they are; always a new one, whatever cookie the
   * request had.
   */
  public Begun begin(Source source, Principal person, Method method) {
    var token = Tokens.next();
    var session =
        records.begin(
            source.anonymous(),
            new SessionRecords.Draft(
                Tokens.verifier(token), person.id(), method, source.userAgent()),
            clock.instant().plus(settings.sessionLength()));
    return new Begun(token, new Open(session, ApiKeys.identity(person), csrfToken(token)));
  }

  /** Finds the session of a cookie; empty if there is none, or it has ended. */
  Optional<Open> find(String token) {
    var now = clock.instant();
    var found =
        records
            .find(Tokens.verifier(token))
            .filter(each -> each.session().endsAt().isAfter(now))
            .filter(each -> each.session().lastSeen().plus(settings.sessionIdle()).isAfter(now))
            .filter(each -> each.principal().activeAt(now));
    found.ifPresent(
        each -> lastUse.keep(each.session().id(), Optional.of(each.session().lastSeen())));
    return found.map(
        each -> new Open(each.session(), ApiKeys.identity(each.principal()), csrfToken(token)));
  }

  /** Made of the cookie and nothing else: a foreign page knows neither. */
  private static String csrfToken(String token) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Tokens.verifier("csrf-token:" + token));
  }

  /** Returns somebody's sessions that have not ended, latest first. */
  public List<SessionRecords.Session> of(String principalId) {
    var now = clock.instant();
    return records.of(principalId).stream()
        .filter(each -> each.endsAt().isAfter(now))
        .filter(each -> each.lastSeen().plus(settings.sessionIdle()).isAfter(now))
        .toList();
  }

  /**
   * Ends one of somebody's sessions.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}
   */
  public void end(Actor actor, String principalId, String sessionId) {
    records.end(actor, principalId, sessionId);
  }

  /** Returns the value of {@code Set-Cookie} for a session. */
  public static String cookie(Begun begun) {
    return COOKIE + "=" + begun.token() + "; Path=/; Secure; HttpOnly; SameSite=Lax";
  }

  /** Returns the value of {@code Set-Cookie} that takes the cookie away. */
  public static String noCookie() {
    return COOKIE + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
  }
}
