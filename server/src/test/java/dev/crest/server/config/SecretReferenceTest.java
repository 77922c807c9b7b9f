package dev.crest.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  @Test
  @DisplayName("a secret comes from the environment or a file, one final line break left out")
  void resolves(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "s3cret \n");
    assertThat(new SecretReference("env:PW").resolve(Map.of("PW", "x"))).isEqualTo("x");
    assertThat(new SecretReference("file:" + file).resolve(Map.of())).isEqualTo("s3cret ");
  }

  @Test
  @DisplayName("a secret written in place of a reference is refused, and never repeated")
  void notAReference() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretReference("hunter2"))
        .withMessageNotContaining("hunter2");
  }

  @Test
  @DisplayName("what cannot be read names the reference")
  void unreadable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretReference("env:NOT_THERE").resolve(Map.of()))
        .withMessageContaining("NOT_THERE");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretReference("file:/nonexistent").resolve(Map.of()))
        .withMessageContaining("/nonexistent");
  }
}
