package dev.crest.cli.describe;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as its description (OpenAPI 3.1, in JSON) has it. Immutable. */
public final class ApiDescription {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final List<Operation> operations;
  private final Schemas schemas;

  private ApiDescription(List<Operation> operations, Schemas schemas) {
    this.operations = List.copyOf(operations);
    this.schemas = schemas;
  }

  /** Returns the description that this program was built with. */
  public static ApiDescription packaged() {
    try (var stream = ApiDescription.class.getResourceAsStream("openapi.json")) {
      if (stream == null) {
        throw new IllegalStateException("built without a description of the API");
      }
      return read(stream);
    } catch (IOException e) {
      throw new IllegalStateException("the description of the API cannot be read", e);
    }
  }

  /** Reads a description; the stream is left open. */
  public static ApiDescription read(InputStream json) {
    var root = new JsonMapper().readTree(json);
    var schemas = new Schemas(root.path("components").path("schemas"));
    var operations = new ArrayList<Operation>();
    for (var path : root.path("paths").properties()) {
      JsonNode shared = path.getValue().path("parameters");
      for (var entry : path.getValue().properties()) {
        if (METHODS.contains(entry.getKey())) {
          operations.add(
              new Operation(entry.getKey(), path.getKey(), entry.getValue(), shared, schemas));
        }
      }
    }
    return new ApiDescription(operations, schemas);
  }

  /** Returns all operations, in the order of the description. */
  public List<Operation> operations() {
    return operations;
  }

  /** Returns the values that any schema gives to a property of this name as a closed set. */
  public Set<String> constants(String property) {
    return schemas.constants(property);
  }
}
