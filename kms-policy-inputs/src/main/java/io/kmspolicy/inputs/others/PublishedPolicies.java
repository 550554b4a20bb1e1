package io.kmspolicy.inputs.others;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of AWS that say nothing of KMS: AWS managed policies that said nothing in any
 * version up to 2026-09-16, and policy templates of the Serverless Application Model (SAM).
 * Attached, they neither allow nor deny a call of KMS. {@code scripts/list-policies-without-kms.py}
 * makes the lists.
 */
public final class PublishedPolicies {

  private static final String PREFIX = "arn:aws:iam::aws:policy/";

  /** The paths and names, such as {@code service-role/AWSLambdaBasicExecutionRole}. */
  private static final Set<String> MANAGED = read("aws-managed-policies-without-kms.txt");

  private static final Set<String> TEMPLATES = read("serverless-policy-templates-without-kms.txt");

  /** The paths and names of the managed policies, by name. */
  private static final Map<String, String> BY_NAME = byName();

  private PublishedPolicies() {}

  /** Whether an ARN is that of a managed policy of the list. */
  public static boolean saysNothingOfKms(String arn) {
    return arn.startsWith(PREFIX) && MANAGED.contains(arn.substring(PREFIX.length()));
  }

  /** The path and name of a managed policy of the list; empty for another name. */
  public static Optional<String> path(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether a policy template of SAM is in the list. */
  public static boolean isTemplateWithoutKms(String name) {
    return TEMPLATES.contains(name);
  }

  private static Map<String, String> byName() {
    Map<String, String> paths = new HashMap<>();
    MANAGED.forEach(path -> paths.put(path.substring(path.lastIndexOf('/') + 1), path));
    return Map.copyOf(paths);
  }

  private static Set<String> read(String resource) {
    try (InputStream in = PublishedPolicies.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
