package io.kmspolicy.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.mapping.RequestMembers.Entry;
import io.kmspolicy.model.catalogue.Confidence;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pairs of a request are read once, however many conditions ask for one. */
class CallMembersTest {

  private static final int PAIRS = 10_000;
  private static final int TESTS = 80;

  private static final String SOURCE = "sourceEncryptionContext";
  private static final String DESTINATION = "destinationEncryptionContext";

  private static final ContextMapping PAIR_VALUES = pairsOf("encryptionContext");

  private static ContextMapping pairsOf(String member) {
    return new ContextMapping(
        "kms:EncryptionContext:${key}",
        List.of(member),
        ContextMapping.Rule.ENTRIES,
        ContextMapping.WhenAbsent.ABSENT,
        "",
        List.of(),
        Confidence.DOCUMENTED);
  }

  /**
   * A request that has every member, with pairs.
   *
   * @param ofMember the pairs of a member
   */
  private record Pairs(Function<String, List<Entry>> ofMember) implements RequestMembers {

    @Override
    public Optional<Object> value(String path) {
      return Optional.of(path);
    }

    @Override
    public Optional<Object> given(String path) {
      return value(path);
    }

    @Override
    public Optional<String> text(String path) {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> withoutBytes() {
      return Map.of();
    }

    @Override
    public List<Entry> entries(Object value) {
      return ofMember.apply(RequestMembers.textOf(value));
    }
  }

  private static CallMembers of(RequestMembers request) {
    return new CallMembers(
        new InterceptedCall(
            PlannedOperation.all(KmsCatalogue.bundled()).get("Encrypt"),
            request,
            (Caller.AccountCaller) Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "aws",
            "us-west-2",
            false,
            RequestContext.empty()));
  }

  @Test
  @DisplayName("80 tests against 10,000 pairs read each pair once")
  void values_manyTestsAndPairs_readsEachPairOnce() {
    List<Entry> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      pairs.add(new Entry("Name-" + i, "v" + i));
    }
    AtomicInteger reads = new AtomicInteger();
    CallMembers members =
        of(
            new Pairs(
                member -> {
                  reads.addAndGet(pairs.size());
                  return pairs;
                }));
    for (int test = 0; test < TESTS; test++) {
      assertThat(members.values(PAIR_VALUES, "name-" + test)).containsExactly("v" + test);
    }

    assertThat(members.entries(PAIR_VALUES)).hasSize(PAIRS);
    assertThat(reads).hasValue(PAIRS);
  }

  @Test
  @DisplayName("3.2: few pairs or many, a name has the values of all its spellings, in their order")
  void values_anyNumberOfPairs_areThoseOfAllSpellings() {
    List<Entry> pairs = new ArrayList<>();
    for (String name : List.of("a", "B", "A", "c", "b", "D", "a")) {
      pairs.add(new Entry(name, name + pairs.size()));
      CallMembers members = of(new Pairs(member -> List.copyOf(pairs)));

      for (String asked : List.of("a", "b", "c", "d", "A", "")) {
        List<String> expected = new ArrayList<>();
        for (Entry pair : pairs) {
          if (pair.name().toLowerCase(Locale.ROOT).equals(asked)) {
            expected.add(pair.value());
          }
        }
        assertThat(members.values(PAIR_VALUES, asked)).isEqualTo(expected);
      }
    }
  }

  @Test
  @DisplayName("A log and an explanation read a call on threads of their own at the same time")
  void values_otherThreadReadsMeanwhile_areSeenByBoth() {
    AtomicReference<CallMembers> members = new AtomicReference<>();
    List<String> other = new CopyOnWriteArrayList<>();
    AtomicBoolean first = new AtomicBoolean(true);
    members.set(
        of(
            new Pairs(
                member -> {
                  if (first.getAndSet(false)) { // The other thread finishes within this read.
                    CompletableFuture.runAsync(
                            () -> other.addAll(members.get().values(pairsOf(DESTINATION), "name")))
                        .join();
                  }
                  return List.of(new Entry("Name", member));
                })));

    assertThat(members.get().values(pairsOf(SOURCE), "name")).containsExactly(SOURCE);
    assertThat(other).containsExactly(DESTINATION);
    assertThat(members.get().values(pairsOf(DESTINATION), "name")).containsExactly(DESTINATION);
  }

  @Test
  @DisplayName("3.2: names that differ in case only are one key with several values")
  void values_namesInOtherCase_areOneKey() {
    CallMembers members =
        of(new Pairs(member -> List.of(new Entry("Tenant", "a"), new Entry("tenant", "b"))));

    assertThat(members.values(PAIR_VALUES, "tenant")).containsExactly("a", "b");
    assertThat(members.values(PAIR_VALUES, "other")).isEmpty();
  }
}
