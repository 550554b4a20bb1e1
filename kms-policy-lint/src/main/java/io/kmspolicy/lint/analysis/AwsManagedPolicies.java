package io.kmspolicy.lint.analysis;

/** The AWS managed policies that have statements about KMS. */
public final class AwsManagedPolicies {

  private static final String JSON = ".json";

  private AwsManagedPolicies() {}

  /** Whether a file has the name of an AWS managed policy, with or without {@code .json}. */
  public static boolean isNameOf(String source) {
    String name = source.substring(source.replace('\\', '/').lastIndexOf('/') + 1);
    return NameList.MANAGED_POLICIES.has(
        name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name);
  }
}
