package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Permission;
import dev.crest.server.access.Role;
import dev.crest.server.admin.ApiDescription.Operation;
import dev.crest.server.road.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Tries every operation as every role, in the own division, in another one and in another account,
 * against the table of docs/guides/roles.md, which people read.
 */
class RoleTableTest {
  private static final Path TABLE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/guides/roles.md");
  private static final String NOBODY = "00000000-0000-7000-8000-000000000000";

  private static TestServer server;
  private static ApiDescription description;
  private static Map<Role, Set<String>> table;
  private static Set<String> accountWide;
  private static final Map<Role, ApiClient> WHOLE = new EnumMap<>(Role.class);
  private static final Map<Role, ApiClient> LIMITED = new EnumMap<>(Role.class);

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.withApi();
    description =
        new ApiDescription(ApiClient.anonymous(server).get("/openapi").expect(200).json());
    read();
    for (var role : Role.values()) {
      WHOLE.put(role, ApiClient.as(server, role));
      LIMITED.put(role, ApiClient.as(server, role, server.divisionId()));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void read() throws IOException {
    var rows =
        Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("|---"))
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .toList();
    var roles = rows.getFirst();
    var permitted = new HashMap<Role, Set<String>>();
    for (int column = 2; column < roles.size() - 1; column++) {
      int at = column;
      permitted.put(
          Role.valueOf(roles.get(column).toUpperCase(Locale.ROOT)),
          rows.stream()
              .skip(1)
              .filter(row -> row.get(at).equals("yes"))
              .map(row -> row.get(1).replace(" *", ""))
              .collect(Collectors.toSet()));
    }
    table = permitted;
    accountWide =
        rows.stream()
            .skip(1)
            .map(row -> row.get(1))
            .filter(name -> name.endsWith(" *"))
            .map(name -> name.replace(" *", ""))
            .collect(Collectors.toSet());
  }

  private static List<Operation> guarded() {
    return description.operations().stream()
        .filter(operation -> operation.permission().isPresent())
        .toList();
  }

  @Test
  @DisplayName("the table names every role and every permission")
  void whole() throws IOException {
    assertThat(table.keySet()).containsExactlyInAnyOrder(Role.values());
    var text = Files.readString(TABLE);
    for (var permission : Permission.values()) {
      assertThat(text).contains("\n| " + permission.name().toLowerCase(Locale.ROOT) + " ");
    }
  }

  @Test
  @DisplayName("every operation is permitted to exactly the roles of the table")
  void operations() {
    assertThat(guarded()).isNotEmpty();
    var wrong = new TreeMap<String, String>();
    for (var operation : guarded()) {
      var permission = operation.permission().orElseThrow();
      for (var role : Role.values()) {
        boolean permitted = table.get(role).contains(permission);
        note(wrong, operation, role + " in the account", permitted, WHOLE.get(role));
        note(
            wrong,
            operation,
            role + " in a division",
            permitted && !accountWide.contains(permission),
            LIMITED.get(role));
        note(
            wrong,
            operation,
            role + " in another account",
            false,
            WHOLE.get(role).with("x-account-id", NOBODY));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void note(
      Map<String, String> wrong,
      Operation operation,
      String who,
      boolean permitted,
      ApiClient client) {
    var reply = send(operation, client);
    boolean refusedByRole =
        reply.status() == 403 && reply.text("type").equals("urn:crest:problem:role");
    if (permitted == refusedByRole || reply.status() == 401) {
      wrong.put(
          operation.id() + " as " + who,
          reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8));
    }
  }

  @Test
  @DisplayName("without a key every guarded operation asks for one")
  void anonymous() {
    for (var operation : guarded()) {
      assertThat(send(operation, ApiClient.anonymous(server)).status())
          .as(operation.id())
          .isEqualTo(401);
    }
  }

  /**
   * Sends something that changes nothing even where it is permitted: to an id that does not exist.
   */
  private static ApiReply send(Operation operation, ApiClient client) {
    var path = operation.path().replaceAll("\\{[^}]*}", NOBODY);
    Optional<String> body =
        description
            .bodySchema(operation)
            .map(_ -> "{\"no_such_field\":" + new Random(1).nextInt(9) + "}");
    return client.send(operation.method(), path, body);
  }
}
