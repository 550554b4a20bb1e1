package io.kmspolicy.lint.analysis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of the AWS managed policies that have statements about KMS. */
public final class AwsManagedPolicies {

  private static final String RESOURCE = "aws-managed-policies.txt";
  private static final Set<String> NAMES = read();

  private AwsManagedPolicies() {}

  /** Whether a file has the name of an AWS managed policy, with or without {@code .json}. */
  public static boolean isNameOf(String source) {
    String name = source.substring(source.replace('\\', '/').lastIndexOf('/') + 1);
    return NAMES.contains(
        name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name);
  }

  private static Set<String> read() {
    try (InputStream in = AwsManagedPolicies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines.lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
