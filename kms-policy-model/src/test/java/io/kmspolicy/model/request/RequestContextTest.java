package io.kmspolicy.model.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many keys in one context, also with equal hash codes: callers choose the names of pairs. */
class RequestContextTest {

  private static final String PAIR = "kms:encryptioncontext:";

  /** Names of equal hash codes: {@code "ao"} and {@code "c1"} have one. */
  private static List<String> colliding(int doublings) {
    List<String> names = List.of(PAIR);
    for (int i = 0; i < doublings; i++) {
      List<String> longer = new ArrayList<>();
      for (String name : names) {
        longer.add(name + "ao");
        longer.add(name + "c1");
      }
      names = longer;
    }
    return names;
  }

  private static RequestContext holding(List<String> names) {
    RequestContext.Builder builder = RequestContext.builder();
    names.forEach(name -> builder.put(name, "value of " + name));
    return builder.build();
  }

  private static void assertFinds(List<String> names) {
    RequestContext context = holding(names);
    for (String name : names) {
      assertThat(context.get(new String(name.toCharArray())))
          .isEqualTo(ContextValue.of("value of " + name));
    }
  }

  @Test
  @DisplayName("3.2: the value of each of 10,000 keys is found")
  void get_manyKeys_findsEach() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      names.add(PAIR + i);
    }
    assertFinds(names);

    assertThat(holding(names).get(PAIR + "other")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("3.2: the value of each of 1,024 keys with equal hash codes is found")
  void get_equalHashCodes_findsEach() {
    List<String> names = colliding(10);
    assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
    assertFinds(names);

    List<String> all = new ArrayList<>(names);
    String other = all.remove(500);
    assertThat(holding(all).get(other)).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("6.12: a pair may be missing from the list if its value or its prefix is unknown")
  void mayHoldOthersUnder_unknownPairs_isTrue() {
    RequestContext known = holding(List.of(PAIR + "a", "aws:username", "kms:zone"));

    assertThat(known.mayHoldOthersUnder(PAIR)).isFalse();
    assertThat(known.toBuilder().unknown("kms:zone").unknown("aws:userid").build())
        .matches(context -> !context.mayHoldOthersUnder(PAIR));
    assertThat(known.toBuilder().unknown(PAIR + "b").build())
        .matches(context -> context.mayHoldOthersUnder(PAIR));
    assertThat(known.toBuilder().unknown("kms:*").build())
        .matches(context -> context.mayHoldOthersUnder(PAIR));
  }
}
