package io.kmspolicy.collect.aws;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Checks that a policy directory can be read with a text in it. */
final class CheckedText {

  private static final int MAX_BYTES = 1 << 20;

  private CheckedText() {}

  /**
   * The text of a policy, unchanged.
   *
   * @throws RefusedException if it is not a policy of this type
   */
  static String policy(PolicyType type, String name, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new RefusedException(name + ": is larger than a file of a policy directory may be");
    }
    return of(name, text, PolicyReader.forType(type)::read);
  }

  /**
   * A text, unchanged.
   *
   * @throws RefusedException if the reader refuses it
   */
  static String of(String name, String text, Consumer<String> reader) {
    try {
      reader.accept(text);
      return text;
    } catch (PolicySyntaxException refused) {
      throw new RefusedException(name + ": cannot be read: " + refused.problems().get(0));
    }
  }
}
