package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hostile shapes are legal: every quota of AWS is kept, and hardly anything is left of it. */
class HostileShapeTest {

  private static final int MAX_POLICY = 32_768;
  private static final int MAX_CONTEXT = 8_192;
  private static final String PAIR = "kms:encryptioncontext:";

  /** The length of the names and values of the encryption context. */
  private static int size(RequestContext context) {
    int size = 0;
    for (Map.Entry<String, ContextValue> entry : context.values().entrySet()) {
      if (entry.getKey().startsWith(PAIR)
          && entry.getValue() instanceof ContextValue.Present present) {
        size += entry.getKey().length() - PAIR.length();
        size += present.values().stream().mapToInt(String::length).sum();
      }
    }
    return size;
  }

  @ParameterizedTest
  @EnumSource
  void make_anyShape_keepsTheQuotas(HostileShape shape) {
    HostileCase made = shape.make(7, 100);

    assertThat(made.policyText().length()).isLessThanOrEqualTo(MAX_POLICY);
    assertThat(made.contexts()).hasSize(HostilePolicies.CONTEXTS).doesNotHaveDuplicates();
    assertThat(made.contexts())
        .allSatisfy(context -> assertThat(size(context)).isLessThanOrEqualTo(MAX_CONTEXT));
  }

  @ParameterizedTest
  @EnumSource
  void make_anotherNumber_makesOtherPolicies(HostileShape shape) {
    HostileCase one = shape.make(1, 100);
    HostileCase other = shape.make(2, 100);

    assertThat(one.key()).isNotEqualTo(other.key()).isEqualTo(shape.make(1, 100).key());
  }

  @Test
  void make_grants_hasAsManyAsWanted() {
    HostileCase made = HostileShape.GRANT_NAMES.make(1, 1_234);

    assertThat(((GrantLayer.Known) made.key().grants()).grants()).hasSize(1_234);
  }
}
