package io.kmspolicy.inputs.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The AWS managed policies that said nothing of KMS in any version up to 2026-09-16. Attached, they
 * neither allow nor deny a call of KMS. {@code scripts/list-managed-policies.py} makes the list.
 */
public final class PublishedPolicies {

  private static final String RESOURCE = "aws-managed-policies-without-kms.txt";
  private static final String PREFIX = "arn:aws:iam::aws:policy/";

  /** The paths and names, such as {@code service-role/AWSLambdaBasicExecutionRole}. */
  private static final Set<String> WITHOUT_KMS = read();

  private PublishedPolicies() {}

  /** Whether an ARN is that of one of these policies. */
  public static boolean saysNothingOfKms(String arn) {
    return arn.startsWith(PREFIX) && WITHOUT_KMS.contains(arn.substring(PREFIX.length()));
  }

  private static Set<String> read() {
    try (InputStream in = PublishedPolicies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
