package dev.crest.server.admin;

import dev.crest.server.access.LinkSignIn;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.RoleAssignment;
import java.util.List;
import java.util.Optional;

/** People in browsers: made, invited, signed in, with the cookie of their session. */
final class Browser {
  static final String PASSWORD = "A quiet river in May";

  private Browser() {}

  /** Returns the client whose session a reply began. */
  static ApiClient of(TestServer server, ApiReply reply) {
    return ApiClient.anonymous(server)
        .with("Cookie", cookie(reply))
        .with("x-csrf-token", reply.text("csrf_token"));
  }

  /** Returns what a browser sends back of {@code Set-Cookie}. */
  static String cookie(ApiReply reply) {
    return reply.headers().allValues("set-cookie").stream()
        .map(each -> each.split(";")[0])
        .filter(each -> each.startsWith("__Host-crest-session=") && !each.endsWith("="))
        .findFirst()
        .orElseThrow();
  }

  /** Makes a person who may do everything, with a password; returns the id. */
  static String administrator(TestServer server, String name) {
    return person(server, name, LinkSignIn.administrator());
  }

  /** Makes a person with a password; returns the id. */
  static String person(TestServer server, String name, List<RoleAssignment> roles) {
    var id =
        server
            .catalog()
            .principals()
            .create(
                Actor.system(),
                new Principals.Draft(
                    Principals.Kind.USER, name, "", "", Optional.empty(), Optional.empty(), roles));
    var link = server.server().signInLinks();
    var path =
        link.invite(Actor.system(), dev.crest.server.store.Oversight.everybody(), id, false).path();
    byLink(server, token(path), PASSWORD).expect(201);
    return id;
  }

  static String token(String path) {
    return path.substring(path.indexOf('=') + 1);
  }

  static ApiReply byLink(TestServer server, String token, String password) {
    return ApiClient.anonymous(server)
        .post(
            "/session/one-time", "{\"token\":\"" + token + "\",\"password\":\"" + password + "\"}");
  }

  static ApiReply signIn(TestServer server, String name, String password) {
    return signIn(server, name, password, "");
  }

  /**
   * @param more further fields, each with a comma before it
   */
  static ApiReply signIn(TestServer server, String name, String password, String more) {
    return ApiClient.anonymous(server)
        .post(
            "/session",
            "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"" + more + "}");
  }
}
