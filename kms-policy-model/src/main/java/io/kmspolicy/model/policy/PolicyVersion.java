package io.kmspolicy.model.policy;

/**
 * The version of the policy language that a document states (rule 1.1).
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html">IAM
 *     JSON policy elements: Version</a>
 */
public enum PolicyVersion {
  /** No {@code Version} is written; AWS reads the document as {@link #V2008_10_17}. */
  UNSTATED(""),
  /** The old language: {@code ${...}} is literal text. */
  V2008_10_17("2008-10-17"),
  /** The current language, with policy variables. */
  V2012_10_17("2012-10-17");

  private final String text;

  PolicyVersion(String text) {
    this.text = text;
  }

  /** The version as a document writes it; empty for {@link #UNSTATED}. */
  public String text() {
    return text;
  }

  /** Whether {@code ${...}} in this version is a policy variable (rule 2.10). */
  public boolean hasVariables() {
    return this == V2012_10_17;
  }
}
