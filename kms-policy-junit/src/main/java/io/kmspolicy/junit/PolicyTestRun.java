package io.kmspolicy.junit;

import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.coverage.CoverageJson;
import io.kmspolicy.testing.coverage.CoveragePage;
import io.kmspolicy.testing.coverage.CoverageRecorder;
import io.kmspolicy.testing.coverage.CoverageReport;
import io.kmspolicy.testing.coverage.CoverageText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.AssertionFailedError;

/**
 * The policies of one run of the tests, and their coverage. Jupiter closes the run after the last
 * test; an exception then fails the run.
 */
final class PolicyTestRun implements AutoCloseable {

  private static final Namespace NAMESPACE = Namespace.create(PolicyTestRun.class);

  private final CoverageSettings settings;
  private final CoverageRecorder coverage = new CoverageRecorder();
  private final Map<Source, Policies> loaded = new LinkedHashMap<>();

  /** Where policies come from. */
  private record Source(Path path, String key) {}

  private PolicyTestRun(CoverageSettings settings) {
    this.settings = settings;
  }

  /** The run to which a context belongs. */
  static PolicyTestRun of(ExtensionContext context) {
    ExtensionContext root = context.getRoot();
    return root.getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            PolicyTestRun.class,
            key -> new PolicyTestRun(CoverageSettings.of(root)),
            PolicyTestRun.class);
  }

  /** The policies of an annotation; classes that name the same files share them. */
  synchronized Policies policies(Path path, PolicyTest annotation) {
    Source source = new Source(path.toAbsolutePath().normalize(), annotation.key());
    return loaded.computeIfAbsent(
        source,
        of -> {
          Policies policies =
              Policies.load(of.path(), annotation.value(), of.key()).observedBy(coverage::add);
          coverage.add(policies);
          return policies;
        });
  }

  /** Reports the coverage. */
  @Override
  public synchronized void close() throws IOException {
    if (loaded.isEmpty()) {
      return;
    }
    CoverageReport report = coverage.report();
    StringBuilder text = new StringBuilder(CoverageText.of(report));
    Optional<Path> folder = settings.folder();
    if (folder.isPresent()) {
      Path page = write(folder.get(), report);
      text.append("the page: ").append(page).append('\n');
    }
    System.out.print(text);
    Optional<String> shortfall = settings.minimum().flatMap(report::shortfall);
    if (shortfall.isPresent()) {
      throw new AssertionFailedError(shortfall.get());
    }
  }

  private Path write(Path folder, CoverageReport report) throws IOException {
    Files.createDirectories(folder);
    String title =
        String.join(", ", loaded.values().stream().map(Policies::name).sorted().toList());
    Files.writeString(folder.resolve("policy-coverage.json"), CoverageJson.of(report));
    return Files.writeString(
        folder.resolve("policy-coverage.html"), CoveragePage.of(title, report));
  }
}
