package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.JsonLimits;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads policy documents strictly. Anything that the grammar of the policy type does not define is
 * rejected with its location, nothing is dropped, and no partial result is returned. Statements,
 * actions, resources and condition keys keep their source locations.
 *
 * <pre>{@code
 * PolicyReader reader = PolicyReader.forType(PolicyType.KEY);
 * PolicyDocument document = reader.source("key-policy.json").read(bytes);
 * }</pre>
 *
 * <p>Restrictions that AWS applies only when a policy is saved (sizes, the characters of a {@code
 * Sid}, an old {@code Version}) are not checked. Immutable and safe to share between threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar
 *     of the IAM JSON policy language</a>
 */
public final class PolicyReader {

  private final PolicyType type;
  private final String source;
  private final boolean hasOpaqueParts;

  private PolicyReader(PolicyType type, String source, boolean hasOpaqueParts) {
    this.type = type;
    this.source = source;
    this.hasOpaqueParts = hasOpaqueParts;
  }

  /** A reader of policies of this type. */
  public static PolicyReader forType(PolicyType type) {
    return new PolicyReader(type, "", false);
  }

  /** The same reader with a name for the text, such as a file, for locations and messages. */
  public PolicyReader source(String name) {
    return new PolicyReader(type, name, hasOpaqueParts);
  }

  /**
   * The same reader for documents whose source leaves values open. A statement with an opaque part
   * is read as what it says for every value, and as what it may say under a test whose result is
   * not known (rule 1.13); both have the location of the statement. Every other reader takes the
   * characters of an opaque part as text.
   *
   * @see io.kmspolicy.model.json.OpaqueText
   */
  public PolicyReader withOpaqueParts() {
    return new PolicyReader(type, source, true);
  }

  /**
   * Reads a document.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public PolicyDocument read(String text) {
    return read(SourceText.of(source, 1, text, JsonLimits.POLICY_CHARACTERS));
  }

  /**
   * Reads a document in UTF-8, or in UTF-16 with a byte order mark.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public PolicyDocument read(byte[] utf8) {
    return read(SourceText.of(source, 1, utf8, JsonLimits.POLICY_CHARACTERS));
  }

  /**
   * Reads a document from a stream, as {@link #read(byte[])}. Does not close the stream.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   * @throws IOException if the stream fails
   */
  public PolicyDocument read(InputStream utf8) throws IOException {
    return read(SourceText.of(source, 1, utf8, JsonLimits.POLICY_CHARACTERS));
  }

  private PolicyDocument read(SourceText text) {
    return JsonCursor.read(
        text, "the policy", cursor -> DocumentParser.parse(cursor, type, hasOpaqueParts));
  }
}
