package io.kmspolicy.engine.match;

import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource.UnknownKey;
import java.util.List;

/**
 * Matches a resource pattern against a key of which at most partition, Region and account are known
 * (rule 6.1).
 */
final class UnknownKeyArnMatcher {

  private static final int ACCOUNT = 4;

  private final UnknownKey key;

  UnknownKeyArnMatcher(UnknownKey key) {
    this.key = key;
  }

  MatchResult match(List<Glob> fields, PolicyType type) {
    List<String> known = List.of("arn", key.partition(), "kms", key.region(), key.accountId());
    boolean whole = fields.size() == ArnPattern.FIELDS && type != PolicyType.RESOURCE_CONTROL;
    for (int i = 0; i < Math.min(fields.size(), known.size()); i++) {
      Glob field = fields.get(i);
      // In a pattern with fewer fields, a final `*` of a field may match across colons (rule 2.3).
      boolean spans = fields.size() < ArnPattern.FIELDS && field.endsWithRun();
      if (spans) {
        return MatchResult.INDETERMINATE;
      }
      String text = known.get(i);
      if (text.isEmpty()) { // not known from the request
        whole &= i == ACCOUNT && field.isAnything();
        continue;
      }
      if (!field.matches(text, 0, text.length(), true)) {
        return MatchResult.NO_MATCH;
      }
      whole &= field.matches(text) && (i != 2 || field.isLiteral());
    }
    if (fields.size() < ArnPattern.FIELDS) {
      return MatchResult.INDETERMINATE;
    }
    Glob name = fields.get(ArnPattern.FIELDS - 1);
    if (!name.canBegin("key/")) {
      return MatchResult.NO_MATCH;
    }
    return whole && isEveryKey(name) ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private static boolean isEveryKey(Glob name) {
    boolean everyId = name.length() == 5 && name.isRun(4) && name.matches("key/x");
    return name.isAnything() || everyId;
  }
}
