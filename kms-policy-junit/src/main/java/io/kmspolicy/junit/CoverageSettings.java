package io.kmspolicy.junit;

import io.kmspolicy.testing.coverage.CoverageReport;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The configuration parameters of policy coverage.
 *
 * @param minimum the smallest share in percent that does not fail the run
 * @param folder the folder of the reports
 */
record CoverageSettings(Optional<BigDecimal> minimum, Optional<Path> folder) {

  static final String MINIMUM = "kmspolicy.coverage.minimum";
  static final String FOLDER = "kmspolicy.coverage.directory";

  /** Writes no reports. */
  private static final String NONE = "none";

  private static final String REPORTS = "kms-policy";

  static CoverageSettings of(ExtensionContext root) {
    Optional<BigDecimal> minimum;
    try {
      minimum = root.getConfigurationParameter(MINIMUM).map(CoverageReport::minimum);
    } catch (IllegalArgumentException invalid) {
      throw new IllegalArgumentException(MINIMUM + ": " + invalid.getMessage(), invalid);
    }
    Optional<String> folder = root.getConfigurationParameter(FOLDER);
    return folder.isPresent()
        ? new CoverageSettings(minimum, folder.filter(name -> !name.equals(NONE)).map(Path::of))
        : new CoverageSettings(minimum, usualFolder());
  }

  /** The folder in which Maven or Gradle builds, if there is one. */
  private static Optional<Path> usualFolder() {
    for (String build : new String[] {"target", "build"}) {
      if (Files.isDirectory(Path.of(build))) {
        return Optional.of(Path.of(build, REPORTS));
      }
    }
    return Optional.empty();
  }
}
