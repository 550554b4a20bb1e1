package io.kmspolicy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.collect.Journal.Origin;
import io.kmspolicy.collect.aws.ControlType;
import io.kmspolicy.collect.aws.LayerReading;
import io.kmspolicy.collect.aws.Subject;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders are published whole, and nothing else is touched. */
class CollectedDirectoryTest {

  private static final Origin ORIGIN = new Origin("111122223333", "aws", "");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Subject ROLE = new Subject.Role("App");
  private static final Subject SCP = new Subject.Control(ControlType.SERVICE_CONTROL);

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private CollectedDirectory begun() throws IOException {
    CollectedDirectory directory = CollectedDirectory.open(out(), ORIGIN);
    directory.begin(NOW);
    return directory;
  }

  private static LayerReading read(String... files) {
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    for (String file : files) {
      texts.put(file, file.endsWith("/") ? "" : "{}");
    }
    return new LayerReading("identity", texts, "");
  }

  @Test
  @DisplayName("A folder takes the place of the one before: no file of that stays")
  void publish_again_replacesTheFolder() throws IOException {
    try (CollectedDirectory directory = begun()) {
      directory.publish(ROLE, List.of(read("identity/a.json", "boundary.json")), NOW);
      directory.publish(ROLE, List.of(read("identity/")), NOW);
    }
    Path role = out().resolve("111122223333/roles/App");
    assertThat(role.resolve("identity")).isEmptyDirectory();
    assertThat(role.resolve("boundary.json")).doesNotExist();
  }

  @Test
  @DisplayName("A folder that fails while it is written leaves the one before and no entry")
  void publish_failing_leavesWhatWasThere() throws IOException {
    try (CollectedDirectory directory = begun()) {
      directory.publish(ROLE, List.of(read("role.json")), NOW);
      LayerReading twice = read("role.json");
      assertThatThrownBy(() -> directory.publish(ROLE, List.of(twice, twice), NOW))
          .isInstanceOf(IOException.class);
    }
    assertThat(out().resolve("111122223333/roles/App/role.json")).exists();
  }

  @Test
  @DisplayName("Organization policies that were refused leave no folder: an empty one means none")
  void publish_refusedControl_leavesNoFolder() throws IOException {
    try (CollectedDirectory directory = begun()) {
      directory.publish(SCP, List.of(new LayerReading("scp", Map.of(), "")), NOW);
      assertThat(out().resolve("111122223333/service-control")).isEmptyDirectory();
      directory.publish(SCP, List.of(new LayerReading("scp", Map.of(), "no")), NOW);
    }
    assertThat(out().resolve("111122223333/service-control")).doesNotExist();
  }

  @Test
  @DisplayName("The number of files is stated when the pass is finished, and not before")
  void finish_pass_statesTheFiles() throws IOException {
    Path properties = out().resolve("directory.properties");
    try (CollectedDirectory directory = begun()) {
      directory.publish(ROLE, List.of(read("role.json", "identity/a.json")), NOW);
      assertThat(properties).doesNotExist();
      directory.finish(
          new DirectoryFiles(
              "111122223333",
              Optional.of("o-a1b2c3d4e5"),
              List.of("session"),
              Optional.of(NOW),
              List.of()),
          NOW);
    }
    assertThat(properties)
        .content()
        .contains("files = 2\n", "organization = o-a1b2c3d4e5\n", "none = session\n")
        .contains("principals = complete as of 2026-01-01T00:00:00Z\n");
    try (CollectedDirectory directory = begun()) {
      assertThat(directory.isDone(ROLE)).isFalse();
      assertThat(properties).doesNotExist();
    }
  }

  @Test
  @DisplayName("A folder of somebody else is refused and stays as it is")
  void open_foreignFolder_isRefused() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> CollectedDirectory.open(out(), ORIGIN))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds files that `collect` has not written");
    assertThat(out()).isDirectoryNotContaining("glob:**.collect");
  }

  @Test
  @DisplayName("Two runs at a time, and two accounts or addresses, are refused")
  void open_inUseOrOther_isRefused() throws IOException {
    CollectedDirectory directory = begun();
    assertThatThrownBy(() -> CollectedDirectory.open(out(), ORIGIN))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("another `collect` is writing to it");
    directory.close();
    for (Origin other :
        List.of(
            new Origin("444455556666", "aws", ""),
            new Origin("111122223333", "aws", "http://127.0.0.1:5000"))) {
      assertThatThrownBy(() -> CollectedDirectory.open(out(), other))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("was collected from account 111122223333");
    }
  }
}
