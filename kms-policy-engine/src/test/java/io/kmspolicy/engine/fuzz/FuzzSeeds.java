package io.kmspolicy.engine.fuzz;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.writer.GrantWriter;
import io.kmspolicy.model.writer.PolicyWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The inputs that fuzzing begins with: the corpus of scenarios, its parts, and found inputs. */
final class FuzzSeeds {

  private FuzzSeeds() {}

  /** The files of a target under {@code fuzz}. */
  static List<byte[]> found(FuzzTarget target) {
    List<byte[]> inputs = new ArrayList<>();
    for (Path file : files("/fuzz/" + target.name().toLowerCase(Locale.ROOT))) {
      inputs.add(bytes(file));
    }
    return inputs;
  }

  /** All inputs of a target. */
  static List<byte[]> of(FuzzTarget target) {
    List<byte[]> inputs = found(target);
    switch (target) {
      case SCENARIO, TABLES -> lines().forEach(line -> inputs.add(utf8(line)));
      case POLICY -> scenarios().forEach(scenario -> addPolicies(scenario, inputs));
      case GRANTS -> scenarios().forEach(scenario -> addGrants(scenario, inputs));
      case KEYS, GLOB -> {} // have files only
    }
    return inputs;
  }

  private static void addPolicies(Scenario scenario, List<byte[]> inputs) {
    if (scenario.policies().key() instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        inputs.add(utf8(PolicyWriter.compact().write(policy.document())));
      }
    }
  }

  private static void addGrants(Scenario scenario, List<byte[]> inputs) {
    if (scenario.policies().grants() instanceof GrantLayer.Known known
        && !known.grants().isEmpty()) {
      inputs.add(utf8(GrantWriter.compact().write(known.grants())));
    }
  }

  private static List<Scenario> scenarios() {
    ScenarioReader reader = ScenarioReader.create();
    return lines().stream().map(reader::read).toList();
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Path file : files("/corpus")) {
      new String(bytes(file), StandardCharsets.UTF_8).lines().forEach(lines::add);
    }
    return lines;
  }

  private static List<Path> files(String directory) {
    URL url = FuzzSeeds.class.getResource(directory);
    if (url == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
