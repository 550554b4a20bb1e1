package io.kmspolicy.lint.fix;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import java.util.List;

/**
 * Conditions on the encryption context of S3 that name objects. With an S3 Bucket Key, S3 sends the
 * ARN of the bucket instead.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-bucket-key.html">
 *     Configuring an S3 Bucket Key</a>
 */
final class BucketKeys {

  static final String NOTE =
      "the condition names objects: if the bucket has an S3 Bucket Key, the encryption context of"
          + " S3 has the ARN of the bucket, such as arn:aws:s3:::BUCKET";

  private static final String KEY = "kms:EncryptionContext:aws:s3:arn";

  private BucketKeys() {}

  /** Whether a condition fails for a bucket with such a key. */
  static boolean isNotMet(Condition test) {
    return isNotMet(
        test.operator().text(),
        test.key(),
        test.values().stream().map(ConditionValue::text).toList());
  }

  static boolean isNotMet(String operator, String key, List<String> wanted) {
    return KEY.equalsIgnoreCase(key)
        && !operator.contains("Not")
        && !wanted.isEmpty()
        && wanted.stream().allMatch(value -> value.contains("/"));
  }
}
