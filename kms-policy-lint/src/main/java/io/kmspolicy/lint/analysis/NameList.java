package io.kmspolicy.lint.analysis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** A list of names that AWS publishes, one on each line of a resource. */
public enum NameList {
  /** The AWS managed policies that have statements about KMS. */
  MANAGED_POLICIES("aws-managed-policies.txt"),
  /** Service principals, without {@code .amazonaws.com}; not complete. */
  SERVICE_PRINCIPALS("service-principals.txt"),
  /** Regions; not complete, because AWS opens new ones. */
  REGIONS("regions.txt");

  private final Set<String> names;

  NameList(String resource) {
    this.names = read(resource);
  }

  private static Set<String> read(String resource) {
    try (InputStream in = NameList.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      Set<String> names = new LinkedHashSet<>();
      lines.lines().forEach(names::add);
      return Collections.unmodifiableSet(names); // in the order of the list
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the list has a name. */
  public boolean has(String name) {
    return names.contains(name);
  }

  /** The names, in the order of the list. */
  public Set<String> names() {
    return names;
  }
}
