import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A step of the build: turns the API's description from YAML into compact JSON. Arguments: from, to. */
final class PackDescription {
  private PackDescription() {}

  public static void main(String[] arguments) throws IOException {
    var from = Path.of(arguments[0]);
    var to = Path.of(arguments[1]);
    JsonNode description = new YAMLMapper().readTree(Files.readAllBytes(from));
    if (!description.path("paths").isObject() || !(description instanceof ObjectNode)) {
      throw new IOException(from + " describes no API");
    }
    Files.createDirectories(to.getParent());
    Files.write(to, new JsonMapper().writeValueAsBytes(description));
  }
}
