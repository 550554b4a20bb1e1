package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.resource.KeyMetadata;

/**
 * Reads key metadata in the format of {@code DescribeKey}: a whole response, or the {@code
 * KeyMetadata} in it. Members that do not affect authorization are skipped, known or not, because
 * AWS adds members to the response over time.
 *
 * <pre>{@code
 * KeyMetadata key = KeyMetadataReader.create().source("key.json").read(bytes);
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html">AWS KMS
 *     API: DescribeKey</a>
 */
public final class KeyMetadataReader {

  private final String source;

  private KeyMetadataReader(String source) {
    this.source = source;
  }

  /** A reader of key metadata. */
  public static KeyMetadataReader create() {
    return new KeyMetadataReader("");
  }

  /** The same reader with a name for the text, such as a file, for messages. */
  public KeyMetadataReader source(String name) {
    return new KeyMetadataReader(name);
  }

  /**
   * Reads the metadata of a key.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public KeyMetadata read(String text) {
    return read(SourceText.of(source, 1, text, JsonLimits.POLICY_CHARACTERS));
  }

  /**
   * Reads the metadata of a key in UTF-8.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public KeyMetadata read(byte[] utf8) {
    return read(SourceText.of(source, 1, utf8, JsonLimits.POLICY_CHARACTERS));
  }

  private static KeyMetadata read(SourceText text) {
    return JsonCursor.read(text, "the text", KeyMetadataParser::parse);
  }
}
